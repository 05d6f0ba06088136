import { error, notice, warning, type Problem } from '@image-factory/core/problem';
import { describe, expect, it } from 'vitest';
import { createPage } from './page.ts';
import { countProblems, renderProblems } from './problems.ts';

const page = (options: { width?: number; colors?: boolean; everything?: boolean } = {}) => createPage({ width: 80, colors: false, everything: false, ...options });

function at(line: number, column: number, end: number): Pick<Problem, 'source'> {
  return { source: { file: 'image-factory/images.yaml', range: { start: { line, column }, end: { line, column: end } } } };
}

const lineIs = (line: string | undefined) => async () => line;

describe('problems for people', () => {
  it('place, message, code, the line, a mark, what to do, and the count', async () => {
    const problem = error('enrollment/unknown-key', '`source.dockerfle` is not a key that is known here.', { ...at(12, 5, 14), hint: 'Did you mean `dockerfile`?' });
    expect(await renderProblems([problem], lineIs('    dockerfle: Dockerfile'), page())).toBe(
      [
        'image-factory/images.yaml:12:5: error: `source.dockerfle` is not a key that is known here. [enrollment/unknown-key]',
        '  12 |     dockerfle: Dockerfile',
        '     |     ^^^^^^^^^',
        '  hint: Did you mean `dockerfile`?',
        '1 error',
        '',
      ].join('\n'),
    );
  });

  it('without a place, and with a file that can not be read', async () => {
    const problems = [warning('enrollment/missing-file', 'There is no images.yaml.'), error('yaml/syntax', 'Broken.', at(3, 1, 2))];
    expect(await renderProblems(problems, lineIs(undefined), page())).toBe(
      ['image-factory/images.yaml:3:1: error: Broken. [yaml/syntax]', 'warning: There is no images.yaml. [enrollment/missing-file]', '1 error, 1 warning', ''].join('\n'),
    );
  });

  it('a long line is cut around the mark', async () => {
    const text = await renderProblems([error('yaml/syntax', 'Broken.', at(1, 201, 204))], lineIs(`${'x'.repeat(200)}BAD${'y'.repeat(200)}`), page());
    const [, line = '', mark = ''] = text.split('\n');
    expect(line.length).toBeLessThanOrEqual(80);
    expect(line.indexOf('BAD')).toBe(mark.indexOf('^^^'));
  });

  it('tabs and characters that are made visible do not move the mark', async () => {
    const text = await renderProblems([error('yaml/syntax', 'Broken.', at(1, 4, 7))], lineIs('\t\u001b\u202eBAD'), page());
    const [, line = '', mark = ''] = text.split('\n');
    expect(line).toBe('  1 |  \\u001b\\u202eBAD');
    expect(line.indexOf('BAD')).toBe(mark.indexOf('^^^'));
  });

  it('a place behind the end of the line is marked there', async () => {
    expect(await renderProblems([error('yaml/syntax', 'Broken.', at(1, 9, 12))], lineIs('abc'), page())).toContain('\n    |    ^\n');
  });

  it('many are cut, and counted in full', async () => {
    const many = Array.from({ length: 60 }, (_, index) => warning('dockerfile/missing', `Number ${index}.`));
    expect((await renderProblems(many, lineIs(undefined), page())).split('\n').slice(-2)).toEqual(['60 warnings; 20 of them not shown (--verbose shows all)', '']);
    expect((await renderProblems(many, lineIs(undefined), page({ everything: true }))).split('\n')).toHaveLength(62);
  });

  it('colors only where there are any', async () => {
    const problem = error('yaml/syntax', 'Broken.');
    expect(await renderProblems([problem], lineIs(undefined), page({ colors: true }))).toContain('\u001b[31merror\u001b[39m');
    expect(await renderProblems([problem], lineIs(undefined), page())).not.toContain('\u001b');
  });

  it('nothing to say without problems', async () => {
    expect(await renderProblems([], lineIs(undefined), page())).toBe('');
  });
});

it('counts by kind', () => {
  expect(countProblems([error('yaml/syntax', ''), error('yaml/syntax', ''), notice('init/guessed', '')])).toBe('2 errors, 1 notice');
});
