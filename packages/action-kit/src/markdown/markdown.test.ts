import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { error, notice, rangeInLine, warning, type Problem } from '@image-factory/core/problem';
import { printableLine } from '../text/printable.ts';
import { code, escapeMarkdown, link, problemList, prose, table } from './index.ts';

describe('escapeMarkdown', () => {
  it.each([
    { story: 'plain words', text: 'node moved, rebuilt: app (2 of 3)', markdown: 'node moved, rebuilt: app (2 of 3)' },
    { story: 'emphasis', text: '*a* _b_ ~c~', markdown: '\\*a\\* \\_b\\_ \\~c\\~' },
    { story: 'HTML', text: '<img src=x onerror=y>', markdown: '&lt;img src=x onerror=y&gt;' },
    { story: 'an entity', text: '&lt;', markdown: '&amp;lt;' },
    { story: 'a cell border', text: 'a|b', markdown: 'a&#124;b' },
    { story: 'a link', text: '[a](https://evil.example)', markdown: '\\[a\\](https\\://evil.example)' },
    { story: 'an address that would become a link', text: 'www.evil.example', markdown: 'www\\.evil.example' },
    { story: 'a person', text: 'thanks @octocat', markdown: 'thanks <span>@</span>octocat' },
    { story: 'an issue', text: 'fixes #12', markdown: 'fixes <span>#</span>12' },
    { story: 'a heading', text: '# a', markdown: '\\# a' },
    { story: 'a list', text: '- a', markdown: '\\- a' },
    { story: 'a numbered list', text: '1. a', markdown: '1\\. a' },
    { story: 'a formula', text: '$x$', markdown: '<span>$</span>x<span>$</span>' },
    { story: 'lines and controls', text: 'a\n\n> b\u001b[31m\u202e', markdown: 'a &gt; b' },
  ])('shows $story as text', ({ text, markdown }) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  it('says what the text says, no more and no less', () => {
    fc.assert(
      fc.property(anyMarkup, (text) => unescape(escapeMarkdown(text)) === printableLine(text)),
      { numRuns: 2000 },
    );
  });

  it('leaves no sign of markup bare', () => {
    fc.assert(
      fc.property(anyMarkup, (text) => {
        const rest = escapeMarkdown(text).replaceAll(/<span>[@#$]<\/span>|&(?:lt|gt|amp|#124);|\\[\\`*_[\]~#:.)=+-]/g, ' ');
        expect(rest).not.toMatch(/[`*_[\]~#<>|@$\\\n]|&|:\/\/|www\./i);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('code', () => {
  it.each([
    { story: 'a reference', text: 'node:22@sha256:ab', markdown: '`node:22@sha256:ab`' },
    { story: 'markup', text: '<b>*a*', markdown: '`<b>*a*`' },
    { story: 'a backtick', text: 'a`b', markdown: '<code>a\\`b</code>' },
    { story: 'a cell border', text: '^a|b$', markdown: '<code>^a&#124;b<span>$</span></code>' },
    { story: 'nothing', text: ' \n', markdown: '' },
  ])('shows $story', ({ text, markdown }) => {
    expect(code(text)).toBe(markdown);
  });
});

describe('prose', () => {
  it.each([
    { story: 'code', text: 'Unknown key `dockerf*le` here.', markdown: 'Unknown key `dockerf*le` here.' },
    { story: 'a lone backtick', text: 'a ` b', markdown: 'a \\` b' },
    { story: 'markup around code', text: '<i> `x` *y*', markdown: '&lt;i&gt; `x` \\*y\\*' },
  ])('keeps $story', ({ text, markdown }) => {
    expect(prose(text)).toBe(markdown);
  });
});

describe('link', () => {
  it.each([
    { story: 'a run', url: 'https://github.com/a/b/actions/runs/1', markdown: '[run \\*1\\*](<https://github.com/a/b/actions/runs/1>)' },
    { story: 'an address that tries to leave its place', url: 'https://a/b>) <img>|', markdown: '[run \\*1\\*](<https://a/b%3E)%20%3Cimg%3E%7C>)' },
    { story: 'a script', url: 'javascript:alert(1)', markdown: 'run \\*1\\*' },
    { story: 'no address', url: 'somewhere', markdown: 'run \\*1\\*' },
  ])('$story', ({ url, markdown }) => {
    expect(link('run *1*', url)).toBe(markdown);
  });
});

describe('table', () => {
  it('has a row per entry', () => {
    expect(
      table(
        ['Image', 'Decision'],
        [
          ['app', 'rebuild: `node:22` moved'],
          ['a|b', { markdown: code('x') }],
        ],
      ),
    ).toBe('| Image | Decision |\n| --- | --- |\n| app | rebuild: `node:22` moved |\n| a&#124;b | `x` |');
  });

  it('is not there without rows', () => {
    expect(table(['Image'], [])).toBe('');
  });

  it('folds what is long', () => {
    const rows = Array.from({ length: 40 }, (_, index) => [`image-${index}`]);
    const markdown = table(['Image'], rows);
    expect(markdown).toContain('| image-24 |\n\n<details>\n<summary>15 more</summary>\n\n| Image |\n| --- |\n| image-25 |');
    expect(markdown.endsWith('| image-39 |\n\n</details>')).toBe(true);
  });

  it('has as many columns in every row, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyMarkup, anyMarkup), { minLength: 1, maxLength: 5 }), (rows) => {
        const lines = table(['A', 'B'], rows).split('\n');
        expect(lines).toHaveLength(rows.length + 2);
        for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(3);
      }),
    );
  });
});

describe('problemList', () => {
  const problem = error('enrollment/unknown-key', 'Unknown key `dockerfle`.', {
    hint: 'Did you mean `dockerfile`?',
    source: { file: 'image-factory/images.yaml', range: rangeInLine(3, 5, 9) },
  });

  it('shows the worst first, with place, code and hint', () => {
    expect(problemList([notice('dockerfile/frontend', 'A frontend.'), warning('dockerfile/missing', 'No *Dockerfile*.'), problem])).toBe(
      [
        '**1 error, 1 warning, 1 notice**',
        '',
        '- ❌ `image-factory/images.yaml:3:5`: Unknown key `dockerfle`. (`enrollment/unknown-key`)<br>Did you mean `dockerfile`?',
        '- ⚠️ No \\*Dockerfile\\*. (`dockerfile/missing`)',
        '- ℹ️ A frontend. (`dockerfile/frontend`)',
      ].join('\n'),
    );
  });

  it('is empty without problems', () => {
    expect(problemList([])).toBe('');
  });

  it('holds all of them, the rest folded', () => {
    const many: Problem[] = Array.from({ length: 30 }, (_, index) => ({ ...problem, message: `number ${index} is wrong` }));
    const markdown = problemList(many);
    for (const { message } of many) expect(markdown).toContain(message);
    expect(markdown).toContain('**30 errors**');
    expect(markdown).toContain('<summary>20 more</summary>');
  });
});

const anyMarkup = fc
  .array(
    fc.oneof(fc.constantFrom(...'`*_[]()<>&|#@$~\\-+=!:/.1\n\t '.split(''), '://', 'www.', '<b>', '&lt;', '```', '[^1]', '![x](y)', '1. ', '\u001b[1m'), fc.string({ unit: 'binary', maxLength: 3 })),
    { maxLength: 10 },
  )
  .map((parts) => parts.join(''));

/** What GitHub shows of escaped text. */
function unescape(markdown: string): string {
  const shown: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&#124;': '|' };
  return markdown.replaceAll(/<span>(.)<\/span>|\\([!-/:-@[-`{-~])|&(?:lt|gt|amp|#124);/g, (match, sign: string | undefined, escaped: string | undefined) => sign ?? escaped ?? shown[match] ?? '');
}
