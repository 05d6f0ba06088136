import { readFileSync } from 'node:fs';
import { describeShared } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { readDocument } from './document.ts';
import { parseHeredocMark } from './heredoc.ts';

/** `line KEYWORD rest` of every instruction. */
function statements(text: string): string[] {
  return readDocument(text).statements.map(({ line, keyword, rest }) => `${line} ${keyword} ${rest}`.trim());
}

describe('readDocument', () => {
  it.each([
    { story: 'one instruction a line', text: 'FROM a\nRUN b', read: ['1 FROM a', '2 RUN b'] },
    { story: 'blanks around it', text: '\n \t FROM \t a  \n', read: ['2 FROM a'] },
    { story: 'comments', text: '# a\nFROM a\n  # RUN b\n#RUN c', read: ['2 FROM a'] },
    { story: 'a comment continues nothing', text: '# a \\\nFROM a', read: ['2 FROM a'] },
    { story: 'Windows lines', text: 'FROM a\r\nRUN b \\\r\n c\r\n', read: ['1 FROM a', '2 RUN b  c'] },
    { story: 'a byte order mark', text: '\uFEFFFROM a', read: ['1 FROM a'] },
    { story: 'a continued line', text: 'RUN a \\\n b', read: ['1 RUN a  b'] },
    { story: 'nothing is put between the lines', text: 'RUN a\\\nb', read: ['1 RUN ab'] },
    { story: 'blanks behind the backslash', text: 'RUN a \\ \t\n b', read: ['1 RUN a  b'] },
    { story: 'two backslashes continue nothing', text: 'RUN a \\\\\nRUN b', read: ['1 RUN a \\\\', '2 RUN b'] },
    { story: 'empty lines and comments in between', text: 'RUN a \\\n\n  # c\n\t\n b', read: ['1 RUN a  b'] },
    { story: 'a backslash at the end of the file', text: 'RUN a \\', read: ['1 RUN a'] },
    { story: 'a lone backslash at the start', text: '\\\n  FROM a', read: ['1 FROM a'] },
    { story: 'escape=`', text: '# escape=`\nRUN a `\n \\\nRUN b', read: ['2 RUN a  \\', '4 RUN b'] },
    { story: 'a directive in other letters, with blanks', text: '#   EsCaPe =   ` \nRUN a `\n b', read: ['2 RUN a  b'] },
    { story: 'a directive behind a comment is a comment', text: '# x\n# escape=`\nRUN a `\nRUN b', read: ['3 RUN a `', '4 RUN b'] },
    { story: 'a directive behind an empty line is a comment', text: '\n# escape=`\nRUN a `\nRUN b', read: ['3 RUN a `', '4 RUN b'] },
    { story: 'a directive behind an unknown one is a comment', text: '# x=1\n# escape=`\nRUN a `\nRUN b', read: ['3 RUN a `', '4 RUN b'] },
    { story: 'a directive behind another', text: '# syntax=x\n# escape=`\nRUN a `\n b', read: ['3 RUN a  b'] },
    { story: 'a heredoc', text: 'RUN <<EOF\nFROM evil\nEOF\nRUN b', read: ['1 RUN <<EOF', '4 RUN b'] },
    { story: 'a heredoc behind ONBUILD', text: 'ONBUILD COPY <<EOF /x\nFROM evil\nEOF\nRUN b', read: ['1 ONBUILD COPY <<EOF /x', '4 RUN b'] },
    { story: 'tabs in front of the end count unless they are chomped', text: 'RUN <<A <<-B\n\tA\nA\n\tB\nRUN b', read: ['1 RUN <<A <<-B', '5 RUN b'] },
    { story: 'no heredoc in the exec form', text: 'RUN ["<<EOF"]\nRUN b', read: ['1 RUN ["<<EOF"]', '2 RUN b'] },
    { story: 'no heredoc where none can be', text: 'CMD <<EOF\nRUN b', read: ['1 CMD <<EOF', '2 RUN b'] },
    { story: 'no heredoc behind an open quote', text: "RUN it's <<EOF\nRUN b", read: ["1 RUN it's <<EOF", '2 RUN b'] },
    { story: 'a here-string is no heredoc', text: 'RUN cat <<<EOF\nRUN b', read: ['1 RUN cat <<<EOF', '2 RUN b'] },
  ])('$story', ({ text, read }) => {
    expect(statements(text)).toEqual(read);
  });

  it.each([
    { story: 'a flag', text: 'COPY --from=x --link a b', flags: ['--from=x', '--link'], rest: 'a b' },
    { story: 'a flag in quotes', text: 'COPY --from="x y" a b', flags: ['--from=x y'], rest: 'a b' },
    { story: 'an escaped blank', text: 'COPY --from=x\\ y a b', flags: ['--from=x y'], rest: 'a b' },
    { story: 'flags on the next line', text: 'COPY \\\n  --from=x \\\n  a b', flags: ['--from=x'], rest: 'a b' },
    { story: 'flags behind the first word are words', text: 'COPY a --from=x b', flags: [], rest: 'a --from=x b' },
    { story: 'two dashes end the flags', text: 'COPY --link -- --from=x b', flags: ['--link'], rest: '--from=x b' },
  ])('cuts $story', ({ text, flags, rest }) => {
    expect(readDocument(text).statements).toMatchObject([{ flags, rest }]);
  });

  it('keeps the bodies of heredocs as they are', () => {
    const [statement] = readDocument('RUN <<A 3<<-"B"\n a\r\n\nA\n\tb\n\tB\n').statements;
    expect(statement?.heredocs).toEqual([
      { name: 'A', expand: true, chomp: false, content: ' a\r\n\n' },
      { name: 'B', expand: false, chomp: true, content: '\tb\n' },
    ]);
  });

  it('takes 65,535 bytes in a line, and no more', () => {
    expect(readDocument(`RUN ${'x'.repeat(65_531)}\nRUN b`).complaints).toEqual([]);
    expect(readDocument(`RUN ${'ä'.repeat(32_766)}\nRUN b`)).toMatchObject({ statements: [], complaints: [{ line: 1, code: 'dockerfile/too-large' }] });
  });
});

interface HeredocCases {
  readonly heredocWords: {
    readonly valid: readonly { readonly word: string; readonly name: string }[];
    readonly invalid: readonly string[];
    readonly notHeredoc: readonly string[];
  };
  readonly heredocLines: readonly { readonly line: string; readonly names: readonly string[] }[];
}

/**
 * BuildKit's own test passes over this line because it looks only at the heredocs that were found: run on it,
 * BuildKit finds none, since a blank behind `<<-` parts the words.
 */
const wrongLines: Readonly<Record<string, readonly string[]>> = { 'RUN <<- EOF': [] };

describeShared("heredocs of BuildKit's parser", 'cases/buildkit-parser.json', (path) => {
  const { heredocWords, heredocLines } = JSON.parse(readFileSync(path, 'utf8')) as HeredocCases;

  it.each(heredocWords.valid)('$word is $name', ({ word, name }) => {
    expect(parseHeredocMark(word)).toMatchObject({ ok: true, value: { name } });
  });

  it.each(heredocWords.invalid)('%s can not be read', (word) => {
    expect(parseHeredocMark(word).ok).toBe(false);
  });

  it.each(heredocWords.notHeredoc)('%j is none', (word) => {
    expect(parseHeredocMark(word)).toEqual({ ok: true, value: undefined });
  });

  it.each(heredocLines)('$line', ({ line, names }) => {
    const ends = names.map((name) => `${name}\n`).join('');
    const [statement] = readDocument(`${line}\n${ends}`).statements;
    expect(statement?.heredocs.map(({ name }) => name)).toEqual(wrongLines[line] ?? names);
  });
});
