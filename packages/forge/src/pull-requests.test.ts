import { parseRepoSlug } from '@image-factory/core/enrollment';
import { describe, expect, it } from 'vitest';
import { startGitHub } from './github.fixture.ts';
import { openPullRequests } from './pull-requests.ts';

const slug = parseRepoSlug('acme/factory', 'github');
const marker = '<!-- mark -->';

function open(apiUrl: string, token = 'ghs_test') {
  if (!slug.ok) throw new Error('acme/factory');
  return openPullRequests({ repository: slug.value, token, apiUrl });
}

describe('the pull request of a commit', () => {
  const pulls = [
    { number: 7, owner: 'eve', branch: 'main', sha: 'a'.repeat(40) },
    { number: 8, owner: 'acme', branch: 'change', sha: 'b'.repeat(40) },
  ];

  it.each([
    { story: 'a fork', head: { owner: 'eve', branch: 'main', commit: 'a'.repeat(40) }, number: 7 },
    { story: 'a branch of our own', head: { owner: 'acme', branch: 'change', commit: 'b'.repeat(40) }, number: 8 },
    { story: 'a branch that moved on', head: { owner: 'acme', branch: 'change', commit: 'c'.repeat(40) }, number: undefined },
    { story: 'no pull request', head: { owner: 'acme', branch: 'other', commit: 'b'.repeat(40) }, number: undefined },
  ])('$story', async ({ head, number }) => {
    await using github = await startGitHub(pulls);
    expect(await open(github.url).findByHead(head)).toBe(number);
  });
});

describe('one comment', () => {
  it('is created, then left alone, then changed', async () => {
    await using github = await startGitHub([]);
    const pulls = open(github.url);
    expect(await pulls.keepComment(7, marker, `${marker}\none\n`)).toBe('created');
    expect(await pulls.keepComment(7, marker, `${marker}\none\n`)).toBe('unchanged');
    expect(await pulls.keepComment(7, marker, `${marker}\ntwo\n`)).toBe('updated');
    expect(github.comments.map(({ body }) => body)).toEqual([`${marker}\ntwo\n`]);
  });

  it('never changes what a person wrote, whatever it holds', async () => {
    await using github = await startGitHub([], [{ id: 1, user: { type: 'User' }, body: `${marker} mine` }]);
    expect(await open(github.url).keepComment(7, marker, marker)).toBe('created');
    expect(github.comments[0]?.body).toBe(`${marker} mine`);
  });

  it('a token that may not is an error that does not show it', async () => {
    await using github = await startGitHub([]);
    const attempt = open(github.url, 'ghs_canary').keepComment(7, marker, marker);
    await expect(attempt).rejects.toThrow('Bad credentials');
    await expect(attempt).rejects.not.toThrow('ghs_canary');
  });
});
