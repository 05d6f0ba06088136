import { parseHost, parseRepoPath, parseRepoSlug } from '@image-factory/core/enrollment';
import { describe, expect, it } from 'vitest';
import { remoteAccess } from './remote-access.ts';

const factory = parseRepoPath('image-factory/factory.yaml');

function access(env: Readonly<Record<string, string>>, isOffline = false) {
  if (!factory.ok) throw new Error('factory.yaml');
  return remoteAccess(env, factory.value, isOffline);
}

async function tokenAt(env: Readonly<Record<string, string>>, host: string, fresh = false): Promise<string | undefined> {
  const [at, slug] = [parseHost(host), parseRepoSlug('acme/app', 'github')];
  if (!at.ok || !slug.ok) throw new Error(host);
  return access(env)?.tokenFor?.(at.value, slug.value, fresh ? { fresh } : undefined);
}

describe('how other repositories are read', () => {
  it.each([
    { story: 'GitHub', env: { GITHUB_TOKEN: 'a' }, host: 'github.com', token: 'a' },
    { story: 'as its own command line names it', env: { GH_TOKEN: 'a', GH_HOST: 'git.example.com' }, host: 'git.example.com', token: 'a' },
    { story: 'in a job of an Enterprise Server', env: { GITHUB_TOKEN: 'a', GITHUB_SERVER_URL: 'https://git.example.com' }, host: 'git.example.com', token: 'a' },
    { story: 'whose token stays there', env: { GITHUB_TOKEN: 'a', GITHUB_SERVER_URL: 'https://git.example.com' }, host: 'github.com', token: undefined },
    { story: 'GitLab', env: { GITHUB_TOKEN: 'a', GITLAB_TOKEN: 'b' }, host: 'gitlab.com', token: 'b' },
    { story: 'somewhere else', env: { GITHUB_TOKEN: 'a', GITLAB_TOKEN: 'b' }, host: 'evil.example.com', token: undefined },
    { story: 'an empty token is none', env: { GITHUB_TOKEN: '' }, host: 'github.com', token: undefined },
  ])('$story: $token', async ({ env, host, token }) => {
    expect(await tokenAt(env, host)).toBe(token);
  });

  it('a token that was refused is not sent again', async () => {
    expect(await tokenAt({ GITHUB_TOKEN: 'a' }, 'github.com', true)).toBeUndefined();
  });

  it.each([
    { env: {}, isOffline: true, asks: false },
    { env: { IMAGE_FACTORY_OFFLINE: '1' }, isOffline: false, asks: false },
    { env: { IMAGE_FACTORY_OFFLINE: '0' }, isOffline: false, asks: true },
    { env: { IMAGE_FACTORY_OFFLINE: '' }, isOffline: false, asks: true },
  ])('asks: $asks', ({ env, isOffline, asks }) => {
    expect(access(env, isOffline) !== undefined).toBe(asks);
  });

  it("keeps what it read in the user's cache", () => {
    expect(access({ XDG_CACHE_HOME: '/var/cache/me' })?.cacheFolder).toBe('/var/cache/me/image-factory/sources');
  });
});
