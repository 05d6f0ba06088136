import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText, factoryMark, readMarker, renderBody, renderTitle } from './issue-text.ts';
import { fingerprintOf } from './notice.ts';
import { broken, hostile, notice, stale } from './notices.fixture.ts';
import { oneLine, safeUrl } from './words.ts';

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** What a reader sees of escaped text. */
function shown(markdown: string): string {
  return markdown.replaceAll(/<span>(.)<\/span>|\\([!-/:-@[-`{-~])|&(amp|lt|gt);/g, (_all, sign?: string, escaped?: string, entity = '') => {
    return sign ?? escaped ?? entities[String(entity)] ?? '';
  });
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...hostile.slice(0, -1), 'www', '.', '-', 'GH', '1', ':', '/')).map((parts) => parts.join('')),
);

describe('text in an issue', () => {
  it('law: is shown as it is, on one line, and means nothing else', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const markdown = escapeText(text, 200);
        expect(shown(markdown)).toBe(oneLine(text, 200));
        const bare = markdown.replaceAll(/<span>.<\/span>|\\./g, '¤'); // what stands around it does not become neighbours
        expect(bare).not.toMatch(/[@#$<>`*_[\]|~\n\r]|:\S|www\.|\bGH-\d/i);
        expect(bare).not.toMatch(/\p{C}/u);
      }),
      { numRuns: 500 },
    );
  });

  it.each(hostile)('%s', (text) => {
    const body = renderBody(notice([{ severity: 'error', image: text, text, url: text }], { title: text }));
    expect(body.length).toBeLessThan(65_536);
    expect(body.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(1);
    expect(body.match(/<!--/g)).toHaveLength(1);
    expect(body).not.toMatch(/@octocat|javascript:|https:\/\/evil|www\.evil|<img/);
    expect(readMarker(body)).toMatchObject({ factory: factoryMark(notice([]).factory) });
    expect(renderTitle(notice([], { title: text }))).toMatch(/^\P{C}{1,256}$/u);
  });

  it('tells each thing with its link', () => {
    expect(renderBody(notice([stale, broken]))).toBe(
      [
        '1 error and 1 warning:',
        '',
        '- **error** web: eight attempts failed',
        '- **warning** app: behind its bases for 9 days ([details](<https://github.com/acme/app/actions/runs/7>))',
        '',
        '<sub>The image factory of acme/image-factory keeps this issue: it changes it in place, and closes it when nothing is left.</sub>',
        '',
        `<!-- image-factory/notice: ${factoryMark(notice([]).factory)} ${fingerprintOf(notice([stale, broken]))} -->`,
      ].join('\n'),
    );
  });

  it('is never longer than GitHub takes, and says what is left out', () => {
    const items = Array.from({ length: 5000 }, (_, at) => ({ severity: 'error', image: `image-${at}`, text: '@'.repeat(1000) }) as const);
    const body = renderBody(notice(items));
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/\n… and \d+ more\n/);
  });

  it('is never nothing', () => {
    expect(renderTitle(notice([], { title: ' \u200B ' }))).toBe('Image Factory');
    expect(renderBody(notice([]))).toContain('Nothing needs a person now.');
    expect(readMarker(renderBody(notice([])))?.told).toBe('settled');
  });
});

describe('a link', () => {
  it.each([
    { url: 'https://github.com/a?b=1&c=2#d', href: 'https://github.com/a?b=1&c=2#d' },
    { url: 'https://github.com/a)(b|c>d', href: 'https://github.com/a%29%28b%7Cc%3Ed' },
    { url: 'http://github.com/a', href: undefined },
    { url: 'javascript:alert(1)', href: undefined },
    { url: 'https://github.com@evil.example/', href: undefined },
    { url: 'data:text/html,x', href: undefined },
    { url: '/a', href: undefined },
    { url: `https://github.com/${'a'.repeat(3000)}`, href: undefined },
    { url: undefined, href: undefined },
  ])('$url', ({ url, href }) => {
    expect(safeUrl(url)).toBe(href);
  });
});
