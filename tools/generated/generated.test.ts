import { temporaryFolder } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputTable, outputTable } from './action-readmes.ts';
import { markedPart, replacePart } from './file.ts';
import { findOutdated } from './outdated.ts';
import { drawRooms } from './room-map.ts';

describe('replacePart', () => {
  const text = `# Title\n\n${markedPart('inputs', 'old')}\n\nProse.\n\n${markedPart('outputs', 'other')}\n`;

  it('replaces what is between its markers, and nothing else', () => {
    expect(replacePart(text, 'inputs', 'new')).toBe(`# Title\n\n${markedPart('inputs', 'new')}\n\nProse.\n\n${markedPart('outputs', 'other')}\n`);
  });

  it('changes nothing the second time, whatever the part', () => {
    fc.assert(
      fc.property(fc.string(), (part) => {
        const once = replacePart(text, 'inputs', part);
        expect(replacePart(once, 'inputs', part)).toBe(once);
      }),
    );
  });

  it('refuses a text without its markers', () => {
    expect(() => replacePart(text, 'rooms', 'new')).toThrow('no part is marked `<!-- generated: rooms -->`');
  });
});

describe('findOutdated', () => {
  it.each([
    { story: 'is missing', files: {}, differences: ['is missing'] },
    { story: 'differs somewhere', files: { 'a.md': 'one\n2\n' }, differences: ['differs from line 2 on'] },
    { story: 'goes on too long', files: { 'a.md': 'one\ntwo\n\nthree' }, differences: ['differs from line 4 on'] },
    { story: 'is as it should be', files: { 'a.md': 'one\ntwo\n' }, differences: [] },
  ])('a file that $story', async ({ files, differences }) => {
    await using folder = await temporaryFolder(files);
    const outdated = await findOutdated([{ path: 'a.md', text: 'one\ntwo\n' }], folder.path);
    expect(outdated.map(({ difference }) => difference)).toEqual(differences);
  });
});

describe('tables of an action', () => {
  it('shows what is required, what is there by default, and what has a new name', () => {
    const inputs = {
      image: { description: 'The image, as `NAME`.', required: true, default: '' },
      'dry-run': { description: 'Write nothing.', required: false, default: 'false' },
    };
    expect(inputTable({ inputs, deprecated: { 'git-repo': 'Use state-repository.' } })).toBe(
      [
        '| Input | Meaning | Default |',
        '| --- | --- | --- |',
        '| `image` | The image, as `NAME`. | required |',
        '| `dry-run` | Write nothing. | `false` |',
        '| `git-repo` | Deprecated: Use state-repository. |  |',
      ].join('\n'),
    );
  });

  it('says so when there is nothing', () => {
    expect(inputTable({ inputs: {}, deprecated: {} })).toBe('None.');
    expect(outputTable({ outputs: {} })).toBe('None.');
  });
});

describe('drawRooms', () => {
  it('draws the long way only, and lists every import', () => {
    const room = (imports: string[]) => ({ job: 'A job.', imports, why: 'so' });
    const drawn = drawRooms({ core: room([]), 'use-cases': room(['core']), cli: room(['core', 'use-cases']) });
    expect(drawn).toContain('  cli --> use-cases');
    expect(drawn).not.toContain('  cli --> core');
    expect(drawn).toContain('| `cli` | A job. | core, use-cases | so |');
  });
});
