import { temporaryFolder, temporaryRepository } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { cli, shop } from '../cli.fixture.ts';

describe('--commit', () => {
  it('makes one commit of everything that changed, and says what and why', async () => {
    await using repository = await temporaryRepository({ files: shop });
    const run = await cli(repository.path, ['update', '--commit', '--no-push', '--json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('2');
    expect(JSON.parse(run.stdout)).toMatchObject({ commit: await repository.git('rev-parse', 'HEAD') });
    expect(await repository.git('log', '-1', '--format=%an <%ae>%n%B')).toMatch(/^Image Factory Bot <bot@example\.com>\nUpdate the state of \d+ images and \d+ base images\n\n- .+: created\n/);
    expect(await repository.git('status', '--porcelain')).toBe('');
    expect(await repository.git('ls-files', 'dist', 'image-factory/state')).toContain('dist/image-factory.k8s.yaml');
  });

  it('makes none when nothing changed, nor in a dry run', async () => {
    await using repository = await temporaryRepository({ files: shop });
    expect((await cli(repository.path, ['update', '--commit', '--no-push', '--dry-run'])).exitCode).toBe(0);
    expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('1');
    await cli(repository.path, ['update', '--commit', '--no-push']);
    const again = await cli(repository.path, ['update', '--commit', '--no-push']);
    expect(again.stdout).toContain('Nothing changed');
    expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('2');
  });

  it('reads what is committed, not what stands in the work tree', async () => {
    await using repository = await temporaryRepository({ files: shop });
    await repository.write({ 'web/Dockerfile': 'FORM broken\n' });
    expect((await cli(repository.path, ['analyze', '--commit', '--no-push'])).exitCode).toBe(0);
    expect(await repository.git('status', '--porcelain')).toBe(' M web/Dockerfile');
  });

  it('analyze --commit brings the manifests along: state and manifests never disagree', async () => {
    await using repository = await temporaryRepository({ files: shop });
    await cli(repository.path, ['analyze', '--commit', '--no-push']);
    expect((await cli(repository.path, ['update', '--dry-run', '--exit-code'])).exitCode).toBe(0);
  });

  it('a remote that is no https address: nothing is written, and the way out is told', async () => {
    await using remote = await temporaryFolder();
    await using repository = await temporaryRepository({ files: shop });
    await repository.git('init', '--quiet', '--bare', remote.path);
    await repository.git('remote', 'add', 'origin', remote.path);
    const run = await cli(repository.path, ['update', '--commit']);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('[state/push-refused]');
    expect(run.stderr).toContain('--no-push');
    expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('1');
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it.each([
    { story: 'no branch', options: ['--commit', '--no-push'], detach: true, says: 'none is checked out' },
    { story: '--no-push alone', options: ['--no-push'], detach: false, says: '--no-push needs --commit' },
  ])('$story', async ({ options, detach, says }) => {
    await using repository = await temporaryRepository({ files: shop });
    if (detach) await repository.git('checkout', '--quiet', '--detach');
    const run = await cli(repository.path, ['update', ...options]);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain(says);
  });

  it('a mode that is not there yet is refused, not ignored', async () => {
    await using repository = await temporaryRepository({ files: { ...shop, 'image-factory/factory.yaml': 'commit: {mode: pull-request}\n' } });
    const run = await cli(repository.path, ['update', '--commit', '--no-push']);
    expect(run.stderr).toContain('[commit/unsupported-mode]');
    expect(run.exitCode).toBe(1);
  });
});
