import { error, notice, rangeInLine, warning, type Problem } from '@image-factory/core/problem';
import { parseAnnotations } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annotate } from './annotate.ts';
import { anyText } from './any-text.fixture.ts';
import { captured } from './captured.fixture.ts';
import { createLog } from './log.ts';
import { publishProblems, selectAnnotations } from './problems.ts';
import { commandsIn } from './runner.fixture.ts';

describe('annotate', () => {
  it.each([
    { story: 'a place in a line', range: rangeInLine(3, 5, 9), place: { line: 3, endLine: 3, col: 5, endColumn: 14 } },
    { story: 'several lines', range: { start: { line: 3, column: 5 }, end: { line: 6, column: 2 } }, place: { line: 3, endLine: 6 } },
    { story: 'whole lines', range: { start: { line: 3, column: 1 }, end: { line: 6, column: 1 } }, place: { line: 3, endLine: 5 } },
  ])('marks $story', async ({ range, place }) => {
    const problem = error('enrollment/unknown-key', 'Unknown key.', { hint: 'Remove it.', source: { file: 'a,b:c.yaml', range } });
    expect(parseAnnotations(await captured(() => annotate(problem)))).toEqual([{ level: 'error', title: 'enrollment/unknown-key', message: 'Unknown key.\nRemove it.', file: 'a,b:c.yaml', ...place }]);
  });

  it('marks the run when there is no place', async () => {
    expect(parseAnnotations(await captured(() => annotate(warning('source/unreadable', '100%0A sure'))))).toEqual([{ level: 'warning', title: 'source/unreadable', message: '100%0A sure' }]);
  });

  it('is one command, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (message, hint, file) => {
        const output = await captured(() => annotate(error('yaml/syntax', message, { hint, source: { file } })));
        expect(commandsIn(output).map(({ name }) => name)).toEqual(['error']);
        expect(parseAnnotations(output)).toMatchObject([{ level: 'error', title: 'yaml/syntax' }]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('selectAnnotations', () => {
  it.each([
    { story: 'few', errors: 2, warnings: 3, notices: 1, shown: [2, 3, 1] },
    { story: 'exactly as many as are shown', errors: 10, warnings: 10, notices: 10, shown: [10, 10, 10] },
    { story: 'too many errors', errors: 11, warnings: 1, notices: 0, shown: [10, 1, 0] },
    { story: 'room is kept for the last line', errors: 11, warnings: 0, notices: 10, shown: [10, 0, 9] },
    { story: 'too many of all', errors: 50, warnings: 50, notices: 50, shown: [10, 10, 9] },
  ])('$story: $shown', ({ errors, warnings, notices, shown }) => {
    const problems = [...several(notices, notice), ...several(warnings, warning), ...several(errors, error)];
    const selection = selectAnnotations(problems);
    expect((['error', 'warning', 'notice'] as const).map((level) => selection.shown.filter(({ severity }) => severity === level).length)).toEqual(shown);
    expect(selection.shown.length + selection.hidden.length).toBe(problems.length);
  });

  it('shows the worst first, then by place', () => {
    const { shown } = selectAnnotations([...several(2, notice), ...several(12, error).toReversed()]);
    expect(shown.slice(0, 10).map(({ source }) => source?.range?.start.line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('counts the same problem twice when it is there twice', () => {
    const problem = error('yaml/syntax', 'x');
    expect(selectAnnotations(Array.from({ length: 12 }, () => problem)).shown).toHaveLength(10);
  });
});

describe('publishProblems', () => {
  it('ends with how many more there are, and lists them in the log', async () => {
    const output = await captured(() => publishProblems([...several(13, error), ...several(1, warning)], createLog(), 'summary'));
    const annotations = parseAnnotations(output);
    expect(annotations.filter(({ level }) => level === 'error')).toHaveLength(10);
    expect(annotations.at(-1)).toEqual({ level: 'notice', message: 'There are more problems: 3 errors. See the summary of this job.' });
    expect(output).toContain('::group::Not annotated: 3 errors\nerror: images.yaml:11:1: number 11 (enrollment/invalid-value)\n');
  });

  it('says nothing of others when all are shown', async () => {
    expect(parseAnnotations(await captured(() => publishProblems(several(10, error), createLog(), 'log')))).toHaveLength(10);
  });
});

function several(count: number, make: typeof error): Problem[] {
  return Array.from({ length: count }, (_, index) => make('enrollment/invalid-value', `number ${index + 1}`, { source: { file: 'images.yaml', range: rangeInLine(index + 1, 1, 3) } }));
}
