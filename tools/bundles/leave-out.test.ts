import { describe, expect, it } from 'vitest';
import type { Folder } from './folder.ts';
import { leaveOut, type LeftOut } from './leave-out.ts';
import { minifyFolder } from './minify.ts';

const printer = { what: 'its printer', of: 'a tree of things', mark: /exports\.print = / };
const describing = { what: 'its descriptions', of: 'a checker', mark: /describe\(this\)/g, instead: 'undefined' };
const list = { modules: [printer], code: [describing] } satisfies LeftOut;

const module = (id: number, body: string) => `${id}: ((module, exports, __nccwpck_require__) => {\n${body}\n})`;
const table = (...modules: string[]) => `{\n${modules.join(',\n')}\n}`;

function folder(entry: string[], part: string[]): Folder {
  return new Map([
    ['index.js', Buffer.from(`var __webpack_modules__ = (${table(...entry)});\n__nccwpck_require__(1);\n`)],
    ['7.index.js', Buffer.from(`export const id = 7;\nexport const ids = [7];\nexport const modules = ${table(...part)};\n`)],
    ['licenses.txt', Buffer.from('All of it.\n')],
  ]);
}

const tree = 'const library = "a tree of things"; const printer = __nccwpck_require__(20);';
const files = folder(
  [module(1, '__nccwpck_require__.e(7).then(__nccwpck_require__.bind(__nccwpck_require__, 10));')],
  [
    module(10, tree),
    module(20, 'exports.print = __nccwpck_require__(21) + __nccwpck_require__(22);'),
    module(21, 'module.exports = "only for printing";'),
    module(22, 'module.exports = "also asked for elsewhere";'),
    module(30, 'module.exports = "asked for by nobody";'),
    module(40, 'module.exports = "never loaded";'),
  ],
);

const texts = (made: Folder): Record<string, string> => Object.fromEntries([...made].map(([path, bytes]) => [path, bytes.toString()]));

describe('leaveOut', () => {
  it('empties what nothing of ours comes to, and takes away what only that needed', () => {
    const part = texts(leaveOut(files, list))['7.index.js'] ?? '';
    expect(part).toContain('20: (() => {})');
    expect(part).toContain(tree);
    expect(part).not.toMatch(/exports\.print|only for printing|asked for by nobody/);
  });

  it('keeps what is needed in another way too', () => {
    const both = folder(
      [module(1, '__nccwpck_require__(10); __nccwpck_require__(22);'), module(22, 'module.exports = 1;')],
      [module(10, tree), module(20, 'exports.print = __nccwpck_require__(22);')],
    );
    expect(texts(leaveOut(both, list))['index.js']).toContain('22: (');
  });

  it('leaves the code around modules, and other files, as they are', () => {
    const { 'index.js': before, 'licenses.txt': licenses } = texts(files);
    const after = texts(leaveOut(files, list));
    expect([after['index.js'], after['licenses.txt']]).toEqual([before, licenses]);
  });

  it('makes code unreachable, and smaller', () => {
    const checker = 'const describe = (it) => "a description of " + it; module.exports = class { check() { return "a checker"; } tell() { return describe(this); } };';
    const made = minifyFolder(leaveOut(folder([module(1, '__nccwpck_require__(10);')], [module(10, checker)]), list));
    expect(texts(made)['7.index.js']).toContain('a checker');
    expect(texts(made)['7.index.js']).not.toContain('a description');
  });

  it.each<{ story: string; entry: string[]; error: string }>([
    { story: 'a module that is gone', entry: [module(1, tree)], error: 'there is its printer 0 times. The library has changed' },
    { story: 'a mark that fits two', entry: [module(1, tree), module(20, 'exports.print = 1'), module(21, 'exports.print = 2')], error: 'its printer 2 times' },
    { story: 'code that is gone', entry: [module(1, 'module.exports = "a checker";')], error: 'its descriptions 0 times' },
  ])('refuses a library that has changed: $story', ({ entry, error }) => {
    expect(() => leaveOut(folder(entry, []), list)).toThrow(error);
  });

  it('has nothing to say where the library is not', () => {
    const other = folder([module(1, 'exports.print = 1; describe(this);')], []);
    expect(texts(leaveOut(other, list))).toEqual({ ...texts(other), '7.index.js': expect.any(String) });
  });
});
