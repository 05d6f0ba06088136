import { parseBranchName, parseHost, parseRepoSlug, type Provider } from '@image-factory/core/enrollment';
import { startGitHub } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { branchOf, slugOf } from '../state-store/store.fixture.ts';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { openPullRequestPlaces } from './places.ts';

const host = (text: string) => {
  const parsed = parseHost(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
};
const main = parseBranchName('main');
const factory = { host: host('github.com'), repo: slugOf('acme/factory') };
const consent = (text: string) => ({ files: { 'a.txt': '', '.github/image-factory.yml': text } });

interface Row {
  readonly story: string;
  readonly repo?: string;
  readonly on?: string;
  readonly provider?: Provider;
  readonly tokens?: { readonly own?: string; readonly others?: string };
  readonly opens: true | RegExp;
}

it.each<Row>([
  { story: "the factory's own repository", opens: true },
  { story: 'by its name', repo: 'Acme/Factory', opens: true },
  { story: 'another of the same owner', repo: 'acme/lib', opens: true },
  { story: 'another owner who has agreed', repo: 'other/agreed', opens: true },
  { story: 'another owner who has not', repo: 'other/silent', opens: /has not agreed/ },
  { story: 'another owner who named somebody else', repo: 'other/elsewhere', opens: /not acme\/factory/ },
  { story: 'another host', repo: 'acme/lib', on: 'git.example.com', opens: /it is on git\.example\.com/ },
  { story: 'a project on GitLab', repo: 'acme/lib', on: 'gitlab.com', provider: 'gitlab', opens: /merge requests of GitLab/ },
  { story: 'no token', tokens: {}, opens: /there is no token/ },
  { story: 'a token for others alone', repo: 'acme/lib', tokens: { others: 'ghs_test' }, opens: true },
])('$story', async ({ repo, on = 'github.com', provider = 'github', tokens = { own: 'ghs_test' }, opens }) => {
  await using github = await startGitHub({
    repositories: {
      'acme/factory': { files: { 'a.txt': '' } },
      'acme/lib': { files: { 'a.txt': '' } },
      'other/agreed': consent('factories: [acme/factory]\n'),
      'other/silent': { files: { 'a.txt': '' } },
      'other/elsewhere': consent('factories: [acme/other]\n'),
    },
    tokens: { ghs_test: {} },
  });
  const slug = repo === undefined ? undefined : parseRepoSlug(repo, 'github');
  const places = openPullRequestPlaces({ factory, tokens, apiUrl: github.url, pace: virtualPace() });
  const place = await places.open({ provider, host: host(on), ...(slug?.ok === true ? { repo: slug.value } : {}), branch: main.ok ? main.value : branchOf('main') });
  if (opens !== true) {
    expect(place).toMatchObject({ kind: 'refused', why: expect.stringMatching(opens), hint: expect.stringMatching(/\.$/) });
    return;
  }
  if (place.kind !== 'open') throw new Error(place.why);
  expect(await place.head()).toMatchObject({ kind: 'head' });
  expect(await (await place.proposals(branchOf('image-factory/pin/x'))).open()).toMatchObject({ kind: 'head' });
});
