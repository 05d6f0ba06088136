import { temporaryFolder, temporaryRepository } from '@image-factory/testkit';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, shop } from '../../cli.fixture.ts';

const warehouse = `apiVersion: kargo.akuity.io/v1alpha1
kind: Warehouse
metadata: {name: node, namespace: shop}
spec:
  interval: 7d
  freightCreationPolicy: Automatic
  subscriptions:
  - image: {repoURL: docker.io/library/node, imageSelectionStrategy: Digest, constraint: "22", strictSemvers: true, discoveryLimit: 1}
`;
const good = warehouse.replace('7d', '168h0m0s');

describe('image-factory synth --verify', () => {
  it('shows a mistake where it stands, outside of any repository', async () => {
    await using folder = await temporaryFolder({ 'kargo.yaml': warehouse });
    const { exitCode, stdout, stderr } = await cli(folder.path, ['synth', '--verify', 'kargo.yaml']);
    expect(exitCode).toBe(1);
    expect(stdout).toBe('1 object for Kargo verified.\n');
    expect(stderr).toContain(
      'kargo.yaml:5:13: error: Warehouse node: `7d` is no length of time to Kargo, which refuses it. [kargo/duration]\n  5 |   interval: 7d\n    |             ^^\n  hint: Write days as hours',
    );
  });

  it('says of what is right that it is', async () => {
    await using folder = await temporaryFolder({ 'kargo.yaml': `${good}---\napiVersion: apps/v1\nkind: Deployment\n` });
    const { exitCode, stdout, stderr } = await cli(folder.path, ['synth', '--verify', '--strict', 'kargo.yaml']);
    expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: '1 object for Kargo verified: nothing to be said of them; 1 of other kinds, which were not looked into.\n', stderr: '' });
  });

  it('ends with 1 on warnings when that is asked for', async () => {
    await using folder = await temporaryFolder({ 'kargo.yaml': warehouse.replace('7d', '168h') });
    expect((await cli(folder.path, ['synth', '--verify', 'kargo.yaml'])).exitCode).toBe(0);
    expect((await cli(folder.path, ['synth', '--verify', '--strict', 'kargo.yaml'])).exitCode).toBe(1);
  });

  it('answers programs in JSON, and reads standard input', async () => {
    await using folder = await temporaryFolder();
    const { exitCode, stdout } = await cli(folder.path, ['synth', '--verify', '--json', '-'], { stdin: [warehouse.slice(0, 40), warehouse.slice(40)] });
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'synth',
      files: ['<stdin>'],
      objects: 1,
      problems: [{ severity: 'error', code: 'kargo/duration', source: { file: '<stdin>', range: { start: { line: 5, column: 13 } } } }],
    });
  });

  it('reads the manifests of a folder, each once', async () => {
    await using folder = await temporaryFolder({ 'k/a.yaml': good, 'k/b.yml': 'kind: Other\n', 'k/c.txt': 'no: [', 'k/below/d.yaml': warehouse });
    const { stdout } = await cli(folder.path, ['synth', '--verify', '--json', 'k', 'k/a.yaml']);
    expect(JSON.parse(stdout)).toMatchObject({ files: [join('k', 'a.yaml'), join('k', 'b.yml')], objects: 1, others: 1, problems: [] });
  });

  it('has nothing to say of what is generated', async () => {
    await using repository = await temporaryRepository({ files: shop });
    await cli(repository.path, ['update']);
    const { exitCode, stdout, stderr } = await cli(repository.path, ['synth', '--verify', '--strict', 'dist']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+ objects for Kargo verified: nothing to be said of them/);
  });

  it.each([
    { story: 'nothing to look at', args: ['--verify'], says: 'Nothing is named' },
    { story: 'a file that is not there', args: ['--verify', 'nope.yaml'], says: 'there is no such file' },
    { story: 'no text', args: ['--verify', 'bytes'], says: 'it is not valid UTF-8' },
    { story: 'something to be written as well', args: ['--verify', '--dry-run', 'bytes'], says: '--dry-run does not go with --verify.' },
    { story: 'files without being told what for', args: ['a.yaml'], says: 'Only --verify looks at files that are named.' },
  ])('refuses $story', async ({ args, says }) => {
    await using repository = await temporaryRepository({ files: shop });
    await mkdir(join(repository.path, 'folder'));
    await writeFile(join(repository.path, 'bytes'), Buffer.from([0xff, 0xfe]));
    const { exitCode, stderr } = await cli(repository.path, ['synth', ...args]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(says);
  });
});

describe('image-factory synth --explain', () => {
  it('says of every object what it is for, and what it follows from', async () => {
    await using repository = await temporaryRepository({ files: shop });
    await cli(repository.path, ['update']);
    const before = await repository.read('dist/image-factory.k8s.yaml');
    const { exitCode, stdout } = await cli(repository.path, ['synth', '--explain']);
    expect(exitCode).toBe(0);
    const line =
      before.split('\n').findIndex((text, index, lines) => text.startsWith('apiVersion') && lines[index + 1] === 'kind: Warehouse' && lines.slice(index, index + 14).includes('  name: golang-1.24')) +
      1;
    expect(stdout).toContain(
      `Warehouse golang-1.24  dist/image-factory.k8s.yaml:${line}\n  watches docker.io/library/golang:1.24\n  because of image-factory/state/base-images/golang-1.24.yaml\n  because of web/Dockerfile:1 (web)\n`,
    );
    expect(stdout).toContain('  because of image-factory/images.yaml:17:3\n');
    expect(stdout).toContain('ProjectConfig image-factory-kargo');
    expect(stdout).toContain('  because of image-factory/factory.yaml\n');
    expect(await repository.read('dist/image-factory.k8s.yaml')).toBe(before);
  });

  it('answers programs with all of them', async () => {
    await using repository = await temporaryRepository({ files: shop });
    await cli(repository.path, ['update']);
    const { stdout } = await cli(repository.path, ['synth', '--explain', '--json']);
    const { objects } = JSON.parse(stdout) as { readonly objects: readonly { readonly because: readonly string[] }[] };
    expect(objects.length).toBe((await repository.read('dist/image-factory.k8s.yaml')).split('\nkind: ').length - 1);
    expect(objects.every(({ because }) => because.length > 0)).toBe(true);
  });

  it.each([['--dry-run'], ['--commit'], ['a.yaml']])('does not go with %s', async (arg) => {
    await using repository = await temporaryRepository({ files: shop });
    expect((await cli(repository.path, ['synth', '--explain', arg])).exitCode).toBe(1);
  });
});
