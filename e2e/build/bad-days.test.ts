import { describeBuildKit, describeMounted, mountSmallDisk } from '@image-factory/testkit';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingParts, ourBuildx, startGatekeeper, type Gatekeeper } from './faults.fixture.ts';
import { BuildFactory, entry } from './world.fixture.ts';

const keyOf = (letter: string): string => letter.repeat(32);
const node = 'docker.io/library/node:22';
const one = '[linux/amd64]';

describeBuildKit('on a bad day', () => {
  let factory: BuildFactory;
  let gate: Gatekeeper;
  beforeAll(async () => {
    gate = await startGatekeeper('wget');
    factory = await BuildFactory.start((registry) => ({
      'image-factory/images.yaml': [
        entry(registry, 'halves', '', undefined, 'halves.Dockerfile'),
        entry(registry, 'slow', '', one, 'slow.Dockerfile'),
        entry(registry, 'unpinned', '', one, 'unpinned.Dockerfile'),
        entry(registry, 'twice', '  versioning: none\n', one, 'twice.Dockerfile'),
        entry(registry, 'app', '', one, 'app.Dockerfile'),
        entry(registry, 'talks', '', one, 'talks.Dockerfile'),
      ].join(''),
      // BusyBox of this machine on one platform, a program of no processor here on the other.
      'halves.Dockerfile': 'ARG TARGETARCH\nFROM node:22 AS base-amd64\nFROM python:3 AS base-arm64\nFROM base-${TARGETARCH}\nRUN echo made > /made\n',
      'slow.Dockerfile': `FROM node:22\nRUN ${gate.command} && cat /base > /made && echo "made of $(cat /made)"\n`,
      'unpinned.Dockerfile': 'FROM node:latest AS node\nRUN echo "made of $(cat /base)"\n',
      'twice.Dockerfile': 'FROM node:22\nARG WHO\nRUN echo $WHO > /who\n',
      'app.Dockerfile': 'FROM node:22\nCOPY fixed.txt /\n',
      'fixed.txt': 'fixed\n',
      'talks.Dockerfile': `FROM node:22\nRUN ${gate.command} && echo it answered\n`,
    }));
    await factory.buildKit.publishScanner();
    await factory.publish('node:22', 'first');
  }, 60_000);
  afterAll(async () => {
    await factory[Symbol.asyncDispose]();
    await gate[Symbol.asyncDispose]();
  });

  describe('one platform fails', () => {
    it('no tag, nothing half; and says which', async () => {
      await factory.buildKit.publish('python:3', { version: 'foreign', programs: 'foreign' });
      const { exitCode, stdout, outputs } = await factory.action('build-image', { image: 'halves', key: keyOf('a') });
      expect([exitCode, outputs['digest']]).toEqual([1, '']);
      expect(stdout).toContain('title=build/no-emulator');
      expect(stdout).toContain('linux/arm64');
      expect(await factory.buildKit.client.tags('acme/halves').catch(() => [])).toEqual([]);
    });

    it('and was to be built on a machine of its own: what there is of it is no image', async () => {
      await factory.buildKit.publish('python:3', { version: 'foreign', programs: 'foreign' });
      const cwd = await factory.clone();
      const part = (platform: string) => factory.action('build-image', { mode: 'build', image: 'halves', platforms: platform, 'metadata-file': `built/${platform}.json` }, { cwd });
      expect([(await part('linux/amd64')).exitCode, (await part('linux/arm64')).exitCode]).toEqual([0, 1]);
      const whole = await factory.action('build-image', { mode: 'assemble', image: 'halves', metadata: 'built' }, { cwd });
      expect([whole.exitCode, whole.stdout]).toEqual([1, expect.stringContaining('title=build/incomplete')]);
      expect(whole.stdout).toContain('linux/arm64');
      expect(await factory.buildKit.client.tags('acme/halves').catch(() => [])).toEqual([]);
    });
  });

  describe('the tag of a base moves', () => {
    it('while a step runs: image, metadata, provenance and state name the one that was taken', async () => {
      const cwd = await factory.clone();
      const updated = await factory.cli(['update', '--commit'], cwd);
      expect(updated.exitCode, updated.stderr).toBe(0);
      const taken = await factory.publish('node:22', 'before it moved');
      gate.onCall(() => factory.publish('node:22', 'while it was built'));
      const { exitCode, stdout, outputs, cwd: where } = await factory.action('build-image', { image: 'slow' });
      expect(exitCode, stdout).toBe(0);
      expect(await factory.tag('library/node', '22')).not.toBe(taken.digest);
      expect(stdout).toContain('made of before it moved');
      const digest = taken.platforms.get('linux/amd64');
      expect(Object.fromEntries((await factory.metadata(where)).builtFrom.get(node) ?? [])).toEqual({ 'linux/amd64': digest });
      expect((await factory.config('acme/slow', outputs['digest'] ?? '')).config.Env).toContain('BASE=before it moved');
      const reported = await factory.action('report-build', { image: 'slow', digest: outputs['digest'] ?? '' });
      expect(reported.outputs['recorded'], reported.stdout).toBe('true');
      const state = (await factory.server.repository('acme/factory').readFile('image-factory/state/images/slow.yaml')) ?? '';
      expect(state).toContain(`currentDigest: ${outputs['digest']}`);
      expect(state.slice(state.indexOf('builtFrom'))).toContain(digest);
    });

    it('before a build that could not be pinned: what it was built from is what its provenance says', async () => {
      const asked = await factory.publish('node:latest', 'looked up');
      let taken = asked;
      gate.onCall(async () => {
        taken = await factory.publish('node:latest', 'really taken');
      });
      const wget = `${factory.buildKit.tools.busybox} ${gate.command}`;
      await using buildx = await ourBuildx(factory.buildKit, `if [ "$1" = bake ]; then ${wget}; fi`);
      const { exitCode, stdout, cwd } = await factory.action('build-image', { image: 'unpinned' }, { env: buildx.env });
      expect(exitCode, stdout).toBe(0);
      expect(stdout).toContain('made of really taken');
      expect(stdout).toContain('title=build/not-pinned');
      const builtFrom = (await factory.metadata(cwd)).builtFrom.get('docker.io/library/node:latest');
      expect([...(builtFrom ?? [])].map(([, digest]) => digest)).not.toContain(asked.platforms.get('linux/amd64'));
      expect([taken.digest, taken.platforms.get('linux/amd64')]).toContain(builtFrom?.get('linux/amd64' as never));
    });
  });

  it('the digest of a base goes away between the look-up and the build', async () => {
    const decided = await factory.publish('node:22', 'soon gone');
    const digest = decided.platforms.get('linux/amd64') ?? '';
    await factory.publish('node:22', 'newer');
    gate.onCall(() => factory.buildKit.client.remove('library/node', decided.digest).then(() => factory.buildKit.client.remove('library/node', digest)));
    await using buildx = await ourBuildx(factory.buildKit, `if [ "$1" = bake ]; then ${factory.buildKit.tools.busybox} ${gate.command}; fi`);
    const digests = JSON.stringify({ [node]: { 'linux/amd64': digest } });
    const { exitCode, stdout } = await factory.action('build-image', { image: 'app', 'base-digests': digests }, { env: buildx.env });
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('title=build/base-gone')]);
    expect(stdout).toContain(digest);
    await factory.publish('node:22', 'back');
  });

  it('two builds of one request at once: one of them gets all the tags', async () => {
    await factory.publish('node:22', 'for two');
    for (const letter of ['1', '2', '3']) {
      const key = keyOf(letter);
      const runs = await Promise.all(['a', 'b'].map((who) => factory.action('build-image', { image: 'twice', key, 'build-args': `WHO=${who}${letter}` })));
      expect(
        runs.map(({ exitCode }) => exitCode),
        runs.map(({ stdout }) => stdout).join('\n'),
      ).toEqual([0, 0]);
      const tags = await Promise.all(['latest', key.slice(0, 12)].map((tag) => factory.tag('acme/twice', tag)));
      expect(new Set(tags).size).toBe(1);
      expect(runs.map(({ outputs }) => outputs['published-digest'])).toContain(tags[0]);
      expect(await missingParts(factory.buildKit, 'acme/twice', 'latest')).toEqual([]);
    }
  }, 120_000);

  describe('a step that talks to this machine', () => {
    it('finds it where nobody says otherwise', async () => {
      gate.onCall(async () => {});
      const before = gate.calls();
      const { exitCode, stdout } = await factory.action('build-image', { image: 'talks', 'no-cache': 'true' });
      expect([exitCode, gate.calls()], stdout).toEqual([0, before + 1]);
    });

    it('finds nobody with `network: none`: no address of metadata, no service of the runner', async () => {
      const before = gate.calls();
      const { exitCode, stdout } = await factory.action('build-image', { image: 'talks', network: 'none' });
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining('title=build/step-failed')]);
      expect(gate.calls()).toBe(before);
    });
  });

  describe('a builder that is too old', () => {
    it.each([
      ['buildx', 'if [ "$1" = version ]; then echo "github.com/docker/buildx v0.9.1 abcdef"; exit; fi', 'buildx 0.9.1', '0.20.0'],
      ['BuildKit', 'if [ "$1" = inspect ]; then printf "Name: old\\nNodes:\\nBuildKit version: v0.10.6\\n"; exit; fi', 'BuildKit 0.10.6', '0.23.0'],
    ])('%s is named, with the version that is needed, before anything is built', async (_, script, found, needed) => {
      await using buildx = await ourBuildx(factory.buildKit, `${script}\nif [ "$1" = bake ]; then echo was called >&2; exit 9; fi`);
      const { exitCode, stdout } = await factory.action('build-image', { image: 'app' }, { env: buildx.env });
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining('title=build/builder-too-old')]);
      expect(stdout).toContain(found);
      expect(stdout).toContain(needed);
      expect(stdout).not.toContain('was called');
    });
  });
});

describeMounted('a disk that is full', () => {
  describeBuildKit('in a real build', () => {
    it('of the builder: said so, and the published tag stays', async () => {
      await using disk = await mountSmallDisk(24);
      await using factory = await BuildFactory.start(
        (registry) => ({
          'image-factory/images.yaml': entry(registry, 'large', '', one),
          Dockerfile: 'FROM node:22\nARG SIZE=1\nRUN dd if=/dev/zero of=/large bs=1M count=$SIZE\n',
        }),
        {},
        { state: disk.path },
      );
      await factory.publish('node:22', 'small');
      const first = await factory.action('build-image', { image: 'large', sbom: 'false' });
      expect(first.outputs['outcome'], first.stdout).toBe('published');
      const second = await factory.action('build-image', { image: 'large', sbom: 'false', 'build-args': 'SIZE=60' });
      expect([second.exitCode, second.stdout]).toEqual([1, expect.stringContaining('title=build/no-space')]);
      expect(await factory.tag('acme/large', 'latest')).toBe(first.outputs['digest']);
      expect(await missingParts(factory.buildKit, 'acme/large', 'latest')).toEqual([]);
    }, 120_000);

    it('of the job: no tag moves that nobody could be told of', async () => {
      await using disk = await mountSmallDisk(2);
      await using factory = await BuildFactory.start((registry) => ({
        'image-factory/images.yaml': entry(registry, 'app', '', one),
        Dockerfile: 'FROM node:22\n',
      }));
      await factory.publish('node:22', 'first');
      const clone = await factory.clone();
      const cwd = join(disk.path, 'work');
      await factory.copy(clone, cwd);
      const first = await factory.action('build-image', { image: 'app', sbom: 'false' }, { cwd });
      expect(first.outputs['outcome'], first.stdout).toBe('published');
      await factory.publish('node:22', 'second');
      await writeFile(join(cwd, 'build-metadata.json'), '');
      await fill(join(cwd, 'filler'));
      const { exitCode, stdout } = await factory.action('build-image', { image: 'app', sbom: 'false' }, { cwd });
      expect([exitCode, stdout]).toEqual([1, expect.stringContaining('build-metadata.json')]);
      expect(await factory.tag('acme/app', 'latest')).toBe(first.outputs['digest']);
      expect(await readFile(join(cwd, 'build-metadata.json'), 'utf8')).toBe('');
    }, 120_000);
  });
});

async function fill(file: string): Promise<void> {
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    for (;;) {
      const written = await writeFile(file, Buffer.alloc(size), { flag: 'a' }).then(
        () => true,
        () => false,
      );
      if (!written) break;
    }
  }
}
