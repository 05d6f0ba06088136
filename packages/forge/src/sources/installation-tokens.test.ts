import { fakeClock, faultAnswers, startGitHub, type GitHub, type GitHubOptions } from '@image-factory/testkit';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createGitHubRemote } from './github-remote.ts';
import { createInstallationTokens, type InstallationTokensOptions } from './installation-tokens.ts';
import { branch, host, readHead, repository } from './sources.fixture.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
const app = { id: 'Iv23CANARY', privateKey };
const files = { Dockerfile: 'FROM a\n' };

function start(now: () => Date, more: Partial<GitHubOptions> = {}): Promise<GitHub> {
  const installations = { 7: { repositories: ['acme/app', 'acme/shop'], permissions: { contents: 'write', actions: 'write' } } } as const;
  return startGitHub({ repositories: { 'acme/app': { files }, 'acme/shop': { files }, 'acme/other': { files } }, apps: { [app.id]: { publicKey, installations } }, now, ...more });
}

function open(github: GitHub, now: () => Date, more: Partial<InstallationTokensOptions> = {}) {
  return createInstallationTokens({ app, installationOf: () => 7, apiUrl: () => github.url, now, pause: async () => {}, ...more });
}

describe('a token of an installation', () => {
  it('reads one repository, and is asked for with nothing more', async () => {
    const { now } = fakeClock('2026-01-01T00:00:00Z');
    await using github = await start(now);
    const tokenFor = open(github, now);
    const remote = createGitHubRemote({ apiUrl: () => github.url, tokenFor });
    expect(await readHead(remote, repository('acme/app'), 'Dockerfile')).toMatchObject({ kind: 'file' });
    expect(github.requests.filter(({ method }) => method === 'POST')).toMatchObject([
      { path: '/app/installations/7/access_tokens', body: JSON.stringify({ repositories: ['app'], permissions: { contents: 'read' } }) },
    ]);
    const ofApp = await tokenFor(host(), repository('acme/app').slug);
    const stolen = createGitHubRemote({ apiUrl: () => github.url, tokenFor: async () => ofApp });
    expect(await readHead(stolen, repository('acme/shop'), 'Dockerfile')).toMatchObject({ kind: 'unreachable' });
  });

  it('is used for 50 minutes by all who ask, and then replaced', async () => {
    const clock = fakeClock('2026-01-01T00:00:00Z');
    await using github = await start(clock.now);
    const seen: string[] = [];
    const tokenFor = open(github, clock.now, { onToken: (token) => seen.push(token) });
    const { slug } = repository('acme/app');
    const [first, ...others] = await Promise.all([1, 2, 3].map(async () => tokenFor(host(), slug)));
    expect(others).toEqual([first, first]);
    clock.advance('49m');
    expect(await tokenFor(host(), slug)).toBe(first);
    clock.advance('1m');
    const second = await tokenFor(host(), slug);
    expect(second).not.toBe(first);
    clock.advance('1m');
    expect(await tokenFor(host(), slug, { fresh: true })).not.toBe(second);
    expect(github.requests).toHaveLength(3);
    expect(new Set(seen).size).toBe(3);
  });

  it('that many were refused with is replaced once for all of them', async () => {
    const clock = fakeClock('2026-01-01T00:00:00Z');
    await using github = await start(clock.now);
    const tokenFor = open(github, clock.now);
    const { slug } = repository('acme/app');
    const old = await tokenFor(host(), slug);
    clock.advance('1m');
    const fresh = await Promise.all([1, 2, 3].map(async () => tokenFor(host(), slug, { fresh: true })));
    expect(new Set(fresh).size).toBe(1);
    expect(fresh[0]).not.toBe(old);
    expect(github.requests).toHaveLength(2);
  });

  it('is none where the App is not installed', async () => {
    const { now } = fakeClock('2026-01-01T00:00:00Z');
    await using github = await start(now);
    expect(await open(github, now, { installationOf: () => undefined })(host(), repository().slug)).toBeUndefined();
    expect(github.requests).toEqual([]);
  });

  it.each([
    { story: 'a repository that the installation does not reach', slug: 'acme/other', more: {}, says: 'the installation 7 does not reach the repository, or may not read contents' },
    { story: 'no such installation', slug: 'acme/app', more: { installationOf: () => 8 }, says: 'the App has no installation 8' },
    { story: 'another App', slug: 'acme/app', more: { app: { ...app, id: 'other' } }, says: 'GitHub did not accept the key of the App; look at its id, its private key, and the clock' },
    {
      story: 'a clock that is two days ahead',
      slug: 'acme/app',
      more: { now: () => new Date('2026-01-03T00:00:00Z') },
      says: 'GitHub did not accept the key of the App; look at its id, its private key, and the clock',
    },
    { story: 'a key that is none', slug: 'acme/app', more: { app: { ...app, privateKey: 'CANARY KEY' } }, says: 'the private key of the GitHub App is no RSA key in PEM form' },
  ])('$story: an error that shows no secret, and an image that says so', async ({ slug, more, says }) => {
    const { now } = fakeClock('2026-01-01T00:00:00Z');
    await using github = await start(now);
    const tokenFor = open(github, now, more);
    await expect(tokenFor(host(), repository(slug).slug)).rejects.toThrow(says);
    const read = await createGitHubRemote({ apiUrl: () => github.url, tokenFor }).resolve(repository(slug), branch());
    expect(read).toEqual({
      kind: 'unreachable',
      concerns: 'repository',
      reason: `no token could be had for ${slug} on git.example.com (${says})`,
      hint: `The GitHub App must be installed on ${slug} with \`contents: read\`.`,
    });
  });

  it('is asked for again when that may help, and not forever', async () => {
    const { now } = fakeClock('2026-01-01T00:00:00Z');
    await using github = await start(now);
    github.faults.push({ answer: faultAnswers.unavailable(503) }, { answer: 'reset' });
    expect(await open(github, now)(host(), repository().slug)).toMatch(/^ghs_/);
    github.faults.push({ answer: faultAnswers.unavailable(503), times: 9 });
    await expect(open(github, now)(host(), repository().slug)).rejects.toThrow('GitHub answered 503');
    expect(github.requests).toHaveLength(6);
  });
});

describe('the installation of a repository', () => {
  const { now } = fakeClock('2026-01-01T00:00:00Z');
  const find = (github: GitHub) => createInstallationTokens({ app, apiUrl: () => github.url, now, pause: async () => {} });

  it('is asked for once, by the App itself, and each token reaches its own repository alone', async () => {
    await using github = await start(now);
    const tokenFor = find(github);
    const [ofApp] = await Promise.all([tokenFor(host(), repository('acme/app').slug), tokenFor(host(), repository('acme/shop').slug), tokenFor(host(), repository('acme/app').slug)]);
    const asked = github.requests.map(({ method, path, body }) => `${method} ${path} ${body}`).toSorted();
    const mint = (name: string) => `POST /app/installations/7/access_tokens ${JSON.stringify({ repositories: [name], permissions: { contents: 'read' } })}`;
    expect(asked).toEqual(['GET /repos/acme/app/installation ', 'GET /repos/acme/shop/installation ', mint('app'), mint('shop')]);
    const reading = async (slug: string) => readHead(createGitHubRemote({ apiUrl: () => github.url, tokenFor: async () => ofApp }), repository(slug), 'Dockerfile');
    expect((await Promise.all(['acme/app', 'acme/shop', 'acme/other'].map(reading))).map(({ kind }) => kind)).toEqual(['file', 'unreachable', 'unreachable']);
  });

  it('is none where the App is not installed: others may have a token', async () => {
    await using github = await start(now);
    expect(await find(github)(host(), repository('acme/other').slug)).toBeUndefined();
  });

  it.each([
    { story: 'a key of another App', fault: undefined, id: 'Iv1.other', says: 'did not accept the key' },
    { story: 'a server that stays away', fault: faultAnswers.unavailable(502), id: app.id, says: 'GitHub answered 502' },
  ])('$story: a clause without a credential, and the next one asks again', async ({ fault, id, says }) => {
    await using github = await start(now);
    if (fault !== undefined) github.faults.push({ path: /\/installation$/, answer: fault, times: 3 });
    const tokenFor = createInstallationTokens({ app: { ...app, id }, apiUrl: () => github.url, now, pause: async () => {} });
    const ask = async (): Promise<unknown> => tokenFor(host(), repository('acme/app').slug).catch((error: unknown) => String(error));
    const said = await ask();
    expect(said).toContain(says);
    expect(said).not.toContain('PRIVATE KEY');
    expect(await ask()).toEqual(fault === undefined ? said : expect.stringMatching(/^ghs_/));
  });

  it('takes a key whose line ends were written out', async () => {
    await using github = await start(now);
    const tokenFor = createInstallationTokens({ app: { ...app, privateKey: privateKey.replaceAll('\n', String.raw`\n`) }, apiUrl: () => github.url, now });
    expect(await tokenFor(host(), repository('acme/app').slug)).toMatch(/^ghs_/);
  });
});
