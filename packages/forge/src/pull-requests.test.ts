import { parseRepoSlug } from '@image-factory/core/enrollment';
import { faultAnswers, startGitHub, type GitHub } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { openPullRequests } from './pull-requests.ts';

const slug = parseRepoSlug('acme/factory', 'github');
const marker = '<!-- mark -->';

function open(github: GitHub, token = 'ghs_test') {
  if (!slug.ok) throw new Error('acme/factory');
  return openPullRequests({ repository: slug.value, token, apiUrl: github.url });
}

/** A branch of our own, and a fork that proposes its main branch; both are open. */
function start(comments: readonly { author: string; body: string }[] = []) {
  return startGitHub({
    repositories: {
      'acme/factory': {
        files: { 'images.yaml': 'images: []\n' },
        pulls: [{ head: 'eve:main' }, { head: 'acme:change' }, { head: 'acme:old', state: 'closed' }],
        comments: comments.map((comment) => ({ issue: 1, ...comment })),
      },
      'eve/factory': { forkOf: 'acme/factory', files: { new: 'text' } },
    },
    tokens: { ghs_test: { permissions: { pull_requests: 'write' } }, ghs_read: { permissions: { pull_requests: 'read' } } },
  });
}

describe('the pull request of a commit', () => {
  it.each([
    { story: 'a fork', owner: 'eve', branch: 'main', number: 1 },
    { story: 'a branch of our own', owner: 'acme', branch: 'change', number: 2 },
    { story: 'a branch of the same name elsewhere', owner: 'acme', branch: 'main', number: undefined },
    { story: 'one that is closed', owner: 'acme', branch: 'old', number: undefined },
  ])('$story', async ({ owner, branch, number }) => {
    await using github = await start();
    for (const name of ['change', 'old']) await github.repository('acme/factory').commit({ [name]: '' }, { branch: name });
    const commit = (await github.repository(`${owner}/factory`).head(branch)) ?? '';
    expect(await open(github).findByHead({ owner, branch, commit })).toBe(number);
    expect(github.writes).toBe(0);
  });

  it('is none any more when the branch has moved on', async () => {
    await using github = await start();
    const commit = (await github.repository('eve/factory').head()) ?? '';
    await github.repository('eve/factory').commit({ new: 'more' });
    expect(await open(github).findByHead({ owner: 'eve', branch: 'main', commit })).toBeUndefined();
  });
});

describe('one comment', () => {
  it('is created, then left alone, then changed', async () => {
    await using github = await start();
    const pulls = open(github);
    expect(await pulls.keepComment(1, marker, `${marker}\none\n`)).toBe('created');
    expect(await pulls.keepComment(1, marker, `${marker}\none\n`)).toBe('unchanged');
    expect(await pulls.keepComment(1, marker, `${marker}\ntwo\n`)).toBe('updated');
    expect(github.repository('acme/factory').comments(1)).toMatchObject([{ body: `${marker}\ntwo\n` }]);
    expect(github.writes).toBe(2);
  });

  it('is found behind many others', async () => {
    await using github = await start(Array.from({ length: 120 }, (_, at) => ({ author: at === 110 ? 'image-factory[bot]' : 'eve', body: at === 110 ? marker : `${at}` })));
    expect(await open(github).keepComment(1, marker, `${marker} two`)).toBe('updated');
    expect(github.repository('acme/factory').comments(1)).toHaveLength(120);
  });

  it('never changes what a person wrote, whatever it holds', async () => {
    await using github = await start([{ author: 'eve', body: `${marker} mine` }]);
    expect(await open(github).keepComment(1, marker, marker)).toBe('created');
    expect(github.repository('acme/factory').comments(1)[0]?.body).toBe(`${marker} mine`);
  });

  it.each([
    { story: 'a token that is none', token: 'ghs_canary', says: 'Bad credentials' },
    { story: 'a token that may only read', token: 'ghs_read', says: 'Resource not accessible by integration' },
  ])('$story is an error that does not show it', async ({ token, says }) => {
    await using github = await start();
    const attempt = open(github, token).keepComment(1, marker, marker);
    await expect(attempt).rejects.toThrow(says);
    await expect(attempt).rejects.not.toThrow(token);
  });

  it('that could not be written is an error', async () => {
    await using github = await start();
    github.faults.push({ method: 'POST', answer: faultAnswers.unavailable(502) });
    await expect(open(github).keepComment(1, marker, marker)).rejects.toThrow('Server Error');
    expect(github.repository('acme/factory').comments(1)).toEqual([]);
  });
});
