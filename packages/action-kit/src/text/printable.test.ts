import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../run/any-text.fixture.ts';
import { printable, printableLine } from './printable.ts';

describe('printable', () => {
  it.each([
    { story: 'plain text', text: 'node:22 → sha256:ab\tok', shown: 'node:22 → sha256:ab\tok' },
    { story: 'letters of any language', text: 'größe 图像 изображение', shown: 'größe 图像 изображение' },
    { story: 'colors', text: '\u001b[1;31mred\u001b[0m', shown: 'red' },
    { story: 'a color in its one-byte form', text: 'a\u009bb', shown: 'ab' },
    { story: 'a window title', text: '\u001b]0;title\u0007rest', shown: 'rest' },
    { story: 'a link of the terminal', text: '\u001b]8;;https://example.com\u001b\\text\u001b]8;;\u001b\\', shown: 'text' },
    { story: 'a sequence without an end', text: 'a\u001b]0;b\nc', shown: 'a\nc' },
    { story: 'carriage returns that would overwrite the line', text: 'safe\revil\r\nnext', shown: 'safe\nevil\nnext' },
    { story: 'line ends of other systems', text: 'a\u2028b\u2029c\u0085d', shown: 'a\nb\nc\nd' },
    { story: 'text that runs backwards', text: 'a\u202eb\u2066c', shown: 'abc' },
    { story: 'characters without a width', text: 'ad\u200bmin\ufeff\u00ad', shown: 'admin' },
    { story: 'zero bytes and bells', text: 'a\u0000\u0007b', shown: 'ab' },
    { story: 'half a character', text: 'a\ud800b', shown: 'a\ufffdb' },
  ])('shows $story', ({ text, shown }) => {
    expect(printable(text)).toBe(shown);
  });

  it('changes nothing twice', () => {
    fc.assert(fc.property(anyText, (text) => printable(printable(text)) === printable(text)));
  });
});

describe('printableLine', () => {
  it('puts everything on one line, with single blanks', () => {
    expect(printableLine('  a\n\n b\tc  ')).toBe('a b c');
  });
});
