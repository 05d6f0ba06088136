import { temporaryRepository, treeHash, type Files } from '@image-factory/testkit';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { cli, images, shop } from '../../cli.fixture.ts';

const base = "name: node-22\nfullImage: node:22\nlastChecked: '2025-12-29T19:25:06.848773+00:00'\n";
const legacy: Files = { ...shop, 'image-factory/state/base-images/old-name.yaml': base };
const newer: Files = { ...legacy, 'image-factory/state/images/web.yaml': 'schemaVersion: 9\n' };

describe('migrate', () => {
  it.each([
    { story: 'nothing to do', files: shop, line: 'migrate --exit-code', exit: 0, out: 'Nothing to migrate.', err: '' },
    { story: 'state of the first implementation', files: legacy, line: 'migrate', exit: 0, out: 'removed  image-factory/state/base-images/old-name.yaml', err: '' },
    { story: 'each value', files: legacy, line: 'migrate', exit: 0, out: /changed +lastChecked +2025-12-29T19:25:06.848773\+00:00 →/, err: '' },
    { story: 'somebody asked for changes', files: legacy, line: 'migrate --dry-run --exit-code', exit: 2, out: '2 files would change; nothing was written.', err: '' },
    { story: 'a newer schema', files: newer, line: 'migrate --exit-code', exit: 1, out: 'Nothing was migrated; there are errors.', err: 'a newer version of Image Factory is at work here' },
  ])('$story → $exit', async ({ files, line, exit, out, err }) => {
    await using repository = await temporaryRepository({ files });
    const run = await cli(repository.path, line.split(' '));
    expect(run.stdout).toMatch(out);
    expect(run.stderr).toContain(err);
    expect(run.exitCode).toBe(exit);
  });

  it('writes nothing in a dry run', async () => {
    await using repository = await temporaryRepository({ files: legacy });
    const before = await treeHash(repository.path);
    await cli(repository.path, ['migrate', '--dry-run']);
    expect(await treeHash(repository.path)).toEqual(before);
  });

  it('tells programs what became of each value', async () => {
    await using repository = await temporaryRepository({ files: legacy });
    const { stdout } = await cli(repository.path, ['migrate', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      changed: true,
      steps: expect.arrayContaining([
        {
          file: 'image-factory/state/base-images/old-name.yaml',
          field: 'lastChecked',
          did: 'changed',
          from: '2025-12-29T19:25:06.848773+00:00',
          to: '2025-12-29T19:25:06Z',
          why: 'times are UTC to the second',
        },
      ]) as unknown,
    });
  });

  it('does what the manual shows', async () => {
    const manual = await readFile(new URL('../../../../../docs/migrate.md', import.meta.url), 'utf8');
    const [before = '', after] = [...manual.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml]) => yaml);
    await using repository = await temporaryRepository({ files: { 'images.yaml': before } });
    const { exitCode } = await cli(repository.path, ['migrate']);
    expect(await repository.read(images)).toBe(after);
    expect(exitCode).toBe(0);
  });
});
