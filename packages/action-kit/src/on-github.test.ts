import { parseBranchName, parseHost, parseRepoSlug } from '@image-factory/core/enrollment';
import { describe, expect, it } from 'vitest';
import { SecretText } from './inputs/secret.ts';
import { onGitHub } from './on-github.ts';

function must<T>(parsed: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!parsed.ok) throw new Error('a test gave a wrong name');
  return parsed.value;
}

const [main, update] = [must(parseBranchName('main')), must(parseBranchName('factory/update'))];
const here = { slug: must(parseRepoSlug('acme/state', 'github')), host: must(parseHost('github.com')) };
const runner = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_API_URL: 'https://api.github.com', GITHUB_REPOSITORY: 'acme/factory' };

function open(
  commitBy: 'git' | 'api',
  { origin = here, env = runner, token = 'ghs_x', push = true }: { origin?: Partial<typeof here>; env?: Record<string, string>; token?: string; push?: boolean } = {},
) {
  const loads: unknown[] = [];
  const load = async () => ({
    createGitHubStores: (access: object) => {
      loads.push(access);
      return (branch: string) => `store of ${branch}`;
    },
    openStandingPullRequest: (where: object) => where,
  });
  const given = { commit: true, push, commitBy, ...(token === '' ? {} : { githubToken: new SecretText(token) }) };
  return { loads, ...onGitHub(given, { env, origin: async () => origin, load }) };
}

describe('the API of GitHub', () => {
  it('has no part in commits by git', () => {
    expect(open('git').store).toBeUndefined();
  });

  it('is asked about the repository that is checked out, with one set of stores for all branches', async () => {
    const { store, loads } = open('api');
    expect([await store?.(main), await store?.(update)]).toEqual(['store of main', 'store of factory/update']);
    expect(loads).toEqual([{ repository: 'acme/state', token: 'ghs_x', apiUrl: 'https://api.github.com' }]);
  });

  it('opens pull requests whichever way commits go', async () => {
    expect(await open('git', { origin: {} }).proposals(main, update)).toEqual({ repository: 'acme/factory', token: 'ghs_x', apiUrl: 'https://api.github.com', base: 'main', branch: 'factory/update' });
  });

  it.each([
    { story: 'no token', more: { token: '' }, message: /without a token/ },
    { story: 'a checkout from elsewhere', more: { origin: { ...here, host: must(parseHost('gitlab.com')) } }, message: /gitlab\.com\/acme\/state/ },
    { story: 'no repository at all', more: { origin: {}, env: {} }, message: /not known/ },
  ])('$story: it says so', async ({ more, message }) => {
    await expect(open('api', more).store?.(main)).rejects.toThrow(message);
  });

  it('is not asked to commit without committing', () => {
    expect(() => open('api', { push: false })).toThrow('push: false');
  });
});
