import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProcess } from '../process.ts';
import { temporaryFolder } from '../temporary.ts';
import { describeBuildKit } from '../describe-buildkit.ts';
import { startBuildKit, type BuildKit } from './index.ts';

describeBuildKit('a real BuildKit', () => {
  let buildKit: BuildKit;
  beforeAll(async () => {
    buildKit = await startBuildKit();
  });
  afterAll(() => buildKit[Symbol.asyncDispose]());

  async function build(dockerfile: string, ...args: readonly string[]) {
    await using folder = await temporaryFolder({ Dockerfile: dockerfile });
    return await runProcess('buildx', ['build', '--progress=plain', '--no-cache', ...args, '.'], { cwd: folder.path, env: buildKit.env });
  }

  it('builds from unchanged names, on the registry of this machine', async () => {
    await buildKit.publish('node:22', { version: 'first' });
    await buildKit.publish('ghcr.io/acme/tool:1', { version: 'tool' });
    const run = await build('FROM node:22\nCOPY --from=ghcr.io/acme/tool:1 /base /tool\nRUN echo "base $(cat /base), tool $(cat /tool)"\n');
    expect(run.stderr).toContain('base first, tool tool');
  });

  it('moves a tag', async () => {
    const first = await buildKit.publish('alpine:3', { version: 'one' });
    const second = await buildKit.publish('alpine:3', { version: 'two' });
    expect(await buildKit.client.digestOf('library/alpine', '3')).toBe(second.digest);
    const run = await build(`FROM alpine:3@${first.digest}\nRUN echo "base $(cat /base)"\n`);
    expect(run.stderr).toContain('base one');
  });

  it('runs steps for other platforms, and can be made to fail at it', async () => {
    await buildKit.publish('python:3', { version: 'ours' });
    await buildKit.publish('python:4', { version: 'foreign', programs: 'foreign' });
    expect(await build('FROM python:3\nRUN echo hi\n', '--platform=linux/arm64')).toMatchObject({ exitCode: 0 });
    const foreign = await build('FROM python:4\nRUN echo hi\n', '--platform=linux/arm64');
    expect(foreign.stderr).toContain('exec format error');
  });

  it('reads Dockerfiles with a frontend of their own, and makes SBOMs', async () => {
    await buildKit.publishFrontend();
    await buildKit.publishScanner();
    await buildKit.publish('node:22', { version: 'first' });
    const name = `${buildKit.registry}/out/app`;
    const run = await build('# syntax=docker/dockerfile:1\nFROM node:22\nRUN touch /made\n', '--sbom=true', `--output=type=image,name=${name}:1,push=true`);
    expect(run).toMatchObject({ exitCode: 0 });
    const index = (await buildKit.client.read('out/app', 'manifests', '1')) as { manifests: { digest: string; platform: { os: string } }[] };
    const statements = index.manifests.find(({ platform }) => platform.os === 'unknown');
    const { layers } = (await buildKit.client.read('out/app', 'manifests', statements?.digest ?? '')) as { layers: { digest: string }[] };
    const read = await Promise.all(layers.map(({ digest }) => buildKit.client.read('out/app', 'blobs', digest)));
    expect(JSON.stringify(read)).toContain('./made');
  });
});

describeBuildKit('a registry with a password', () => {
  it('lets buildx in, and nobody else', async () => {
    await using buildKit = await startBuildKit({ password: 'correct horse' });
    await using folder = await temporaryFolder({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    const args = ['build', `--output=type=image,name=${buildKit.registry}/out/app:1,push=true`, '.'];
    const denied = await runProcess('buildx', args, { cwd: folder.path, env: { ...buildKit.env, DOCKER_CONFIG: folder.path } });
    expect(denied.stderr).toContain('401');
    const allowed = await runProcess('buildx', args, { cwd: folder.path, env: buildKit.env });
    expect(allowed).toMatchObject({ exitCode: 0 });
    expect(await buildKit.client.tags('out/app')).toEqual(['1']);
  });
});
