import { temporaryFolder } from '@image-factory/testkit';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBundles, findShipped } from './find.ts';
import { compareFolders, readFolder } from './folder.ts';
import { minifyFolder } from './minify.ts';
import { root } from '../root.ts';
import { findDrift, ship } from './ship.ts';
import { describeSize, refuseSize, sizeOf } from './size.ts';

const folder = (files: Readonly<Record<string, string>>): Map<string, Buffer> => new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));

describe('findBundles', () => {
  it('finds every front door that has code, the CLI first', async () => {
    await using tree = await temporaryFolder({
      'actions/synth/src/main.ts': '',
      'actions/analyze/src/main.ts': '',
      'actions/build-and-report/action.yml': 'a composite has no code',
      'packages/cli/src/main.ts': '',
    });
    expect(await findBundles(tree.path)).toEqual([
      { name: 'cli', home: 'packages/cli' },
      { name: 'analyze', home: 'actions/analyze' },
      { name: 'synth', home: 'actions/synth' },
    ]);
  });
});

describe('compareFolders', () => {
  it.each([
    { story: 'the same', wanted: { a: '1' }, found: { a: '1' }, differences: [] },
    { story: 'other bytes', wanted: { a: '12' }, found: { a: '1' }, differences: ['a differs: 1 bytes instead of 2'] },
    { story: 'other bytes of the same length', wanted: { a: '1' }, found: { a: '2' }, differences: ['a differs: 1 bytes instead of 1'] },
    { story: 'one too few', wanted: { a: '1', 'b/c': '' }, found: { a: '1' }, differences: ['b/c is missing'] },
    { story: 'one too many', wanted: { a: '1' }, found: { a: '1', old: '' }, differences: ['old should not be there'] },
  ])('$story', ({ wanted, found, differences }) => {
    expect(compareFolders(folder(wanted), folder(found))).toEqual(differences);
  });

  it('reads folders in folders, and none as empty', async () => {
    await using tree = await temporaryFolder({ 'a/b.txt': 'x', 'c.txt': 'y' });
    expect(compareFolders(folder({ 'a/b.txt': 'x', 'c.txt': 'y' }), await readFolder(tree.path))).toEqual([]);
    expect(await readFolder(`${tree.path}/none`)).toEqual(new Map());
  });
});

describe('ship and findDrift', () => {
  const bundles = new Map([['cli', folder({ 'index.js': 'new', '1.index.js': 'lazy' })]]);
  const before = { 'cli/index.js': 'old', 'cli/2.index.js': 'stale', 'gone/index.js': 'of an action that is no more', 'image-factory.k8s.yaml': 'not ours' };

  it('says what is not as it should be, and nothing of what is no bundle', async () => {
    await using dist = await temporaryFolder(before);
    expect(await findDrift(bundles, dist.path)).toEqual([
      'dist/gone belongs to nothing',
      'dist/cli/1.index.js is missing',
      'dist/cli/2.index.js should not be there',
      'dist/cli/index.js differs: 3 bytes instead of 3',
    ]);
  });

  it('leaves nothing of earlier bundles, and everything else', async () => {
    await using dist = await temporaryFolder(before);
    await ship(bundles, dist.path);
    expect(await findDrift(bundles, dist.path)).toEqual([]);
    expect(await findShipped(dist.path)).toEqual(['cli']);
    expect(await dist.read('image-factory.k8s.yaml')).toBe('not ours');
  });

  it('takes an empty place for a place where all is missing', async () => {
    await using dist = await temporaryFolder();
    expect(await findDrift(bundles, `${dist.path}/none`)).toEqual(['dist/cli/1.index.js is missing', 'dist/cli/index.js is missing']);
  });
});

describe('sizes', () => {
  const size = sizeOf(folder({ 'index.js': 'x'.repeat(1000), '1.index.js': 'x'.repeat(2000), 'licenses.txt': 'x'.repeat(5000) }));

  it('counts code, lazy parts included, and no licenses', () => {
    expect(size).toEqual({ total: 3000, entry: 1000, lazyParts: 1 });
    expect(describeSize('cli', size)).toBe('dist/cli: 3 kB (1 kB at start, 1 lazy part)');
  });

  it('refuses what is above the limit, and that alone', () => {
    expect(refuseSize('cli', size, 3000)).toBeUndefined();
    expect(refuseSize('cli', size, 2999)).toMatch(/^dist\/cli has 3 kB, more than 3 kB: load libraries only where/);
  });
});

describe('minifyFolder', () => {
  it('makes code small and keeps names, and touches nothing else', () => {
    const small = minifyFolder(folder({ 'index.js': '// a comment\nexport function decide(image) {\n  return image;\n}\n', 'licenses.txt': 'All of it.\n' }));
    expect(small.get('index.js')?.toString()).toBe('export function decide(e){return e}');
    expect(small.get('licenses.txt')?.toString()).toBe('All of it.\n');
  });

  it('refuses what is no code', () => {
    expect(() => minifyFolder(folder({ 'index.js': 'export function {' }))).toThrow('index.js: ');
  });
});

describe('what is shipped', async () => {
  const names = await findShipped(join(root, 'dist'));

  it.each(names)('%s: sets up its memory before anything else, and is plain ASCII', async (name) => {
    const shipped = [...(await readFolder(join(root, 'dist', name)))].filter(([path]) => path.endsWith('.js'));
    const texts = shipped.map(([, bytes]) => bytes.toString('latin1'));
    // A module that is imported for its effect alone is left out without a word when its package forgets to name it.
    expect(texts.join('')).toContain('--semi-space-growth-factor=1');
    expect(texts.filter((text) => /[^\0-\x7f]/.test(text))).toEqual([]);
  });

  it.each(names)('%s: without what libraries bring along and nobody uses', async (name) => {
    const shipped = [...(await readFolder(join(root, 'dist', name)))].filter(([path]) => path.endsWith('.js'));
    const text = shipped.map(([, bytes]) => bytes.toString('latin1')).join('');
    // Of the YAML library of cdk8s, its JSON patches, and the way from zod to JSON schemas.
    for (const words of ['Source contains multiple documents', 'JSON_PATCH_ROOT_UNDEFINED', 'OPERATION_OP_INVALID', 'cannot be represented in JSON Schema', 'Non-representable type'])
      expect(text).not.toContain(words);
  });
});
