import { describeBuildKit } from '@image-factory/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BuildFactory, entry } from './world.fixture.ts';

const key = 'a'.repeat(32);
const [node, golang, python] = ['docker.io/library/node:22', 'docker.io/library/golang:1', 'docker.io/library/python:3'];

const bake = `variable "GREETING" { default = "hello" }
variable "BASE" { default = "node:22" }

target "assets" {
  dockerfile = "assets.Dockerfile"
}

target "_common" {
  args = { GREETING = "\${GREETING}, world", BASE = BASE }
  labels = { "com.example.team" = "shop" }
}

target "shop" {
  inherits = ["_common"]
  dockerfile = "shop.Dockerfile"
  target = "final"
  contexts = {
    assets = "target:assets"
    texts = "texts"
    tools = "docker-image://python:3"
  }
  tags = ["example.com/elsewhere:1"]
  platforms = ["linux/amd64", "linux/arm64"]
}
`;

const compose = `services:
  web:
    image: example.com/web:1
    build:
      context: .
      dockerfile: web.Dockerfile
      args:
        GREETING: hello, compose
      additional_contexts:
        texts: ./texts
  other:
    build: ./nowhere
`;

describeBuildKit('an image that a file beside its Dockerfile describes', () => {
  let factory: BuildFactory;
  beforeAll(async () => {
    factory = await BuildFactory.start((registry) => ({
      'image-factory/images.yaml': [
        described(registry, 'shop', 'docker-bake.hcl', '', 'shop.Dockerfile', '[linux/amd64, linux/arm64]'),
        described(registry, 'web', 'compose.yaml', '', 'web.Dockerfile'),
        described(registry, 'argued', 'docker-bake.hcl', ', target: shop, buildArgs: {GREETING: from images.yaml}', 'shop.Dockerfile'),
      ].join(''),
      'docker-bake.hcl': bake,
      'compose.yaml': compose,
      'assets.Dockerfile': 'FROM golang:1 AS compile\nRUN echo "assets of $(cat /base)" > /asset\nFROM scratch\nCOPY --from=compile /asset /\n',
      'shop.Dockerfile':
        'ARG BASE=nothing\nFROM ${BASE} AS final\nARG GREETING\nCOPY --from=assets /asset /\nCOPY --from=texts text.txt /\nCOPY --from=tools /base /tool\nRUN echo "$GREETING: $(cat /asset /text.txt /tool /base)"\nFROM final AS later\nRUN false\n',
      'web.Dockerfile': 'FROM node:22\nARG GREETING\nCOPY --from=texts text.txt /\nRUN echo "$GREETING: $(cat /text.txt /base)"\n',
      'texts/text.txt': 'a text\n',
    }));
    await factory.buildKit.publishScanner();
  }, 60_000);
  afterAll(() => factory[Symbol.asyncDispose]());

  async function bases(version: string) {
    const [own, compiler, tools] = await Promise.all([
      factory.publish('node:22', `${version} node`),
      factory.publish('golang:1', `${version} golang`),
      factory.publish('python:3', `${version} python`),
    ]);
    return { own, compiler, tools };
  }

  it('by bake: its arguments, contexts, stage and linked target, with our labels, without its tags; all from what was decided', async () => {
    const decided = await bases('decided');
    await bases('newer');
    const digests = { [node]: decided.own, [golang]: decided.compiler, [python]: decided.tools };
    const pins = Object.fromEntries(Object.entries(digests).map(([name, { platforms }]) => [name, Object.fromEntries(platforms)]));
    const { exitCode, stdout, outputs, cwd } = await factory.action('build-image', { image: 'shop', key, 'base-digests': JSON.stringify(pins) });
    expect([exitCode, outputs['outcome']], stdout).toEqual([0, 'published']);
    expect(said(stdout, 'hello, world:')).toBe('hello, world: assets of decided golang a text decided python decided node');
    for (const platform of ['linux/amd64', 'linux/arm64']) {
      const { config } = await factory.config('acme/shop', outputs['digest'] ?? '', platform);
      expect(config.Labels).toMatchObject({ 'com.example.team': 'shop', 'io.image-factory.image': 'shop', 'org.opencontainers.image.base.name': node });
    }
    const { builtFrom } = await factory.metadata(cwd);
    // Bake builds a linked target that names no platforms once, on the platform of the builder.
    const linked = { 'linux/amd64': decided.compiler.platforms.get('linux/amd64') };
    expect(Object.fromEntries([...builtFrom].map(([name, found]) => [name, Object.fromEntries(found)]))).toEqual({ ...pins, [golang]: linked });
    expect(stdout).not.toContain('title=build/not-pinned');
  });

  it('by bake, with an argument and a target that images.yaml says', async () => {
    await bases('second');
    const { exitCode, stdout } = await factory.action('build-image', { image: 'argued' });
    expect(exitCode, stdout).toBe(0);
    expect(said(stdout, 'from images.yaml:')).toContain('second node');
  });

  it('by compose: the service of its name, for one platform', async () => {
    const { own } = await bases('third');
    const { exitCode, stdout, outputs, cwd } = await factory.action('build-image', { image: 'web' });
    expect(exitCode, stdout).toBe(0);
    expect(said(stdout, 'hello, compose:')).toBe('hello, compose: a text third node');
    expect((await factory.config('acme/web', outputs['digest'] ?? '')).config.Labels).toMatchObject({ 'io.image-factory.image': 'web' });
    const { builtFrom } = await factory.metadata(cwd);
    expect([...builtFrom.keys()]).toEqual([node]);
    expect([...(builtFrom.get(node)?.values() ?? [])]).toEqual([own.platforms.get('linux/amd64')]);
  });
});

function described(registry: string, name: string, file: string, more: string, dockerfile: string, platforms = '[linux/amd64]'): string {
  return entry(registry, name, '', platforms, dockerfile).replace('}\n', `, bakeFile: ${file}${more}}\n`);
}

/** What a step said, in one line. */
function said(stdout: string, start: string): string | undefined {
  const lines = stdout.split('\n').map((line) => line.replace(/^#\d+ [\d.]+ /, ''));
  const at = lines.findIndex((line) => line.startsWith(start));
  return at < 0
    ? undefined
    : lines
        .slice(at, at + 4)
        .filter((line) => !line.startsWith('#'))
        .join(' ')
        .trim();
}
