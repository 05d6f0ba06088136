import { describe, expect, it } from 'vitest';
import type { BuildDefinition } from '../types.ts';
import { entangled, shop } from './factories.fixture.ts';
import { readCompose } from './read-compose.ts';

function read(text: string, variables: Readonly<Record<string, string>> = {}): Readonly<Record<string, BuildDefinition>> {
  const { value, problems } = readCompose('compose.yaml', text, { variables });
  expect(problems).toEqual([]);
  return Object.fromEntries(value);
}

/** The one service of a file. */
function only(service: string, variables?: Readonly<Record<string, string>>): BuildDefinition | undefined {
  return read(`services:\n  app:\n${service.replaceAll(/^/gm, '    ')}\n`, variables)['app'];
}

describe('a shop of several images', () => {
  it('takes anchors, merge keys, bases, contexts of other services and defaults into account', () => {
    const { base, api, worker, docs, db } = read(shop);
    expect(base).toEqual({
      dockerfile: 'docker/base.Dockerfile',
      context: '.',
      platforms: ['linux/amd64', 'linux/arm64'],
      buildArgs: { NODE_VERSION: '22.11', REGISTRY: 'docker.io' },
      tags: ['ghcr.io/acme/shop-base:latest'],
      unknown: [],
    });
    expect(api).toMatchObject({
      dockerfile: 'apps/api/Dockerfile',
      target: 'production',
      buildArgs: { NODE_VERSION: '24.1', REGISTRY: 'docker.io' },
      contexts: { base: 'target:base', assets: './assets' },
      tags: ['ghcr.io/acme/shop-api:latest', 'docker.io/acme/api:stable'],
    });
    expect(worker).toMatchObject({
      dockerfile: 'apps/api/Dockerfile',
      context: '.',
      target: 'worker',
      buildArgs: { NODE_VERSION: '24.1', REGISTRY: 'docker.io', QUEUE: 'orders' },
      tags: ['ghcr.io/acme/shop-worker:latest', 'docker.io/acme/api:stable'],
    });
    expect(docs).toEqual({ context: './docs', platforms: ['linux/arm64'], unknown: [] });
    expect(db).toBeUndefined();
  });

  it('names each value that the environment decides, with its line', () => {
    const { api, worker } = read(shop);
    expect(api?.unknown.map(({ field, key, line, written }) => ({ field, key, line, written }))).toEqual([
      { field: 'buildArgs', key: 'NPM_TOKEN', line: 29, written: 'NPM_TOKEN' },
      { field: 'buildArgs', key: 'GIT_SHA', line: 30, written: '${GIT_SHA}' },
      { field: 'tags', key: undefined, line: 32, written: 'ghcr.io/acme/shop-api:${GIT_SHA}' },
    ]);
    expect(worker?.unknown.map(({ key, line }) => ({ key, line }))).toContainEqual({ key: 'NPM_TOKEN', line: 40 });
  });

  it('knows more when it is told what is set', () => {
    const { api } = read(shop, { GIT_SHA: 'abc', NPM_TOKEN: 't', REGISTRY: 'mirror.example' });
    expect(api?.unknown).toEqual([]);
    expect(api?.buildArgs).toEqual({ NODE_VERSION: '24.1', REGISTRY: 'mirror.example', NPM_TOKEN: 't', GIT_SHA: 'abc' });
  });
});

describe('one service', () => {
  it.each([
    { story: 'the short form', service: 'build: ./api', gives: { context: './api' } },
    { story: 'a Git context', service: 'build: https://github.com/acme/api.git#main:docker', gives: { context: 'https://github.com/acme/api.git#main:docker' } },
    {
      story: 'a Dockerfile within',
      service: 'build:\n  dockerfile_inline: |\n    FROM node:${NODE:-22}\n    RUN echo $$HOME',
      gives: { dockerfileInline: 'FROM node:22\nRUN echo $HOME\n' },
    },
    { story: 'arguments as a list', service: 'build:\n  args:\n  - A=1=2\n  - B=\n  - V=1.20', gives: { buildArgs: { A: '1=2', B: '', V: '1.20' } } },
    {
      story: 'numbers and truths without quotes, as Compose hands them on',
      service: 'build:\n  args: {GO: 1.20, GOOD: "1.20", HEX: 0x10, OCTAL: 010, BIG: 1e3, ON: True, YES: yes, V: 1.2.0, N: -5, S: 1_000}',
      gives: { buildArgs: { GO: '1.2', GOOD: '1.20', HEX: '16', OCTAL: '8', BIG: '1000', ON: 'true', YES: 'yes', V: '1.2.0', N: '-5', S: '1000' } },
    },
    { story: 'a name with a default', service: 'build:\n  args:\n  - ${NAME:-A}=${VALUE:-b}', gives: { buildArgs: { A: 'b' } } },
    { story: 'contexts as a list', service: 'build:\n  additional_contexts:\n  - base=docker-image://node:22\n  - src=../src', gives: { contexts: { base: 'docker-image://node:22', src: '../src' } } },
    { story: 'platforms of the build win', service: 'platform: linux/amd64\nbuild: {context: ., platforms: [linux/arm64]}', gives: { context: '.', platforms: ['linux/arm64'] } },
    { story: 'an empty target is none', service: 'build: {context: ., target: "${STAGE:-}"}', gives: { context: '.' } },
    {
      story: 'names that objects have',
      service: 'build: {args: {constructor: a, __proto__: b}}',
      gives: {
        buildArgs: Object.fromEntries([
          ['constructor', 'a'],
          ['__proto__', 'b'],
        ]),
      },
    },
    { story: 'the same tag twice', service: 'image: acme/api\nbuild: {tags: [acme/api, acme/api:1]}', gives: { tags: ['acme/api', 'acme/api:1'] } },
  ])('$story', ({ service, gives }) => {
    expect(only(service)).toEqual({ ...gives, unknown: [] });
  });

  it.each([
    { story: 'a variable in the context', service: 'build: ${DIR}', unknown: { field: 'context', line: 3, written: '${DIR}' } },
    { story: 'a Dockerfile that must be named', service: 'build:\n  dockerfile: ${FILE:?which}', unknown: { field: 'dockerfile', line: 4 } },
    { story: 'an argument without a value', service: 'build:\n  args:\n  - TOKEN', unknown: { field: 'buildArgs', key: 'TOKEN', line: 5, written: 'TOKEN' } },
    { story: 'an argument whose name is a variable', service: 'build:\n  args:\n  - $NAME=1', unknown: { field: 'buildArgs', line: 5 } },
    { story: 'an argument that is a list', service: 'build:\n  args:\n    A: [1]', unknown: { field: 'buildArgs', key: 'A', line: 5 } },
    { story: 'a context of a service that builds nothing', service: 'build:\n  additional_contexts:\n    base: service:db', unknown: { field: 'contexts', key: 'base', line: 5 } },
    { story: 'an image with a variable', service: 'image: acme/api:${TAG}\nbuild: .', unknown: { field: 'tags', line: 3 } },
    { story: 'a platform with a variable', service: 'platform: ${P}\nbuild: .', unknown: { field: 'platforms', line: 3 } },
    { story: 'braces that Compose refuses', service: 'build: {target: "a${"}', unknown: { field: 'target', line: 3 } },
  ])('is unknown: $story', ({ service, unknown }) => {
    expect(only(service)?.unknown).toEqual([expect.objectContaining(unknown)]);
  });
});

describe('services that extend others', () => {
  it('keeps what is known, and says what a base that is not read may add', () => {
    const { web, a, lost } = read(entangled);
    expect(web?.context).toBe('web');
    expect(web?.unknown.map(({ field }) => field)).toEqual(['dockerfile', 'target', 'platforms', 'buildArgs', 'contexts', 'tags']);
    expect(web?.unknown[0]).toMatchObject({ line: 3, written: 'web', why: 'it extends a service of `../common.yaml`, and only one file is read' });
    expect(a?.unknown[0]?.why).toContain('in a circle');
    expect(lost?.unknown[0]?.why).toContain('that the file does not have');
  });

  it('honours what is taken back', () => {
    expect(read(entangled)['tuned']).toEqual({ context: 'full', buildArgs: { ONLY: '1' }, unknown: [] });
  });

  it('follows a base whichever stands first', () => {
    const services = ['c: {extends: b}', 'b: {extends: {service: a}, build: {args: [X=b]}}', 'a: {build: {context: a, args: {X: a, Y: a}}}'];
    for (const order of [services, services.toReversed()]) {
      expect(read(`services:\n${order.map((line) => `  ${line}\n`).join('')}`)['c']).toEqual({ context: 'a', buildArgs: { X: 'b', Y: 'a' }, unknown: [] });
    }
  });
});

describe('a file that is no Compose file', () => {
  it.each([
    { story: 'no YAML', text: 'services: [', code: 'yaml/syntax', line: 1 },
    { story: 'no services', text: 'version: "3"\n', code: 'definition/no-build', line: undefined },
    { story: 'nothing', text: '', code: 'definition/no-build', line: undefined },
    { story: 'a key twice', text: 'services:\n  a: {build: .}\n  a: {build: b}\n', code: 'yaml/duplicate-key', line: 3 },
    { story: 'an alias of nothing', text: 'services:\n  a: *b\n', code: 'yaml/syntax', line: 2 },
    { story: 'an alias in itself', text: 'services: &s\n  a: {build: {args: *s}}\n', code: 'yaml/syntax', line: 2 },
    { story: 'several documents', text: 'services: {}\n---\nservices: {}\n', code: 'yaml/forbidden-feature', line: 1 },
    { story: 'too large', text: `# ${'x'.repeat(256 * 1024)}`, code: 'yaml/too-large', line: undefined },
  ])('says so: $story', ({ text, code, line }) => {
    const [problem] = readCompose('compose.yaml', text).problems;
    expect({ code: problem?.code, line: problem?.source?.range?.start.line }).toEqual({ code, line });
  });

  it('refuses aliases that would fill the memory', () => {
    const laughs = Array.from({ length: 12 }, (_, level) => `x${level}: &x${level} [${level === 0 ? 'a, a' : Array.from({ length: 9 }, () => `*x${level - 1}`).join(', ')}]`);
    const merges = Array.from({ length: 4000 }, (_, at) => `x${at}: &x${at} {${at === 0 ? '' : `<<: *x${at - 1}, `}k${at}: v}`);
    for (const lines of [laughs, merges]) {
      const { value, problems } = readCompose('compose.yaml', `${lines.join('\n')}\nservices: {a: {build: .}}\n`);
      expect(value.size).toBe(0);
      expect(problems.map(({ code }) => code)).toEqual(['yaml/too-large']);
    }
  });
});
