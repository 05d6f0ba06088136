import { parseHost, parseRepoPath, parseRepoSlug } from '@image-factory/core/enrollment';
import { describe, expect, it } from 'vitest';
import { SecretText } from './inputs/secret.ts';
import { sourceAccess, type AppTokens, type ReadSourcesAs } from './source-access.ts';

type Env = Readonly<Record<string, string>>;

const factory = parseRepoPath('image-factory/factory.yaml');
const token = { sourceToken: new SecretText('ghs_x') };
const app = { appId: 'Iv1', appPrivateKey: new SecretText('PEM') };

/** An App that is installed on `acme/app` alone. */
function appTokens() {
  const calls: string[] = [];
  const load = async (): Promise<AppTokens> => ({
    createInstallationTokens:
      ({ app: { id, privateKey }, apiUrl, onToken }) =>
      async (host, slug, { fresh = false } = {}) => {
        calls.push(`${id} ${privateKey} ${apiUrl?.(host) ?? ''} ${slug} ${fresh}`);
        if (slug !== 'acme/app') return undefined;
        onToken('ghs_minted');
        return 'ghs_minted';
      },
  });
  return { calls, load };
}

async function tokenAt(as: ReadSourcesAs, env: Env, { host = 'github.com', slug = 'acme/app', fresh = false } = {}, load = appTokens().load): Promise<string | undefined> {
  const [at, of] = [parseHost(host), parseRepoSlug(slug, 'github')];
  if (!factory.ok || !of.ok || !at.ok) throw new Error(host);
  return sourceAccess(env, factory.value, as, load)?.tokenFor(at.value, of.value, { fresh });
}

const enterprise = { GITHUB_SERVER_URL: 'https://git.example.com' };

describe('a source is read with', () => {
  it.each([
    { story: 'the token, at the forge that runs the job', as: token, env: {}, of: {}, found: 'ghs_x' },
    { story: 'the token, at an Enterprise Server', as: token, env: enterprise, of: { host: 'git.example.com' }, found: 'ghs_x' },
    { story: 'nothing elsewhere: a token stays there', as: token, env: enterprise, of: {}, found: undefined },
    { story: 'nothing at another forge', as: { ...token, ...app }, env: {}, of: { host: 'gitlab.com' }, found: undefined },
    { story: 'nothing once the token was refused', as: token, env: {}, of: { fresh: true }, found: undefined },
    { story: 'nothing when nobody is asked', as: { ...token, ...app }, env: { IMAGE_FACTORY_OFFLINE: '1' }, of: {}, found: undefined },
    { story: 'the App, where it is installed', as: { ...token, ...app }, env: {}, of: {}, found: 'ghs_minted' },
    { story: 'a newer one of the App, once the first was refused', as: app, env: {}, of: { fresh: true }, found: 'ghs_minted' },
    { story: 'the token, where the App is not installed', as: { ...token, ...app }, env: {}, of: { slug: 'acme/other' }, found: 'ghs_x' },
    { story: 'nothing, where the App is not installed and there is no token', as: app, env: {}, of: { slug: 'acme/other' }, found: undefined },
  ])('$story', async ({ as, env, of, found }) => {
    expect(await tokenAt(as, env, of)).toBe(found);
  });

  it('an App that is asked at the server of the job', async () => {
    const { calls, load } = appTokens();
    await tokenAt(app, { GITHUB_API_URL: 'https://git.example.com/api/v3', ...enterprise }, { host: 'git.example.com', fresh: true }, load);
    expect(calls).toEqual(['Iv1 PEM https://git.example.com/api/v3 acme/app true']);
  });

  it.each([{ appId: 'Iv1' }, { appPrivateKey: app.appPrivateKey }])('not half of an App: %o', async (as) => {
    await expect(tokenAt(as, {})).rejects.toThrow('belong together');
  });
});
