import { temporaryRepository, treeHash, type TemporaryRepository } from '@image-factory/testkit';
import { existsSync } from 'node:fs';
import { readdir, rm, symlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, shop } from '../../cli.fixture.ts';

const state = 'image-factory/state';
const web = `${state}/images/web.yaml`;
const node = `${state}/base-images/node-22-bookworm-slim.yaml`;
const golang = `${state}/base-images/golang-1.24.yaml`;
const digest = `sha256:${'a'.repeat(64)}`;

/** A factory with run-time data, as committed. */
async function committed(): Promise<TemporaryRepository> {
  const repository = await temporaryRepository({ files: shop });
  await cli(repository.path, ['update']);
  await edit(repository, web, 'currentDigest: null', `currentDigest: ${digest}`);
  await edit(repository, node, 'metadata: {}', 'metadata:\n  size: 3.20');
  await repository.commit('state');
  return repository;
}

async function edit(repository: TemporaryRepository, path: string, from: string | RegExp, to: string): Promise<void> {
  const text = await repository.read(path);
  const next = text.replace(from, to);
  if (next === text) throw new Error(`${String(from)} is not in ${path}`);
  await repository.write({ [path]: next });
}

interface Row {
  readonly story: string;
  readonly damage: (repository: TemporaryRepository) => Promise<void>;
  /** Exit codes of `fsck`, `fsck --repair --exit-code`, and `fsck --exit-code` after it. */
  readonly exits: readonly [number, number, number];
  readonly out: string | RegExp;
}

const rows: readonly Row[] = [
  { story: 'nothing wrong', damage: async () => {}, exits: [0, 0, 0], out: '6 state files checked: everything is as it should be.' },
  {
    story: 'half a file',
    damage: async (made) => made.write({ [web]: (await made.read(web)).slice(0, 400) }),
    exits: [1, 2, 0],
    out: /damaged +image-factory\/state\/images\/web\.yaml:\d+ +its last good version/,
  },
  {
    story: 'two damaged files, one of them committed',
    damage: async (made) => {
      await edit(made, node, 'tag:', '<<<<<<< HEAD\ntag: "1"\n=======\ntag:');
      await made.commit('a bad merge');
      await edit(made, web, 'builtFrom: {}', 'builtFrom: nonsense');
    },
    exits: [1, 2, 0],
    out: /damaged +image-factory\/state\/base-images\/node-22-bookworm-slim\.yaml:\d+/,
  },
  { story: 'a base image that is gone', damage: (made) => rm(join(made.path, golang)), exits: [1, 2, 0], out: /missing +image-factory\/state\/base-images\/golang-1\.24\.yaml/ },
  { story: 'other bytes', damage: (made) => edit(made, golang, 'tag: "1.24"', "tag: '1.24'"), exits: [0, 2, 0], out: 'it is written anew; no value changes' },
  { story: 'a newer version', damage: (made) => edit(made, web, 'schemaVersion: 1', 'schemaVersion: 7'), exits: [1, 1, 1], out: 'Image Factory that knows schemaVersion 7' },
  {
    story: 'a link',
    damage: async (made) => {
      await rm(join(made.path, golang));
      await symlink('node-22-bookworm-slim.yaml', join(made.path, golang));
    },
    exits: [1, 1, 1],
    out: 'not derivable',
  },
  {
    story: 'a file that git never had',
    damage: (made) => made.write({ [`${state}/images/postgres.yaml`]: 'name: [', [`${state}/images/lost.yaml`]: 'name: [' }),
    exits: [1, 1, 1],
    out: 'Git has no good version of it here.',
  },
];

describe('fsck', () => {
  it.each(rows)('$story: $exits', async ({ damage, exits, out }) => {
    await using repository = await committed();
    await damage(repository);
    const before = await treeHash(repository.path);
    const found = await cli(repository.path, ['fsck'], { terminal: false, env: { COLUMNS: '200' } });
    expect(found.stdout.replaceAll(/\s+/g, ' ')).toMatch(typeof out === 'string' ? out.replaceAll(/\s+/g, ' ') : out);
    expect(await treeHash(repository.path)).toEqual(before);
    const repaired = await cli(repository.path, ['fsck', '--repair', '--exit-code']);
    await repository.commit('repaired');
    await cli(repository.path, ['fsck', '--repair']);
    const again = await cli(repository.path, ['fsck', '--exit-code']);
    expect([found.exitCode, repaired.exitCode, again.exitCode]).toEqual(exits);
  });

  it('a repair brings back every run-time field, and analysis has nothing to add', async () => {
    for (const { damage, exits } of rows.filter((row) => row.exits[2] === 0)) {
      await using repository = await committed();
      await damage(repository);
      await cli(repository.path, ['fsck', '--repair']);
      expect(await repository.read(web)).toContain(`currentDigest: ${digest}`);
      expect(await repository.read(node)).toContain('metadata:\n  size: 3.20\n');
      const { exitCode } = await cli(repository.path, ['analyze', '--dry-run', '--exit-code']);
      expect(exitCode, exits.join()).toBe(0);
    }
  });

  it('takes away what a killed writer left, once it is an hour old', async () => {
    await using repository = await committed();
    const [old, young] = [`${state}/images/.web.yaml.0123456789ab.tmp`, `dist/.image-factory.k8s.yaml.ba9876543210.tmp`];
    await repository.write({ [old]: 'x', [young]: 'x' });
    await utimes(join(repository.path, old), new Date('2026-01-01T08:59:00Z'), new Date('2026-01-01T08:59:00Z'));
    await utimes(join(repository.path, young), new Date('2026-01-01T09:01:00Z'), new Date('2026-01-01T09:01:00Z'));
    await cli(repository.path, ['fsck', '--repair']);
    expect([old, young].map((path) => existsSync(join(repository.path, path)))).toEqual([false, true]);
  });

  it('keeps what it sets aside until it is committed', async () => {
    await using repository = await committed();
    await edit(repository, web, 'name: web', 'name: [');
    const broken = await repository.read(web);
    await cli(repository.path, ['fsck', '--repair']);
    await cli(repository.path, ['fsck', '--repair']);
    const [aside = ''] = await readdir(join(repository.path, state, '_quarantine'));
    expect(await repository.read(`${state}/_quarantine/${aside}`)).toBe(broken);
    await repository.commit('keep it');
    await cli(repository.path, ['fsck', '--repair']);
    expect(await readdir(join(repository.path, state, '_quarantine'))).toEqual([]);
  });

  it('has nothing to say about a repository without a factory', async () => {
    await using repository = await temporaryRepository({ files: { 'README.md': '# Sample\n' } });
    for (const line of ['fsck', 'fsck --repair', 'cleanup', 'cleanup --older-than 90d']) {
      const { exitCode } = await cli(repository.path, line.split(' '));
      expect(exitCode, line).toBe(0);
    }
  });

  it('tells programs where, and whether it is derivable', async () => {
    await using repository = await committed();
    await edit(repository, golang, '  - web\n', '  - wbe\n');
    const { stdout } = await cli(repository.path, ['fsck', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'fsck',
      repair: false,
      changed: true,
      checked: 6,
      findings: [{ kind: 'derived-fields', path: golang, derivable: true, repaired: false, harmless: false }],
      files: [{ path: golang, change: 'changed' }],
      problems: [{ severity: 'error', code: 'state/inconsistent', source: { file: golang } }],
    });
  });
});

describe('--commit', () => {
  it('repairs what is committed, with one commit of state and manifests', async () => {
    await using repository = await committed();
    await edit(repository, node, 'tag:', '<<<<<<< HEAD\ntag: "1"\n=======\ntag:');
    await rm(join(repository.path, golang));
    await rm(join(repository.path, 'dist/image-factory.k8s.yaml'));
    await repository.commit('a bad merge');
    const run = await cli(repository.path, ['fsck', '--repair', '--commit', '--no-push']);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.stdout).toMatch(/2 of 2 findings repaired\.\n\nCommitted as [0-9a-f]{12}\.\n$/);
    expect(await repository.git('log', '-1', '--format=%s')).toBe('Repair state files');
    expect(await repository.git('show', '--format=', '--name-only', 'HEAD')).toContain('dist/image-factory.k8s.yaml');
    expect(await repository.git('status', '--porcelain')).toBe('');
    expect(await repository.read(node)).toContain('  size: 3.20\n');
    expect((await cli(repository.path, ['update', '--dry-run', '--exit-code'])).exitCode).toBe(0);
    const again = await cli(repository.path, ['fsck', '--repair', '--commit', '--no-push', '--exit-code']);
    expect(again.exitCode).toBe(0);
    expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('4');
  });

  it.each([
    { options: ['--commit'], says: '--commit needs --repair' },
    { options: ['--repair', '--no-push'], says: '--no-push needs --commit' },
  ])('$options', async ({ options, says }) => {
    await using repository = await committed();
    const run = await cli(repository.path, ['fsck', ...options]);
    expect(run).toMatchObject({ exitCode: 1, stdout: '' });
    expect(run.stderr).toContain(says);
  });
});
