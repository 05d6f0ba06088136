import { readKubernetesYaml, runProcess, temporaryFolder, temporaryRepository, type Files, type KargoObject } from '@image-factory/testkit';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { cli, entry } from '../../src/cli.fixture.ts';
import { startForge, type Forge } from './forge.fixture.ts';
import { containerFor, environmentOf, podOf, type Published } from './job.fixture.ts';

const token = 'ghs_CANARY0123456789';
const digest = `sha256:${'a'.repeat(64)}`;
const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const forges = [
  { provider: 'github', host: 'github.com', variable: 'GITHUB_TOKEN' },
  { provider: 'gitlab', host: 'gitlab.com', variable: 'GITLAB_TOKEN' },
] as const;

/** A factory whose new versions are analyzed in the cluster: one image from its own repository, one from another. */
async function factoryOn(provider: (typeof forges)[number]['provider'], branch = 'main'): Promise<Files> {
  const onForge = (name: string, more = '') => entry(name, 'Dockerfile', more).replace('provider: github', `provider: ${provider}`);
  const files = {
    'image-factory/factory.yaml': `repository: acme/factory\nprovider: ${provider}\nbranch: ${branch}\ncommit: {author: {name: Factory, email: factory@example.com}}\nkargo: {analysis: job, jobImage: ghcr.io/acme/image-factory:1.10, secrets: {git: factory-git}}\n`,
    'image-factory/images.yaml': [onForge('web', '    repo: acme/web\n'), onForge('tools').replace('dockerfile: Dockerfile', 'dockerfile: tools/Dockerfile')].join(''),
    'tools/Dockerfile': 'FROM alpine:3.20\n',
  };
  await using repository = await temporaryRepository({ files });
  const run = await cli(repository.path, ['update', '--offline']);
  expect(run.stderr).toContain('web'); // its source is elsewhere, and here nobody is asked
  const paths = (await repository.git('ls-files', '--others', '--cached')).split('\n').filter((path) => /^(?:image-factory|dist)\//.test(path));
  const made = await Promise.all(paths.map(async (path) => [path, await repository.read(path)] as const));
  return { ...files, ...Object.fromEntries(made) };
}

function manifestOf(files: Files): KargoObject[] {
  return readKubernetesYaml(String(files['dist/image-factory.k8s.yaml']));
}

function serve(host: string, files: Files): Promise<Forge> {
  const repositories = { 'acme/factory': { files }, 'acme/web': { files: { Dockerfile: 'FROM node:22\nCOPY --from=golang:1.24 /a /a\n' } } };
  return startForge(host, { repositories, tokens: { [token]: { 'acme/factory': 'write', 'acme/web': 'read' } } });
}

/** Runs the container of a promoted Stage as a process: its arguments, its variables, its folder. */
async function runJob(forge: Forge, objects: readonly KargoObject[], stage: string, published: Published, secret = token) {
  await using workspace = await temporaryFolder();
  const container = containerFor(stage, published, objects);
  const inPod = environmentOf(container, { 'factory-git': { token: secret } });
  const env = Object.fromEntries(Object.entries(inPod).map(([name, value]) => [name, value.replace(container.workingDir, workspace.path)]));
  const run = await runProcess(process.execPath, ['--conditions=@image-factory/source', main, ...container.args], { cwd: workspace.path, env: { ...env, ...forge.network } });
  return { ...run, container, left: await readdir(workspace.path) };
}

describe.each(forges)('on $provider, the Job of the AnalysisTemplate', ({ provider, host, variable }) => {
  it('clones, analyzes and commits what Kargo has found', async () => {
    const files = await factoryOn(provider);
    await using forge = await serve(host, files);
    const published = { repository: 'ghcr.io/acme/tools', tag: '1.10', digest };
    const run = await runJob(forge, manifestOf(files), 'analyze-dockerfile-tools', published);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.container.args).toEqual(['analyze', '--image', 'tools', '--tag', '1.10', '--digest', digest, '--git-repo', `https://${host}/acme/factory.git`, '--git-branch', 'main', '--commit']);
    expect(run.container.env.map(({ name }) => name)).toContain(variable);
    const repository = forge.server.repository('acme/factory');
    const [newest, ...older] = await repository.log();
    expect(older).toHaveLength(1);
    expect(newest).toMatchObject({ author: 'Factory' });
    const state = await repository.readFile('image-factory/state/images/tools.yaml');
    expect(state).toContain(`currentVersion: "1.10"\ncurrentDigest: ${digest}\n`);
    expect(state).toContain('baseImages:\n  - alpine-3.20\n');
    expect(new Set(forge.reached)).toEqual(new Set([`${host}:443`]));
    expect(run.stdout + run.stderr).not.toContain('CANARY');
  });

  it('reads a Dockerfile in another repository, and what is found gets into the manifest of the same commit', async () => {
    const files = await factoryOn(provider);
    await using forge = await serve(host, files);
    const before = manifestOf(files).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const published = { repository: 'ghcr.io/acme/web', tag: 'latest', digest };
    expect(await runJob(forge, manifestOf(files), 'analyze-dockerfile-web', published)).toMatchObject({ exitCode: 0, stderr: '' });
    const repository = forge.server.repository('acme/factory');
    expect(await repository.log()).toHaveLength(2);
    const manifest = readKubernetesYaml((await repository.readFile('dist/image-factory.k8s.yaml')) ?? '');
    const made = manifest.map(({ kind, metadata }) => `${kind} ${metadata.name}`).filter((title) => !before.includes(title));
    expect(made.toSorted()).toEqual(['Stage observe-golang-1.24', 'Stage observe-node-22', 'Stage rebuild-trigger-web', 'Warehouse golang-1.24', 'Warehouse node-22']);
  });

  it('started again by the Job controller, it finds nothing to do; two at once lose nothing', async () => {
    const files = await factoryOn(provider);
    await using forge = await serve(host, files);
    const objects = manifestOf(files);
    const tools = { repository: 'ghcr.io/acme/tools', tag: '1.10', digest };
    const web = { repository: 'ghcr.io/acme/web', tag: 'latest', digest };
    const runs = await Promise.all([runJob(forge, objects, 'analyze-dockerfile-tools', tools), runJob(forge, objects, 'analyze-dockerfile-web', web)]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const repository = forge.server.repository('acme/factory');
    expect(await repository.log()).toHaveLength(3);
    for (const name of ['tools', 'web']) expect(await repository.readFile(`image-factory/state/images/${name}.yaml`)).toContain(`currentDigest: ${digest}\n`);
    expect((await runJob(forge, objects, 'analyze-dockerfile-tools', tools)).stdout).toContain('Nothing changed');
    expect(await repository.log()).toHaveLength(3);
  });

  it('with a token that may not push it fails, says so, and shows no token', async () => {
    const files = await factoryOn(provider);
    await using forge = await serve(host, files);
    forge.server.grant(token, 'read');
    const run = await runJob(forge, manifestOf(files), 'analyze-dockerfile-tools', { repository: 'ghcr.io/acme/tools', tag: '1.10', digest });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('push');
    expect(run.stdout + run.stderr).not.toContain('CANARY');
    expect(await forge.server.repository('acme/factory').log()).toHaveLength(1);
  });
});

it('a tag that a shell or an option parser would take for something else is one argument', async () => {
  const files = await factoryOn('github');
  await using forge = await serve('github.com', files);
  const repository = 'ghcr.io/acme/tools';
  for (const tag of ['1e3', 'null', '_']) {
    const run = await runJob(forge, manifestOf(files), 'analyze-dockerfile-tools', { repository, tag, digest });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.container.args.slice(3, 5)).toEqual(['--tag', tag]);
  }
  // No registry has such a tag; should one say so, the program refuses it.
  for (const tag of ['$(touch canary)', '--no-push', 'a b']) {
    const run = await runJob(forge, manifestOf(files), 'analyze-dockerfile-tools', { repository, tag, digest });
    expect(run.exitCode).toBeGreaterThan(0);
    expect(run.left).not.toContain('canary');
  }
});

describe('the Pod', () => {
  it.each(forges)('on $provider runs the program itself, with no permission in the cluster and no Secret but by reference', async ({ provider, variable }) => {
    const objects = manifestOf(await factoryOn(provider));
    const pod = podOf(objects);
    const [container, ...others] = pod.containers;
    expect(others).toEqual([]);
    // Neither `command` nor a shell: the arguments go to the entrypoint of the image.
    expect(container.command).toBeUndefined();
    expect(container.args.filter((text) => text.includes('{{'))).toEqual(['{{args.imageName}}', '{{args.imageTag}}', '{{args.imageDigest}}']);
    expect(container.env).toEqual([
      { name: 'HOME', value: '/workspace' },
      { name: 'TMPDIR', value: '/workspace' },
      { name: variable, valueFrom: { secretKeyRef: { name: 'factory-git', key: 'token' } } },
    ]);
    // What the restricted profile of Pod Security asks for, and more.
    expect(pod).toMatchObject({
      serviceAccountName: 'image-factory',
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } }],
    });
    expect(objects.find(({ kind }) => kind === 'ServiceAccount')).toMatchObject({ metadata: { name: 'image-factory' }, automountServiceAccountToken: false });
    expect(objects.filter(({ kind }) => /Role|Secret/.test(kind))).toEqual([]);
  });

  it('the image starts the program with what it is given, as another user than root', () => {
    const dockerfile = readFileSync(fileURLToPath(new URL('../../Dockerfile', import.meta.url)), 'utf8');
    const [last = ''] = dockerfile.split(/^FROM /m).slice(-1);
    expect(last).toMatch(/^ENTRYPOINT \["node", "\/opt\/image-factory\/index\.js"\]$/m);
    expect(last).toMatch(/^USER (?!root)\S+$/m);
  });
});
