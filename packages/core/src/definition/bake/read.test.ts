import { describe, expect, it } from 'vitest';
import { formatLocation } from '../../problem/index.ts';
import { readBake } from './read.ts';
import type { BakeOptions } from './types.ts';

function read(text: string, options: BakeOptions = {}, file = 'docker-bake.hcl'): ReturnType<typeof readBake> {
  return readBake([{ file, text }], options);
}

function places(text: string, file?: string): string[] {
  return read(text, {}, file).problems.map(({ source, message }) => `${source === undefined ? '' : formatLocation(source)} ${message}`);
}

describe('a bake file', () => {
  it('gives what bake would hand to the build', () => {
    const { value, problems } = read(`
      variable "NODE" { default = "22" }
      target "_base" { platforms = ["linux/amd64", "linux/arm64"] }
      target "app" {
        inherits   = ["_base"]
        context    = "./app/"
        dockerfile = "docker/Dockerfile"
        target     = "production"
        args       = { NODE_VERSION = NODE, UNSET = null }
        contexts   = { base = "docker-image://ghcr.io/acme/base:1" }
        tags       = ["ghcr.io/acme/app:1"]
      }
      group "default" { targets = ["app"] }`);
    expect(problems).toEqual([]);
    expect(value.groups).toEqual(new Map([['default', ['app']]]));
    expect(value.targets.get('app')).toEqual({
      context: 'app',
      dockerfile: 'docker/Dockerfile',
      target: 'production',
      platforms: ['linux/amd64', 'linux/arm64'],
      buildArgs: { NODE_VERSION: '22' },
      contexts: { base: 'docker-image://ghcr.io/acme/base:1' },
      tags: ['ghcr.io/acme/app:1'],
      unknown: [],
    });
  });

  it('reads JSON by its name, and by its look where the name does not tell', () => {
    const text = '{"target": {"default": {"args": {"A": "${upper(\\"x\\")}"}}}}';
    for (const file of ['docker-bake.json', 'bakefile']) {
      expect(read(text, {}, file).value.targets.get('default')?.buildArgs, file).toEqual({ A: 'X' });
    }
    expect(read(text, {}, 'docker-bake.hcl').problems).not.toEqual([]);
  });

  it('reads only what is asked for, and what that takes as contexts', () => {
    const text = `
      target "a" { contexts = { b = "target:b" } }
      target "b" {}
      target "c" { inherits = ["nowhere"] }`;
    expect([...read(text, { targets: ['a'] }).value.targets.keys()]).toEqual(['a', 'b']);
    expect(read(text, { targets: ['a'] }).problems).toEqual([]);
    expect(read(text).problems).toHaveLength(1);
  });

  it('takes variables from outside', () => {
    const text = 'variable "TAG" { default = "1" }\ntarget "default" { tags = ["app:${TAG}"] }';
    expect(read(text, { variables: { TAG: '2', OTHER: 'x' } }).value.targets.get('default')?.tags).toEqual(['app:2']);
  });
});

describe('what only a run can tell is unknown', () => {
  it.each([
    { story: 'an argument', field: 'args = { A = "1", AT = timestamp() }', unknown: { field: 'buildArgs', key: 'AT', written: 'timestamp()', line: 2, why: 'it is the time of the build' } },
    { story: 'a part of a text', field: 'tags = ["a", "b-${uuidv4()}"]', unknown: { field: 'tags', written: '"b-${uuidv4()}"', line: 2, why: 'it is random' } },
    { story: 'a platform', field: 'platforms = [BAKE_LOCAL_PLATFORM]', unknown: { field: 'platforms', written: 'BAKE_LOCAL_PLATFORM', line: 2, why: 'it is the platform of the machine that builds' } },
    { story: 'a list as a whole', field: 'tags = split(",", timestamp())', unknown: { field: 'tags', written: 'split(",", timestamp())', line: 2, why: 'it is the time of the build' } },
    {
      story: 'what a condition chooses',
      field: 'target = timestamp() == "x" ? "a" : "b"',
      unknown: { field: 'target', written: 'timestamp() == "x" ? "a" : "b"', line: 2, why: 'it is the time of the build' },
    },
    { story: 'a context', field: 'context = "${homedir()}/x"', unknown: { field: 'context', written: '"${homedir()}/x"', line: 2, why: 'it is a folder of the machine that builds' } },
    { story: 'all arguments', field: 'args = { "${uuidv4()}" = 1 }', unknown: { field: 'buildArgs', written: '{ "${uuidv4()}" = 1 }', line: 2, why: 'it is random' } },
  ])('$story', ({ field, unknown }) => {
    const { value, problems } = read(`target "default" {\n  ${field}\n}`);
    expect(problems).toEqual([]);
    expect(value.targets.get('default')?.unknown).toEqual([unknown]);
  });

  it('and what overrides it is known again', () => {
    const { value } = read('target "a" { args = { V = timestamp() } }\ntarget "b" {\n  inherits = ["a"]\n  args = { V = "1" }\n}');
    expect(value.targets.get('b')).toMatchObject({ buildArgs: { V: '1' }, unknown: [] });
  });

  it('the platform of the builder can be given', () => {
    const { value } = read('target "a" { platforms = [BAKE_LOCAL_PLATFORM] }', { variables: { BAKE_LOCAL_PLATFORM: 'linux/arm64' } });
    expect(value.targets.get('a')).toMatchObject({ platforms: ['linux/arm64'], unknown: [] });
  });
});

describe('what bake refuses is a problem at its place', () => {
  it.each([
    ['target "a" {\n  tags = ["x:${TAG}"]\n}', 'docker-bake.hcl:2:16 There is no variable `TAG`'],
    ['variable "TAG" {}\ntarget "a" {\n  tags = ["x:${TAGG}"]\n}', 'docker-bake.hcl:3:16 There is no variable `TAGG`; did you mean `TAG`?'],
    ['target "a" {\n  tags = [uper("x")]\n}', 'docker-bake.hcl:2:11 There is no function `uper`; did you mean `upper`?'],
    ['target "a" {\n  tags = "x"\n}', 'docker-bake.hcl:2:10 `tags` does not fit: list of string is required, not string.'],
    ['target "a" {\n  tags = ["x"\n}', 'docker-bake.hcl:3:1 The list is not closed: `]` was expected, not `}`.'],
    ['target "a" {', 'docker-bake.hcl:1:13 The block is not closed: `}` was expected, not the end of the text.'],
    ['target "a" {\n  context = "-"\n}', 'docker-bake.hcl:1:1 The context can not come from standard input.'],
    ['target "a" {\n  inherits = ["b"]\n}', 'docker-bake.hcl:1:1 There is no target `b`.'],
  ])('%j', (text, place) => {
    expect(places(text)).toEqual([place]);
  });

  it('also in JSON', () => {
    expect(places('{"target": {\n  "a": {"tags": ["${TAG}"]}\n}}', 'a.json')).toEqual(['a.json:2:21 There is no variable `TAG`']);
  });

  it('with what was meant', () => {
    expect(read('target "app" {}\ngroup "default" { targets = ["ap"] }').problems[0]?.hint).toBe('Did you mean `app`?');
  });

  it('all of it in one go', () => {
    expect(places('target "a" {\n  tags = [A]\n  args = { X = B }\n  context = C\n}')).toHaveLength(3);
  });
});
