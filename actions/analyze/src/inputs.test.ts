import { checkPart, describeInputs, describeOutputs, parseInputs, readAction } from '@image-factory/action-kit';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { emptyReport } from '@image-factory/use-cases';
import { AnalyzeInputs, publishedOf } from './inputs.ts';
import { nothing, renderSummary } from './report.ts';

const file = fileURLToPath(new URL('../action.yml', import.meta.url));

describe('action.yml', () => {
  it('declares exactly the inputs that the schema reads, with the same defaults and words', async () => {
    expect(describeInputs(AnalyzeInputs)).toEqual((await readAction(file)).inputs);
  });

  it('declares exactly the outputs that are set', async () => {
    expect(describeOutputs(nothing).toSorted()).toEqual(Object.keys((await readAction(file)).outputs).toSorted());
  });
});

const digest = `sha256:${'a'.repeat(64)}`;

function read(inputs: Readonly<Record<string, string>>) {
  return parseInputs(AnalyzeInputs, Object.fromEntries(Object.entries(inputs).map(([name, text]) => [`INPUT_${name.toUpperCase()}`, text])));
}

describe('a part of the images', () => {
  it.each(['0/3', '4/3', 'x'])('%s is none', (shard) => {
    expect(read({ shard }).problems.map(({ message }) => message)).toEqual([expect.stringContaining(`\`${shard}\` is no shard`)]);
  });

  it('2/5 is one; with an image it makes no sense', () => {
    expect(read({ shard: '2/5' }).value?.shard).toEqual({ index: 2, of: 5 });
    expect(() => checkPart(read({ shard: '2/5' }).value ?? {})).not.toThrow();
    expect(() => checkPart(read({ shard: '2/5', image: 'web' }).value ?? {})).toThrow('`shard` is a part of all images');
  });
});

describe('what was published', () => {
  it.each([
    { inputs: { image: 'web' }, published: undefined },
    { inputs: { image: 'web', tag: '0.6.3' }, published: { version: '0.6.3' } },
    { inputs: { image: 'web', tag: '0.6.3', digest }, published: { version: '0.6.3', digest } },
  ])('$inputs', ({ inputs, published }) => {
    const { value } = read(inputs);
    expect(value && publishedOf(value)).toEqual(published);
  });

  it('without an image, or as something else than it is: an error', () => {
    const { value } = read({ digest });
    expect(() => value && publishedOf(value)).toThrow('`tag` and `digest` say something about one image.');
    expect(read({ image: 'web', tag: 'a b', digest: 'sha256:1' }).problems).toHaveLength(2);
  });
});

it('a dry run shows the difference in the summary, folded away', () => {
  const diff = { files: [{ path: 'image-factory/state/images/web.yaml', lines: ['@@ -0,0 +1,1 @@', '+name: web </details>'], linesLeftOut: 0 }], filesLeftOut: 2 };
  const summary = renderSummary({ ...emptyReport([], true), changed: true, diff }, '');
  expect(summary).toContain('<summary>What would change in 3 files</summary>\n\n```diff\n--- a/image-factory/state/images/web.yaml\n');
  expect(summary).toMatch(/\n\+name: web <\/details>\n```\n\nLeft out, in part or as a whole: 2 of 3 files\.\n\n<\/details>$/);
});
