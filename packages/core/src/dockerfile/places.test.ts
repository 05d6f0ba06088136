import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Places } from './places.ts';

function at(text: string, line: number, words?: string, behind?: string): string {
  const { start, end } = new Places(text).rangeOf(line, words, behind);
  return `${start.line}:${start.column}-${end.line}:${end.column}`;
}

describe('rangeOf', () => {
  it.each([
    { story: 'words between blanks', text: 'FROM a', words: 'a', range: '1:6-1:7' },
    { story: 'words alone rather than words within others', text: 'ARG VERSION V', words: 'V', range: '1:13-1:14' },
    { story: 'words between marks rather than words within others', text: 'ARG VERSION=2 V=1', words: 'V', range: '1:15-1:16' },
    { story: 'the first of several', text: 'FROM node AS node', words: 'node', range: '1:6-1:10' },
    { story: 'a line below', text: 'FROM \\  \n\n # a\n a', words: 'a', range: '4:2-4:3' },
    { story: 'words alone below rather than a part of a word above', text: 'RUN ab \\\n a', words: 'a', range: '2:2-2:3' },
    { story: 'not what belongs to the next instruction', text: 'FROM b\nFROM a', words: 'a', range: '1:1-1:7' },
    { story: 'what stands in front is not meant', text: 'COPY --from=x x y', words: 'x', behind: 'from=', range: '1:13-1:14' },
    { story: 'a flag, not what a shell is told', text: 'RUN --mount=from=x,target=/y from=x', words: 'x', behind: 'from=', range: '1:18-1:19' },
    { story: 'no words', text: '  FROM a \r', words: undefined, range: '1:3-1:9' },
    { story: 'words that are not there', text: '  FROM a', words: 'b', range: '1:3-1:9' },
    { story: 'a line that is not there', line: 7, text: 'FROM a', words: 'a', range: '1:6-1:7' },
    { story: 'no text at all', text: '', words: 'a', range: '1:1-1:1' },
    { story: 'an instruction that nobody would read to its end', text: `RUN a ${'\\\n b '.repeat(200)} c`, words: 'c', range: '1:1-1:8' },
  ])('$story', ({ text, words, range, line = 1, behind }) => {
    expect(at(text, line, words, behind)).toBe(range);
  });

  it('gives the words themselves, or the line that was asked for', () => {
    const piece = fc.constantFrom('a', 'b', 'from=', ' ', '=', '\\\n', '`\r\n', '\n', '#', '  ');
    const anyText = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 4 }), fc.constantFrom('a', 'ab', 'b a'), fc.constantFrom('', 'from='), (text, line, words, behind) => {
        const places = new Places(text);
        const range = places.rangeOf(line, words, behind);
        const found = places.textAt(range);
        if (found !== words) expect(found).toBe(text.split('\n')[range.start.line - 1]?.trim());
      }),
    );
  });
});
