import { temporaryFolder, temporaryRepository, type TemporaryRepository } from '@image-factory/testkit';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, shop } from '../../cli.fixture.ts';

const web = 'image-factory/state/images/web.yaml';
const aside = 'image-factory/state/_quarantine';
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

/** A factory whose image `web` knows run-time data of every kind. */
async function factory(): Promise<TemporaryRepository> {
  const repository = await temporaryRepository({ files: shop });
  await cli(repository.path, ['update']);
  await edit(repository, 'currentDigest: null', `currentDigest: ${digest('a')}`);
  await edit(repository, 'updateHistory: []', 'updateHistory:\n  - run: "1"\n  - run: "2"\nofAnotherTool:\n  size: 3.20');
  await repository.write({ 'web/Dockerfile': `${shop['web/Dockerfile']}# edited\n` });
  await cli(repository.path, ['update']);
  await repository.commit('state');
  return repository;
}

async function edit(repository: TemporaryRepository, from: string | RegExp, to: string): Promise<void> {
  await repository.write({ [web]: (await repository.read(web)).replace(from, to) });
}

describe('analysis over damaged state, with real history', () => {
  it.each([
    { story: 'in the work tree', commit: false },
    { story: 'committed', commit: true },
  ])('cut off at any of many places, $story: nothing is lost', async ({ commit }) => {
    await using repository = await factory();
    const whole = await repository.read(web);
    const places = Array.from({ length: 12 }, (_, index) => Math.floor(((index + 0.5) * whole.length) / 12));
    for (const end of [0, ...places, whole.indexOf('  - run: "2"'), whole.indexOf('# End of state')]) {
      await repository.write({ [web]: whole.slice(0, end) });
      if (commit) await repository.commit(`cut at ${end}`);
      const { exitCode, stderr } = await cli(repository.path, ['analyze']);
      expect(exitCode).toBe(0);
      expect(stderr, `cut at ${end}`).toContain('its last good version from git takes its place');
      expect(await repository.read(web)).toBe(whole);
    }
    expect((await cli(repository.path, ['analyze', '--exit-code'])).exitCode).toBe(0);
  });

  it('a merge that nobody finished', async () => {
    await using repository = await factory();
    await repository.git('switch', '--quiet', '--create', 'feature');
    await edit(repository, digest('a'), digest('b'));
    await repository.commit('b');
    await repository.git('switch', '--quiet', 'main');
    await edit(repository, digest('a'), digest('c'));
    await repository.commit('c');
    await expect(repository.git('merge', '--quiet', 'feature')).rejects.toThrow('merge');
    const torn = await repository.read(web);
    expect(torn).toContain('<<<<<<<');
    const { stderr } = await cli(repository.path, ['analyze']);
    expect(stderr).toContain('There are marks of an unfinished merge here.');
    expect(await repository.read(web)).toContain(`currentDigest: ${digest('c')}`);
    const [kept = ''] = await readdir(join(repository.path, aside));
    expect(await repository.read(`${aside}/${kept}`)).toBe(torn);
  });

  it('a history of which every version is damaged: what can be read is kept', async () => {
    await using origin = await factory();
    const whole = await origin.read(web);
    await origin.write({ [web]: whole.slice(0, whole.indexOf('  - run: "2"')) });
    await origin.commit('cut');
    await using clone = await temporaryFolder();
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${origin.path}`, clone.path]);
    const { stderr } = await cli(clone.path, ['analyze']);
    expect(stderr).toContain('git has no good version of it, so what can be read of it was kept');
    const text = await clone.read(web);
    expect(text).toContain(`currentDigest: ${digest('a')}`);
    expect(text).toContain('updateHistory:\n  - run: "1"\n');
  });

  it('a file that is no text is left alone, and so is everything that depends on it', async () => {
    await using repository = await factory();
    const before = await readdir(join(repository.path, 'image-factory/state/base-images'));
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    await writeFile(join(repository.path, web), bytes);
    const { exitCode, stderr } = await cli(repository.path, ['analyze']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(web);
    expect(readFileSync(join(repository.path, web))).toEqual(bytes);
    expect(await readdir(join(repository.path, 'image-factory/state/base-images'))).toEqual(before);
    expect((await cli(repository.path, ['fsck', '--repair'])).exitCode).toBe(1);
    expect(readFileSync(join(repository.path, web))).toEqual(bytes);
  });
});
