import { expect, it } from 'vitest';
import { printable, printableJson } from './printable.ts';

it.each([
  ['plain text, umlauts äöü and 漢字', 'plain text, umlauts äöü and 漢字'],
  ['\u001b]8;;http://evil\u0007click\u001b]8;;\u0007', '\\u001b]8;;http://evil\\u0007click\\u001b]8;;\\u0007'],
  ['a\r\nb\tc', 'a\\u000d\\nb\\tc'],
  ['\u009b31m', '\\u009b31m'],
  ['a\u202eb\u2066c\u200bd\ufeff', 'a\\u202eb\\u2066c\\u200bd\\ufeff'],
  ['\u{e0041}tag', '\\u{e0041}tag'],
  ['half \ud800', 'half \\ud800'],
])('%j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

/** Every code point there is, 256 to a text. */
const everyText = Array.from({ length: 0x110000 / 256 }, (_, row) => String.fromCodePoint(...Array.from({ length: 256 }, (__, index) => row * 256 + index)));

it('whatever the text, nothing is left that a terminal acts on', () => {
  expect(everyText.filter((text) => /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(printable(text)))).toEqual([]);
});

it('JSON stays the same value', () => {
  const json = JSON.stringify({ texts: everyText }, null, 2);
  expect(JSON.parse(printableJson(json))).toEqual(JSON.parse(json));
  expect(printableJson(json)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
});
