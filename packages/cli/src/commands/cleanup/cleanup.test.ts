import { temporaryRepository, treeHash } from '@image-factory/testkit';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, entry, images, shop } from '../../cli.fixture.ts';

const archive = 'image-factory/state/_archive/images/web.yaml';

/** A factory in which `web` was archived on 2025-06-01, 214 days before the clock of the tests. */
async function archived() {
  const repository = await temporaryRepository({ files: shop });
  await cli(repository.path, ['update']);
  await repository.write({ [images]: entry('runtime') });
  await cli(repository.path, ['update']);
  await repository.write({ [archive]: (await repository.read(archive)).replace(/^ {2}at: .*/m, '  at: "2025-06-01T10:00:00Z"') });
  await repository.commit('archived');
  return repository;
}

describe('cleanup', () => {
  it.each([
    { line: 'cleanup', exit: 0, gone: false, out: 'Nothing to prune.' },
    { line: 'cleanup', exit: 0, gone: false, out: /keep +archived image +web\.yaml +2025-06-01/ },
    { line: 'cleanup --older-than 90d --dry-run', exit: 0, gone: false, out: '1 file would change; nothing was written.' },
    { line: 'cleanup --older-than 90d --dry-run --exit-code', exit: 2, gone: false, out: /remove +archived image +web\.yaml/ },
    { line: 'cleanup --older-than 90d', exit: 0, gone: true, out: '1 file changed.' },
    { line: 'cleanup --older-than 52w', exit: 0, gone: false, out: 'it is not old enough' },
    { line: 'cleanup --older-than soon', exit: 1, gone: false, out: /^$/ },
  ])('$line → $exit', async ({ line, exit, gone, out }) => {
    await using repository = await archived();
    const before = await treeHash(repository.path);
    const { stdout, exitCode } = await cli(repository.path, line.split(' '));
    expect(stdout).toMatch(out);
    expect(exitCode).toBe(exit);
    expect((await readdir(join(repository.path, 'image-factory/state/_archive/images'))).includes('web.yaml')).toBe(!gone);
    if (!gone) expect(await treeHash(repository.path)).toEqual(before);
  });

  it('with --commit what goes is one commit, and what stands uncommitted is not looked at', async () => {
    await using repository = await archived();
    await repository.write({ [archive]: 'draft\n' });
    const dry = await cli(repository.path, ['cleanup', '--older-than', '90d', '--commit', '--no-push', '--dry-run']);
    expect(dry.stdout).toContain('1 file would change; nothing was written.');
    expect(await repository.git('log', '-1', '--format=%s')).toBe('archived');
    const run = await cli(repository.path, ['cleanup', '--older-than', '90d', '--commit', '--no-push', '--json']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toMatchObject({ changed: true, commit: await repository.git('rev-parse', 'HEAD') });
    expect(await repository.git('show', '--format=%B', '--name-status', 'HEAD')).toBe(`Clean up state files\n\n- ${archive}: remove (removed from images.yaml)\n\n\nD\t${archive}`);
  });

  it('what was pruned is enrolled as something new', async () => {
    await using repository = await archived();
    await cli(repository.path, ['cleanup', '--older-than', '90d']);
    await repository.write({ [images]: shop[images] ?? '' });
    const { exitCode } = await cli(repository.path, ['update']);
    expect(exitCode).toBe(0);
    expect(await repository.read('image-factory/state/images/web.yaml')).toContain('enrolledAt: "2026-01-01T10:00:00Z"');
  });

  it('tells programs what stays and why', async () => {
    await using repository = await archived();
    const { stdout } = await cli(repository.path, ['cleanup', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'cleanup',
      changed: false,
      items: expect.arrayContaining([{ kind: 'archived image', path: archive, since: '2025-06-01T10:00:00Z', action: 'keep', why: 'nothing is removed without --older-than' }]) as unknown,
    });
  });
});
