import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../problem/index.ts';
import { analyzeDockerfile } from './analyze.ts';
import { preciseRange } from './ranges.ts';

function textAt(text: string, { start, end }: Range): string {
  expect(start.line).toBe(end.line);
  return (text.split('\n')[start.line - 1] ?? '').slice(start.column - 1, end.column - 1);
}

const at = (line: number, from: number, to: number): Range => ({ start: { line, column: from }, end: { line, column: to } });

describe('preciseRange', () => {
  it.each([
    { story: 'the base of a FROM', text: 'FROM node:22 AS x', line: 1, written: 'node:22', range: at(1, 6, 13) },
    { story: 'the base, not the name of the stage', text: 'FROM node AS node', line: 1, written: 'node', range: at(1, 6, 10) },
    { story: 'the base on the next line', text: 'FROM --platform=x \\\n  node:22', line: 1, written: 'node:22', range: at(2, 3, 10) },
    { story: 'the value of --from, not a file of that name', text: 'FROM a\nCOPY --from=x x y', line: 2, written: 'x', range: at(2, 13, 14) },
    { story: 'the second mount', text: 'FROM a\nRUN --mount=from=x,target=/x \\\n --mount=from=y,target=/y z', line: 2, written: 'y', range: at(3, 15, 16) },
    { story: 'an image of two letters, not the flag that ends in them', text: 'FROM a\nCOPY --from=om . .', line: 2, written: 'om', range: at(2, 13, 15) },
    { story: 'a file of the name that stands in front of the flag', text: 'FROM a\nRUN --mount=target=/x,source=tool,from=tool y', line: 2, written: 'tool', range: at(2, 40, 44) },
    { story: 'the value of --from behind ONBUILD', text: 'FROM a\nONBUILD COPY --from=x x y', line: 2, written: 'x', range: at(2, 21, 22) },
    { story: 'a quoted mount', text: 'FROM a\nRUN --mount="type=bind,from=x" x', line: 2, written: 'x', range: at(2, 29, 30) },
    { story: 'what a comment between two lines says is not meant', text: 'FROM \\\n# b\n  b', line: 1, written: 'b', range: at(3, 3, 4) },
    { story: 'what follows a heredoc is another instruction', text: 'FROM a\nRUN <<E\nb\nE\nFROM b', line: 2, written: 'b', range: at(2, 1, 8) },
    { story: 'Windows lines', text: 'FROM a\r\nFROM b\r\n', line: 2, written: 'b', range: at(2, 6, 7) },
    { story: 'words that are not there', text: 'FROM a\n  RUN x  ', line: 2, written: 'nothing', range: at(2, 3, 8) },
    { story: 'a line that is not there', text: 'FROM a', line: 9, written: 'a', range: at(1, 6, 7) },
  ])('$story', ({ text, line, written, range }) => {
    expect(preciseRange(text, line, written)).toEqual(range);
  });

  it('finds what the analysis found', () => {
    const text = 'ARG V=1\nFROM \\\n  alpine:$V AS x\nFROM scratch\nCOPY --link --from=x \\\n a b\nRUN --mount=type=bind,from=tool:1,target=/x y\n';
    for (const { line, written } of analyzeDockerfile(text, { file: 'Dockerfile' }).value.images) {
      expect(textAt(text, preciseRange(text, line, written))).toBe(written);
    }
  });

  it('gives words that agree, or a line, for any text', () => {
    const piece = fc.constantFrom('FROM ', 'COPY --from=', 'RUN --mount=from=', 'a', 'b', ',', '\\\n', '\n', '\r\n', '"', '$', '{', '<<E\n', ' ', 'ONBUILD ', '# escape=`\n');
    const anyText = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(anyText, fc.integer({ min: -1, max: 12 }), fc.constantFrom('a', 'b', 'ab', ''), (text, line, written) => {
        const found = textAt(text, preciseRange(text, line, written));
        const whole = text.split('\n').map((candidate) => candidate.trim());
        expect([written, ...whole]).toContain(found);
      }),
      { numRuns: 500 },
    );
  });
});
