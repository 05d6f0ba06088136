import { parseHost, parseRepoPath, parseRepoSlug } from '@image-factory/core/enrollment';
import { expect, it } from 'vitest';
import { SecretText } from './inputs/secret.ts';
import { sourceAccess } from './source-access.ts';

const factory = parseRepoPath('image-factory/factory.yaml');
const slug = parseRepoSlug('acme/app', 'github');

async function tokenAt(env: Readonly<Record<string, string>>, host: string, fresh = false): Promise<string | undefined> {
  const at = parseHost(host);
  if (!factory.ok || !slug.ok || !at.ok) throw new Error(host);
  return sourceAccess(env, factory.value, new SecretText('ghs_x'))?.tokenFor(at.value, slug.value, { fresh });
}

it.each([
  { story: 'the forge that runs the job', env: {}, host: 'github.com', fresh: false, token: 'ghs_x' },
  { story: 'an Enterprise Server', env: { GITHUB_SERVER_URL: 'https://git.example.com' }, host: 'git.example.com', fresh: false, token: 'ghs_x' },
  { story: 'whose token stays there', env: { GITHUB_SERVER_URL: 'https://git.example.com' }, host: 'github.com', fresh: false, token: undefined },
  { story: 'another forge', env: {}, host: 'gitlab.com', fresh: false, token: undefined },
  { story: 'once more after it was refused', env: {}, host: 'github.com', fresh: true, token: undefined },
  { story: 'nobody is asked', env: { IMAGE_FACTORY_OFFLINE: '1' }, host: 'github.com', fresh: false, token: undefined },
])('$story: $token', async ({ env, host, fresh, token }) => {
  expect(await tokenAt(env, host, fresh)).toBe(token);
});
