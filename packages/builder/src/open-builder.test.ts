import { chmod, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '@image-factory/core/problem';
import { describeBuildKit, memoryLog, mountSmallDisk, startBuildKit, startFaultyRegistry, temporaryFolder, type BuildKit, type Files, type RegistryFault } from '@image-factory/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBuilder } from './open-builder.ts';
import type { BakeRequest } from './types.ts';

/** What a test builds, in a folder of its own. */
interface Build {
  readonly dockerfile: string;
  readonly files?: Files;
  readonly target?: object;
  readonly request?: Partial<BakeRequest>;
  readonly env?: Readonly<Record<string, string>>;
  readonly builder?: string;
}

async function build(buildKit: BuildKit, { dockerfile, files = {}, target = {}, request = {}, env = {}, builder }: Build) {
  await using folder = await temporaryFolder({ ...files, 'app/Dockerfile': dockerfile });
  const log = memoryLog();
  const opened = openBuilder({ log, env: { ...buildKit.env, ...env }, cwd: folder.path, ...(builder === undefined ? {} : { builder }) });
  const definition = JSON.stringify({
    target: { image: { context: 'app', platforms: ['linux/amd64'], attest: [{ type: 'provenance', disabled: 'true' }], output: [{ type: 'cacheonly' }], ...target } },
  });
  const result = await opened.bake({ definition, target: 'image', workDir: folder.path, dockerfile: 'app/Dockerfile', ...request });
  return { result, log, problems: result.ok ? [] : result.error, kept: await readdir(folder.path) };
}

function pushTo(host: string, repository: string) {
  return { output: [{ type: 'image', name: `${host}/${repository}`, push: 'true', 'push-by-digest': 'true', 'name-canonical': 'true' }] };
}

describeBuildKit('a build', () => {
  let buildKit: BuildKit;
  beforeAll(async () => {
    buildKit = await startBuildKit();
    await buildKit.publish('node:22', { version: 'first' });
    await buildKit.publish('foreign:1', { version: 'foreign', programs: 'foreign' });
  });
  afterAll(() => buildKit[Symbol.asyncDispose]());

  it('says what builds', async () => {
    const { log } = { log: memoryLog() };
    const version = await openBuilder({ log, env: buildKit.env }).version();
    expect(version).toEqual({ ok: true, value: { buildx: expect.stringMatching(/^0\.\d+\.\d+$/), buildkit: expect.stringMatching(/^0\.\d+\.\d+$/) } });
  });

  it('pushes an index by its digest, without a tag', async () => {
    const target = { platforms: ['linux/amd64', 'linux/arm64'], attest: [{ type: 'provenance', mode: 'max', version: 'v1' }], ...pushTo(buildKit.registry, 'out/index') };
    const { result, log } = await build(buildKit, { dockerfile: 'FROM node:22\nRUN echo made >/made\n', target });
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    const index = await buildKit.client.read('out/index', 'manifests', result.value.digest ?? '');
    expect(index).toMatchObject({ manifests: [{}, {}, {}, {}] });
    expect(await buildKit.client.tags('out/index')).toEqual([]);
    expect(result.value.metadata).toMatchObject({ 'image.name': `${buildKit.registry}/out/index` });
    expect(log.lines.join('\n')).toContain('RUN echo made >/made');
  });

  it('starts `docker buildx` where that works', async () => {
    await using folder = await temporaryFolder({ docker: '#!/bin/sh\n[ "$1" = buildx ] || exit 1\nshift\necho "through docker" >&2\nexec buildx "$@"\n' });
    await chmod(join(folder.path, 'docker'), 0o755);
    const { result, log } = await build(buildKit, { dockerfile: 'FROM scratch\nCOPY Dockerfile /\n', env: { PATH: `${folder.path}:${buildKit.env['PATH'] ?? ''}` } });
    expect(result.ok).toBe(true);
    expect(log.lines).toContain('through docker');
  });

  it('says nothing of secrets, and no step keeps them', async () => {
    const dockerfile = 'FROM node:22\nRUN --mount=type=secret,id=tok,env=TOK echo "the token is $TOK, $(env | grep -c GITHUB)"\n';
    const target = { secret: [{ id: 'tok', env: 'NPM_TOKEN' }] };
    const { result, log } = await build(buildKit, { dockerfile, target, request: { env: { NPM_TOKEN: 'correct-horse' } }, env: { GITHUB_TOKEN: 'never' } });
    expect(result.ok).toBe(true);
    const said = log.lines.join('\n');
    expect(said).toContain('the token is ***, 0');
    expect(said).not.toContain('correct-horse');
  });

  it('does not begin with a secret that is not there', async () => {
    const { problems, log } = await build(buildKit, { dockerfile: 'FROM node:22\n', target: { secret: [{ id: 'tok', env: 'NPM_TOKEN' }] } });
    expect(problems).toMatchObject([{ code: 'build/secret-missing', message: 'The secret `tok` is to come from `NPM_TOKEN`, which is not set.' }]);
    expect(log.lines.filter((line) => line.startsWith('#'))).toEqual([]);
  });

  it('gets the folders that it is allowed, and no others', async () => {
    await using other = await temporaryFolder({ 'x/file': 'theirs' });
    const target = { contexts: { other: join(other.path, 'x') }, output: [{ type: 'oci', dest: join(other.path, 'layout'), tar: 'false' }] };
    const dockerfile = 'FROM scratch\nCOPY --from=other file /\n';
    const denied = await build(buildKit, { dockerfile, target });
    expect(denied.problems).toMatchObject([{ code: 'build/not-allowed', message: expect.stringContaining('Read access to path') as string }]);
    const allowed = { read: [join(other.path, 'x')], write: [join(other.path, 'layout')], ssh: false };
    const { result } = await build(buildKit, { dockerfile, target, request: { allowed } });
    expect(result.ok).toBe(true);
    expect(await readdir(join(other.path, 'layout'))).toContain('index.json');
  });

  it('does not follow a link out of its folder', async () => {
    await using other = await temporaryFolder({ secret: 'theirs' });
    await using folder = await temporaryFolder({ 'app/Dockerfile': 'FROM scratch\nCOPY --from=other secret /\n' });
    await symlink(other.path, join(folder.path, 'link'));
    const definition = JSON.stringify({ target: { image: { context: 'app', contexts: { other: 'link' }, output: [{ type: 'cacheonly' }] } } });
    const request = { definition, target: 'image', workDir: folder.path, allowed: { read: [], write: [], ssh: false } };
    const result = await openBuilder({ log: memoryLog(), env: buildKit.env }).bake(request);
    expect(result).toMatchObject({ ok: false, error: [{ code: 'build/not-allowed' }] });
  });

  it('is laid over a bake file', async () => {
    const file = 'target "image" {\n  args = { GREETING = GREETING }\n}\nvariable "GREETING" {\n  default = "none"\n}\n';
    const dockerfile = 'FROM node:22\nARG GREETING\nRUN echo "greeting: $GREETING"\n';
    const { log } = await build(buildKit, { dockerfile, files: { 'docker-bake.hcl': file }, request: { files: ['docker-bake.hcl'], env: { GREETING: 'hello' } } });
    expect(log.lines.join('\n')).toContain('greeting: hello');
  });

  it('ends when it is cancelled, and when it takes too long', async () => {
    const controller = new AbortController();
    const dockerfile = 'FROM node:22\nRUN echo started; sleep 60\n';
    const log = memoryLog();
    await using folder = await temporaryFolder({ Dockerfile: dockerfile });
    const definition = JSON.stringify({ target: { image: { 'no-cache': true, output: [{ type: 'cacheonly' }] } } });
    const onStart = { ...log, info: (text: string) => void (text.endsWith('started') && controller.abort()) };
    const request = { definition, target: 'image', workDir: folder.path };
    const cancelled = await openBuilder({ log: onStart, env: buildKit.env }).bake({ ...request, signal: controller.signal });
    expect(cancelled).toMatchObject({ ok: false, error: [{ code: 'build/cancelled' }] });
    const late = await openBuilder({ log, env: buildKit.env }).bake({ ...request, timeoutMs: 1500 });
    expect(late).toMatchObject({ ok: false, error: [{ code: 'build/timeout' }] });
  });

  describe('that fails', () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const unchanged: readonly (Build & { readonly story: string; readonly is: Partial<Problem> })[] = [
      { story: 'base that is not there', dockerfile: 'FROM node:gone\n', is: { code: 'build/base-gone' } },
      {
        story: 'pinned base that is gone',
        dockerfile: '# a comment\nFROM node:22\n',
        target: { contexts: { 'node:22::linux/amd64': `docker-image://docker.io/library/node:22@${digest}` } },
        is: { code: 'build/base-gone', source: { file: 'app/Dockerfile', range: { start: { line: 2, column: 1 }, end: { line: 2, column: 13 } } } },
      },
      { story: 'platform that the base does not have', dockerfile: 'FROM node:22\n', target: { platforms: ['linux/s390x'] }, is: { code: 'build/no-platform' } },
      { story: 'platform without an emulator', dockerfile: 'FROM foreign:1\nRUN echo\n', target: { platforms: ['linux/arm64'] }, is: { code: 'build/no-emulator' } },
      { story: 'secret that the Dockerfile wants', dockerfile: 'FROM node:22\nRUN --mount=type=secret,id=tok,required=true true\n', is: { code: 'build/secret-missing' } },
      {
        story: 'step',
        dockerfile: 'FROM node:22\n\nRUN echo one && \\\n    exit 7\n',
        is: {
          code: 'build/step-failed',
          message: '`RUN echo one &&     exit 7` ended with exit code 7 on linux/amd64.\none',
          source: { file: 'app/Dockerfile', range: { start: { line: 3, column: 1 }, end: { line: 4, column: 11 } } },
        },
      },
      { story: 'Dockerfile with a mistake', dockerfile: 'FROM node:22\nRUNN echo\n', is: { code: 'build/dockerfile' } },
      { story: 'stage that is not there', dockerfile: 'FROM node:22\n', target: { target: 'nope' }, is: { code: 'build/no-stage' } },
      { story: 'file that is not there', dockerfile: 'FROM node:22\nCOPY nope /\n', is: { code: 'build/file-missing' } },
      { story: 'context that is not there', dockerfile: '', target: { context: 'nope' }, is: { code: 'build/file-missing' } },
      { story: 'host network that it asks for', dockerfile: 'FROM node:22\nRUN --network=host true\n', is: { code: 'build/not-allowed' } },
      { story: 'builder that nobody knows', dockerfile: 'FROM node:22\n', builder: 'nope', is: { code: 'build/no-builder' } },
      { story: 'no buildx', dockerfile: 'FROM node:22\n', env: { PATH: '/nonexistent' }, is: { code: 'build/no-builder' } },
    ];

    it.each(unchanged)('says why: $story', async ({ is, ...what }) => {
      const { problems } = await build(buildKit, what);
      expect(problems).toMatchObject([is]);
    });

    const pushes: readonly { readonly story: string; readonly when: RegExp; readonly fault: RegistryFault; readonly code: Problem['code'] }[] = [
      { story: 'the registry wants other credentials', when: /^\w+ .*\/out\//, fault: { status: 401, code: 'UNAUTHORIZED' }, code: 'build/push-refused' },
      {
        story: 'the credentials may only read',
        when: /^(?!GET|HEAD).* .*\/out\//,
        fault: { status: 403, code: 'DENIED', message: 'requested access to the resource is denied' },
        code: 'build/push-refused',
      },
      { story: 'the registry fails at the manifest', when: /^PUT .*\/manifests\//, fault: { status: 503, code: 'UNAVAILABLE' }, code: 'build/push-failed' },
      { story: 'the registry fails at a layer', when: /^POST .*\/uploads\//, fault: { status: 500 }, code: 'build/push-failed' },
      { story: 'the connection breaks in the middle', when: /^PUT .*\/uploads\//, fault: 'reset', code: 'build/push-failed' },
    ];

    it.concurrent.each(pushes)('in a push says why, and leaves no tag: $story', async ({ when, fault, code }) => {
      await using faulty = await startFaultyRegistry(buildKit.registry);
      faulty.fail(({ method, path }) => (when.test(`${method} ${path}`) ? fault : undefined));
      const repository = `out/${faulty.host.split(':')[1]}`;
      const { problems } = await build(buildKit, { dockerfile: 'FROM node:22\nRUN echo made >/made\n', target: pushTo(faulty.host, repository) });
      expect(problems).toMatchObject([{ code, message: expect.stringContaining(`${faulty.host}/${repository}`) as string }]);
      expect(await buildKit.client.digestOf(repository, 'latest')).toBeUndefined();
    });
  });

  it('goes on after the registry failed for a moment', async () => {
    await using faulty = await startFaultyRegistry(buildKit.registry);
    let left = 1;
    faulty.fail(({ method, path }) => (method === 'PUT' && path.includes('/manifests/') && left-- > 0 ? { status: 503 } : undefined));
    const { result } = await build(buildKit, { dockerfile: 'FROM node:22\n', target: pushTo(faulty.host, 'out/patient') });
    expect(result.ok).toBe(true);
  });

  it('leaves nothing behind', async () => {
    const { kept } = await build(buildKit, { dockerfile: 'FROM node:22\n' });
    expect(kept).toEqual(['app']);
  });
});

describeBuildKit('a builder in trouble', () => {
  it('says that its disk is full', async () => {
    await using disk = await mountSmallDisk(24);
    await mkdir(join(disk.path, 'state'));
    await using buildKit = await startBuildKit({ state: join(disk.path, 'state') });
    await buildKit.publish('node:22', { version: 'first' });
    const { problems } = await build(buildKit, { dockerfile: 'FROM node:22\nRUN dd if=/dev/zero of=/big bs=1M count=40\n' });
    expect(problems).toMatchObject([{ code: 'build/no-space' }]);
  });

  it('says that it is gone', async () => {
    const buildKit = await startBuildKit();
    await buildKit[Symbol.asyncDispose]();
    await using folder = await temporaryFolder();
    const env = { ...buildKit.env, HOME: folder.path, BUILDX_CONFIG: join(folder.path, 'buildx'), DOCKER_CONFIG: folder.path };
    const { problems } = await build({ ...buildKit, env }, { dockerfile: 'FROM scratch\n' });
    expect(problems).toMatchObject([{ code: 'build/no-builder' }]);
  });
});
