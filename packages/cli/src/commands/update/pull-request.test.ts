import { startGitHub, temporaryRepository, type GitHub, type TemporaryRepository } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { cli, shop } from '../../cli.fixture.ts';

const argv = ['update', '--pull-request', '--json'];
const token = { GITHUB_TOKEN: 'ghs_test' };

interface Scene extends AsyncDisposable {
  readonly github: GitHub;
  readonly checkout: TemporaryRepository;
  readonly env: Readonly<Record<string, string>>;
}

/** A factory on GitHub, checked out here. */
async function scene(): Promise<Scene> {
  await using ends = new AsyncDisposableStack();
  const github = ends.use(await startGitHub({ repositories: { 'acme/shop': { files: shop } }, tokens: { ghs_test: {} } }));
  const checkout = ends.use(await temporaryRepository({ files: shop }));
  await checkout.git('remote', 'add', 'origin', 'https://github.com/acme/shop.git');
  const kept = ends.move();
  return { github, checkout, env: { ...token, GITHUB_API_URL: github.url }, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

describe('update --pull-request', () => {
  it('opens one with state and manifests, and leaves it alone while it is the same', async () => {
    await using it = await scene();
    const repository = it.github.repository('acme/shop');
    const before = await repository.head();
    const run = await cli(it.checkout.path, argv, { env: it.env });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(run.stdout)).toMatchObject({ pullRequest: { number: 1, state: 'opened', url: expect.stringContaining('/acme/shop/pull/1') } });
    expect(await repository.readFile('dist/image-factory.k8s.yaml', 'image-factory/update/main')).toContain('kind: Warehouse');
    expect((await repository.log('image-factory/update/main'))[0]?.parents).toEqual([before]);
    const again = await cli(it.checkout.path, argv.slice(0, 2), { env: it.env });
    expect(again.stdout).toMatch(/^Pull request .*\/pull\/1: unchanged\.$/m);
    expect([await repository.head(), await it.checkout.git('status', '--porcelain')]).toEqual([before, '']);
    expect(run.stdout + run.stderr + again.stdout + again.stderr).not.toContain('ghs_test');
  });

  it.each([
    { story: 'one image alone', more: ['--image', 'web'], env: token, code: 'inputs/disagreement' },
    { story: 'no push', more: ['--no-push'], env: token, code: 'inputs/disagreement' },
    { story: 'no token', more: [], env: {}, code: 'inputs/missing' },
    { story: 'a remote elsewhere', more: [], env: token, origin: 'https://git.example.com/acme/shop.git', code: 'commit/unsupported-mode' },
    { story: 'a remote on GitLab, and only a token for GitHub', more: [], env: token, origin: 'https://gitlab.com/acme/shop.git', code: 'inputs/missing' },
    { story: 'no remote', more: [], env: token, origin: '', code: 'commit/unsupported-mode' },
  ])('$story: refused', async ({ more, env, origin = 'https://github.com/acme/shop.git', code }) => {
    await using checkout = await temporaryRepository({ files: shop });
    if (origin !== '') await checkout.git('remote', 'add', 'origin', origin);
    const run = await cli(checkout.path, [...argv, ...more], { env });
    expect(run.exitCode).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ problems: [{ code }] });
  });
});
