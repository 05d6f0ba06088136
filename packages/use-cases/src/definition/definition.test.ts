import { describe, expect, it } from 'vitest';
import { analyze } from '../analyze.ts';
import { entry, memoryRepository } from '../memory.fixture.ts';
import { parseRepoPath } from '@image-factory/core/enrollment';

const dir = parseRepoPath('image-factory');

/** Analyses one image, `app`, with files around its Dockerfile. */
async function look(files: Readonly<Record<string, string>>, source = '') {
  const repository = memoryRepository({ 'image-factory/images.yaml': entry('app', source), ...files });
  if (!dir.ok) throw new Error('image-factory');
  const run = async () => analyze({ dir: dir.value, dryRun: false }, repository.deps);
  const { images, problems } = await run();
  const state = repository.files.get('image-factory/state/images/app.yaml') ?? '';
  return { builtFrom: images[0]?.builtFrom.map(({ image }) => image), status: images[0]?.status, codes: problems.map(({ code }) => code), problems, state, repository, run };
}

const dockerfile = 'ARG NODE=20\nFROM node:$NODE AS build\nFROM alpine:3.20 AS slim\nFROM build AS full\n';
const workflow = (inputs: string): string => `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with:
          file: app/Dockerfile
${inputs}`;

describe('files around a Dockerfile', () => {
  it.each([
    {
      story: 'a bake file: arguments and stage of the target that is called like the image',
      files: { 'docker-bake.hcl': 'target "app" {\n  dockerfile = "app/Dockerfile"\n  args = { NODE = "22" }\n}\ntarget "other" {}\n' },
      source: '    bakeFile: docker-bake.hcl\n',
      builtFrom: ['node:22'],
    },
    {
      story: 'the target that the enrollment names is one of bake, its stage comes from there',
      files: { 'docker-bake.hcl': 'target "x" {\n  dockerfile = "app/Dockerfile"\n  target = "slim"\n}\ntarget "app" {}\n' },
      source: '    bakeFile: docker-bake.hcl\n    target: x\n',
      builtFrom: ['alpine:3.20'],
    },
    {
      story: 'what the enrollment says stands',
      files: { 'docker-bake.hcl': 'target "app" {\n  dockerfile = "app/Dockerfile"\n  args = { NODE = "22" }\n}\n' },
      source: '    bakeFile: docker-bake.hcl\n    buildArgs: {NODE: "24"}\n',
      builtFrom: ['node:24'],
    },
    {
      story: 'a compose file',
      files: { 'compose.yaml': 'services:\n  app:\n    build:\n      context: .\n      dockerfile: app/Dockerfile\n      args: {NODE: "22"}\n' },
      source: '    bakeFile: compose.yaml\n',
      builtFrom: ['node:22'],
    },
    {
      story: "the image's own workflow",
      files: { '.github/workflows/app.yml': workflow('          build-args: NODE=22\n') },
      source: '    workflow: app.yml\n',
      builtFrom: ['node:22'],
    },
    {
      story: 'a workflow that bakes',
      files: {
        '.github/workflows/app.yml':
          'on: push\njobs:\n  b:\n    runs-on: x\n    steps:\n      - uses: docker/bake-action@v6\n        with:\n          source: .\n          files: docker-bake.hcl\n          targets: app\n',
        'docker-bake.hcl': 'target "app" {\n  dockerfile = "app/Dockerfile"\n  args = { NODE = "22" }\n}\n',
      },
      source: '    workflow: app.yml\n',
      builtFrom: ['node:22'],
    },
    { story: 'a workflow that is not there says nothing', files: {}, source: '    workflow: app.yml\n', builtFrom: ['node:20'] },
    {
      story: 'what another target of bake pulls that this one takes files from',
      files: {
        'docker-bake.hcl': 'target "app" {\n  dockerfile = "app/Dockerfile"\n  contexts = { tools = "target:tools" }\n}\ntarget "tools" {\n  dockerfile = "tools/Dockerfile"\n}\n',
        'tools/Dockerfile': 'FROM golang:1.25\n',
      },
      source: '    bakeFile: docker-bake.hcl\n',
      dockerfile: 'FROM busybox:1\nCOPY --from=tools /a /a\n',
      builtFrom: ['busybox:1', 'golang:1.25'],
    },
    {
      story: 'a Dockerfile within a bake file',
      files: { 'docker-bake.hcl': 'target "app" {\n  dockerfile-inline = "FROM debian:12"\n}\n' },
      source: '    bakeFile: docker-bake.hcl\n',
      builtFrom: ['debian:12'],
    },
  ])('$story', async ({ files, source, builtFrom, dockerfile: text = dockerfile }) => {
    const { builtFrom: found, codes } = await look({ 'app/Dockerfile': text, ...files }, source);
    expect({ found, codes: codes.filter((code) => code !== 'factory/missing-repository') }).toEqual({ found: builtFrom, codes: [] });
  });

  it.each([
    {
      story: 'a value that only a run knows makes what depends on it unknown',
      files: { '.github/workflows/app.yml': workflow('          build-args: NODE=${{ vars.NODE }}\n') },
      source: '    workflow: app.yml\n',
      code: 'dockerfile/unknown-image',
      status: 'success',
    },
    {
      story: 'a stage that only a run knows',
      files: { '.github/workflows/app.yml': workflow('          target: ${{ vars.STAGE }}\n') },
      source: '    workflow: app.yml\n',
      code: 'definition/unknown-value',
      status: 'success',
    },
    { story: 'a bake file that is not there', files: {}, source: '    bakeFile: docker-bake.hcl\n', code: 'definition/unreadable', status: 'failed' },
    { story: 'a bake file with a mistake', files: { 'docker-bake.hcl': 'target "app" {\n' }, source: '    bakeFile: docker-bake.hcl\n', code: 'bake/syntax', status: 'failed' },
    {
      story: 'a bake file without the target',
      files: { 'docker-bake.hcl': 'target "a" {}\ntarget "b" {}\n' },
      source: '    bakeFile: docker-bake.hcl\n',
      code: 'definition/no-build',
      status: 'failed',
    },
    {
      story: 'a bake file that builds another Dockerfile',
      files: { 'docker-bake.hcl': 'target "app" {}\n' },
      source: '    bakeFile: docker-bake.hcl\n',
      code: 'definition/other-dockerfile',
      status: 'success',
    },
  ])('$story: $code', async ({ files, source, code, status }) => {
    const found = await look({ 'app/Dockerfile': dockerfile, ...files }, source);
    expect(found.codes).toContain(code);
    expect(found.status).toBe(status);
    expect(found.problems.find((problem) => problem.code === code)).toMatchObject({ image: 'app' });
  });

  it('nothing is parsed again while nothing changed, and a change of the file around it is seen', async () => {
    const bake = (version: string): string => `target "app" {\n  dockerfile = "app/Dockerfile"\n  args = { NODE = "${version}" }\n}\n`;
    const found = await look({ 'app/Dockerfile': dockerfile, 'docker-bake.hcl': bake('22') }, '    bakeFile: docker-bake.hcl\n');
    expect((await found.run()).changes).toEqual([]);
    found.repository.files.set('docker-bake.hcl', bake('24'));
    const { images, changes } = await found.run();
    expect(images[0]?.builtFrom).toMatchObject([{ image: 'node:24' }]);
    expect(changes.map(({ name }) => name)).toContain('app');
  });
});
