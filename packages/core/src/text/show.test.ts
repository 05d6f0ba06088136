import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findUnprintable, show } from './show.ts';

describe('a value in a message', () => {
  it.each([
    ['text', 'a b', '`a b`'],
    ['a number', 7, '`7`'],
    ['a backtick', 'a`b', "`a'b`"],
    ['a line end', 'a\nb\tc', '`a\\nb\\tc`'],
    ['an escape', '\u001b[31m', '`\\u001b[31m`'],
    ['a change of direction', 'a\u202eb', '`a\\u202eb`'],
    ['half of a pair', 'a\ud800b', '`a\\ud800b`'],
    ['a whole pair', '🚀', '`🚀`'],
    ['a long text', 'x'.repeat(100), `\`${'x'.repeat(60)}…\``],
    ['a list', ['a'], 'a list'],
    ['a mapping', { a: 1 }, 'a mapping'],
    ['nothing', null, 'nothing'],
  ])('%s', (_, value, shown) => {
    expect(show(value)).toBe(shown);
  });

  it('never holds anything that does not print', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(findUnprintable(show(text))).toBe(-1);
      }),
      { numRuns: 2000 },
    );
  });
});
