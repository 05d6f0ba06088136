import { temporaryRepository, treeHash } from '@image-factory/testkit';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, type CliRun } from '../../cli.fixture.ts';
import { openLocalRegistry, type LocalRegistry } from './registry.fixture.ts';

const bases = 'image-factory/state/base-images';

/** A factory whose image is built from two bases in a registry on this machine. */
async function opened(registry: LocalRegistry) {
  const repository = await temporaryRepository({
    files: {
      'image-factory/images.yaml': `- name: app\n  registry: "${registry.host}"\n  repository: acme/app\n  source:\n    provider: github\n    branch: main\n    dockerfile: app/Dockerfile\n    platforms: [linux/amd64, linux/arm64]\n`,
      'image-factory/factory.yaml': `repository: acme/shop\nregistries:\n  "${registry.host}": {}\n`,
      'app/Dockerfile': `FROM ${registry.host}/acme/tools:1 AS tools\nFROM ${registry.host}/acme/base:1.2.3\nCOPY --from=tools /x /x\n`,
    },
  });
  for (const image of ['acme/tools:1', 'acme/base:1.2.3', 'acme/app:latest']) registry.put(image, 'ab');
  await cli(repository.path, ['update']);
  await repository.commit('analyzed');
  const names = await readdir(join(repository.path, bases));
  const file = (image: string): string => `${bases}/${names.find((name) => name.includes(image)) ?? image}`;
  return { repository, file, key: (image: string) => file(image).slice(bases.length + 1, -'.yaml'.length) };
}

function observe(path: string, ...argv: readonly string[]): Promise<CliRun> {
  return cli(path, ['observe', ...argv], { env: { IMAGE_FACTORY_OFFLINE: '', HOME: path } });
}

describe('observe', () => {
  it('records what a real registry says, and nothing when it says the same again', async () => {
    await using registry = await openLocalRegistry();
    const { repository, file } = await opened(registry);
    await using _ = repository;
    const first = await observe(repository.path);
    expect(first).toMatchObject({ exitCode: 0, stderr: '' });
    expect(first.stdout).toContain('3 images looked up, 0 moved.');
    expect(await repository.read(file('base'))).toContain(`  linux/arm64:\n    - digest: sha256:${'b'.repeat(64)}\n      at: "2026-01-01T10:00:00Z"`);
    const before = await treeHash(repository.path);
    const second = await observe(repository.path, '--exit-code');
    expect([second.exitCode, second.stdout]).toEqual([0, '3 images looked up, 0 moved. Nothing to write.\n']);
    expect(await treeHash(repository.path)).toEqual(before);
  });

  it('says what moved, and that a version was re-pointed', async () => {
    await using registry = await openLocalRegistry();
    const { repository } = await opened(registry);
    await using _ = repository;
    await observe(repository.path);
    registry.put('acme/base:1.2.3', 'cb');
    const before = await treeHash(repository.path);
    const dry = await observe(repository.path, '--dry-run', '--exit-code');
    expect([dry.exitCode, await treeHash(repository.path)]).toEqual([2, before]);
    const { exitCode, stdout, stderr } = await observe(repository.path);
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/acme\/base:1\.2\.3 moved from sha256:\S+ to sha256:\S+, new for linux\/amd64\./);
    expect(stdout).toContain('3 images looked up, 1 moved.');
    expect(stderr).toContain('observe/re-pointed');
  });

  it('a registry that is down changes no digest, and the run ends with 1', async () => {
    await using registry = await openLocalRegistry();
    const { repository, file } = await opened(registry);
    await using _ = repository;
    await observe(repository.path);
    registry.down = true;
    const { exitCode, stdout, stderr } = await observe(repository.path, 'app');
    expect([exitCode, stdout.includes('1 look-up failed.')]).toEqual([1, true]);
    expect(stderr).toContain('warning');
    expect(await repository.read('image-factory/state/images/app.yaml')).toMatch(/checkFailure:\n {2}since: "2026-01-01T10:00:00Z"\n {2}code: broken/);
    expect(await repository.read(file('base'))).not.toContain('checkFailure');
  }, 60_000);

  it('with --commit state and catalog are one commit', async () => {
    await using registry = await openLocalRegistry();
    const { repository, file } = await opened(registry);
    await using _ = repository;
    const run = await observe(repository.path, '--commit', '--no-push', '--json');
    const head = await repository.git('rev-parse', 'HEAD');
    expect(JSON.parse(run.stdout)).toMatchObject({ command: 'observe', changed: true, failed: 0, commit: head, problems: [] });
    const paths = (await repository.git('show', '--format=', '--name-only', 'HEAD')).split('\n');
    expect(paths).toEqual(['dist/backstage-catalog.k8s.yaml', file('base'), file('tools'), 'image-factory/state/heartbeat.yaml', 'image-factory/state/images/app.yaml'].toSorted());
    // Nobody asks twice in a run.
    expect(new Set(registry.asked).size).toBe(registry.asked.length);
    expect(await repository.git('status', '--porcelain')).toBe('');
  });

  it('an event names whom to look up', async () => {
    await using registry = await openLocalRegistry();
    const { repository, key } = await opened(registry);
    await using _ = repository;
    await repository.write({ 'event.json': JSON.stringify({ action: 'image-factory-base-observed', client_payload: { factory: { v: 1, image: key('tools'), digest: `sha256:${'f'.repeat(64)}` } } }) });
    const { exitCode, stdout } = await observe(repository.path, '--event', 'event.json');
    expect([exitCode, stdout.includes('1 image looked up')]).toEqual([0, true]);
    expect(registry.asked.filter((each) => !each.includes('/acme/tools/'))).toEqual(registry.asked.filter((each) => each === 'GET /v2/'));
  });

  it.each([
    { story: 'offline', argv: ['--offline'], err: 'Nothing was looked up' },
    { story: 'no such file', argv: ['--event', 'gone.json'], err: 'there is no such file' },
    { story: 'an event that says nothing', argv: ['--event', 'image-factory/images.yaml'], err: 'it is no JSON object' },
    { story: 'no such image', argv: ['nope'], err: 'Nothing that is looked up is called' },
  ])('is refused, asks nobody and writes nothing: $story', async ({ argv, err }) => {
    await using registry = await openLocalRegistry();
    const { repository } = await opened(registry);
    await using _ = repository;
    const before = await treeHash(repository.path);
    const { exitCode, stderr } = await observe(repository.path, ...argv);
    expect([exitCode, stderr.replaceAll(/\s+/g, ' ').includes(err)]).toEqual([1, true]);
    expect([registry.asked, await treeHash(repository.path)]).toEqual([[], before]);
  });
});
