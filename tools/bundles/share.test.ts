import { runProcess, temporaryFolder } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import type { Folder } from './folder.ts';
import { shareModules } from './share.ts';

const filler = `/* ${'x'.repeat(12_000)} */`;

/** A lazy part as the bundler writes it. */
function part(id: number, modules: Readonly<Record<number, string>>, before = ''): [string, Buffer] {
  const list = Object.entries(modules).map(([key, body]) => `\n/***/ ${key}:\n/***/ ((module) => {\n${body}\n})`);
  return [`${id}.index.js`, Buffer.from(`${before}export const id = ${id};\nexport const ids = [${id}];\nexport const modules = {\n${list.join(',\n')}\n\n};\n`)];
}

/** An entry that loads parts, and gives what a module of theirs says. */
const entry = `
const modules = {};
const __nccwpck_require__ = { e: async (id) => Object.assign(modules, (await import('./' + id + '.index.js')).modules) };
export const load = {
  1: () => __nccwpck_require__.e(/* import() */ 1),
  2: () => Promise.all(/* import() */[__nccwpck_require__.e(2), __nccwpck_require__.e(3)]),
};
export const say = (id) => { const module = {}; modules[id](module); return module.exports; };
`;

function folder(...parts: [string, Buffer][]): Folder {
  return new Map([['index.js', Buffer.from(entry)], ['licenses.txt', Buffer.from('x')], ...parts]);
}

const shared = { 10: `module.exports = 'ten'; ${filler}`, 11: `module.exports = 'eleven'; ${filler}` };

async function loaded(files: Folder, part: 1 | 2, id: number): Promise<string> {
  await using place = await temporaryFolder({ 'package.json': '{"type":"module"}', ...Object.fromEntries([...files].map(([path, bytes]) => [path, bytes.toString()])) });
  const code = `const { load, say } = await import('./index.js'); await load[${part}](); process.stdout.write(say(${id}));`;
  const { stdout, stderr } = await runProcess(process.execPath, ['--input-type=module', '-e', code], { cwd: place.path });
  return stdout + stderr;
}

function count(files: Folder, text: string): number {
  return [...files.values()].filter((bytes) => bytes.includes(text)).length;
}

describe('modules that several lazy parts hold', () => {
  const files = folder(part(1, { ...shared, 20: "module.exports = 'one'" }), part(2, { ...shared, 21: "module.exports = 'two'" }), part(3, { 22: "module.exports = 'three'" }));

  it('stand in one part, which is loaded along with those that held them', async () => {
    const made = shareModules(files);
    expect([...made.keys()].filter((path) => !files.has(path))).toEqual(['4.index.js']);
    expect([count(made, "'ten'"), count(made, "'eleven'"), count(made, "'one'")]).toEqual([1, 1, 1]);
    expect(await loaded(made, 1, 10)).toBe('ten');
    expect(await loaded(made, 1, 20)).toBe('one');
    expect(await loaded(made, 2, 11)).toBe('eleven');
    expect(await loaded(made, 2, 22)).toBe('three');
  });

  it('the same files give the same bytes, in whatever order they come', () => {
    const text = (made: Folder) => new Map([...made].map(([path, bytes]) => [path, bytes.toString()]));
    expect(text(shareModules(new Map([...files].toReversed())))).toEqual(text(shareModules(files)));
  });

  it.each<{ story: string; files: Folder }>([
    { story: 'too few to be worth a file', files: folder(part(1, { 10: 'module.exports = 1' }), part(2, { 10: 'module.exports = 1' })) },
    { story: 'not alike', files: folder(part(1, shared), part(2, { 10: `module.exports = 'other'; ${filler}`, 11: `module.exports = 'another'; ${filler}` })) },
    { story: 'beside something that they may need', files: folder(part(1, shared, "import { x } from 'node:fs';\n"), part(2, shared)) },
    { story: 'in no part at all', files: folder() },
  ])('are left alone: $story', ({ files: given }) => {
    expect(shareModules(given)).toBe(given);
  });

  it('a part that is written in another way is no bundle of ours', () => {
    expect(() => shareModules(folder(['1.index.js', Buffer.from('export const id = 1;\nexport const ids = [1];\nexport const modules = load();\n')]))).toThrow('no modules where they should be');
  });
});
