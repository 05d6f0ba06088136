import { readFileSync } from 'node:fs';
import { describeShared } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandHeredoc, expandWord, shellWords } from './expand.ts';
import type { Environment } from './types.ts';

interface SharedRow {
  readonly id: string;
  readonly platform: 'all' | 'unix' | 'windows';
  readonly word: string;
  readonly env: readonly string[];
  readonly expect?: string;
  readonly error?: true;
  readonly undefinedVariables?: readonly string[];
  readonly errorContains?: string;
}

/** On a Windows daemon the names of variables have no case. */
function environment({ env, platform }: SharedRow): Environment {
  const values = new Map(env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  return platform === 'windows' ? { get: (name) => values.get(name.toUpperCase()) } : values;
}

function expanded(word: string, env: Record<string, string> = {}, escape = '\\'): string {
  const result = expandWord(word, new Map(Object.entries(env)), escape);
  return result.ok ? result.value.text : `${result.error.fault}!`;
}

describeShared('expandWord agrees with BuildKit', 'cases/shell-expansion.json', (path) => {
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: SharedRow[] };

  it.each(cases)('$id: $word', (row) => {
    const result = expandWord(row.word, environment(row), '\\');
    const { unmatched } = result.ok ? result.value : result.error;
    expect(result.ok ? result.value.text : undefined).toBe(row.error === true ? undefined : row.expect);
    if (row.undefinedVariables) expect([...unmatched]).toEqual(row.undefinedVariables);
    if (row.errorContains) expect(result.ok ? '' : result.error.message).toContain(row.errorContains);
  });
});

describe('expandWord', () => {
  it.each([
    { story: 'a plain word stays', word: 'node:22', text: 'node:22' },
    { story: 'a default may hold a default', word: '${A:-${B:-c}}', text: 'c' },
    { story: 'an empty value is not unset', word: '[${EMPTY-x}${EMPTY:-y}]', text: '[y]' },
    { story: 'an alternative for a set value', word: '${V:+set}${N:+set}', text: 'set' },
    { story: 'quotes vanish, single ones keep the dollar', word: `"$V"'$V'`, text: '1.2.3$V' },
    { story: 'an escaped dollar is a dollar', word: '\\$V', text: '$V' },
    { story: 'shortest prefix', word: '${V#*.}', text: '2.3' },
    { story: 'longest prefix', word: '${V##*.}', text: '3' },
    { story: 'shortest suffix', word: '${V%.*}', text: '1.2' },
    { story: 'longest suffix', word: '${V%%.*}', text: '1' },
    { story: 'first match replaced', word: '${V/./-}', text: '1-2.3' },
    { story: 'every match replaced', word: '${V//./-}', text: '1-2-3' },
    { story: 'a pattern with one free character', word: '${V/?.?/x}', text: 'x.3' },
    { story: 'an escaped slash in a pattern', word: '${P//\\//_}', text: 'a_b' },
    { story: 'nothing matches the pattern', word: '${V/x*y/z}', text: '1.2.3' },
    { story: 'an empty pattern matches between all characters', word: '${P///.}', text: '.a./.b.' },
    { story: 'Go fills templates when all are replaced', word: "${V//2/'<$0$$$1>'}", text: '1.<2$>.3' },
    { story: 'and takes the text as it is for one', word: "${V/2/'<$0>'}", text: '1.<$0>.3' },
    { story: 'a required value that is there', word: '${V:?needed}', text: '1.2.3' },
    { story: 'a required value that is unset', word: '${N?needed}', text: 'unset!' },
    { story: 'a required value that is empty', word: '${EMPTY:?}', text: 'unset!' },
    { story: 'a brace that never closes', word: '${V', text: 'syntax!' },
    { story: 'no name', word: '${}', text: 'syntax!' },
    { story: 'an unknown modifier', word: '${V:#x}', text: 'syntax!' },
    { story: 'a quote that never closes', word: '"$V', text: 'syntax!' },
    { story: 'a pattern that escapes a letter', word: '${V#\\a}', text: 'syntax!' },
    { story: 'a value longer than we follow', word: 'a$LONG', text: 'limit!' },
    { story: 'many values that grow too long together', word: '$HALF$HALF$HALF', text: 'limit!' },
    { story: 'a pattern against a long value', word: '${HALF#x*}', text: 'limit!' },
    { story: 'a replacement that grows too long', word: `\${P//a/${'"$HALF"'.repeat(3)}}`, text: 'limit!' },
    { story: 'braces nested too deeply', word: `${'${N:-'.repeat(60)}x${'}'.repeat(60)}`, text: 'limit!' },
  ])('$story: $word', ({ word, text }) => {
    expect(expanded(word, { V: '1.2.3', P: 'a/b', EMPTY: '', LONG: 'x'.repeat(1025), HALF: 'x'.repeat(512) })).toBe(text);
  });

  it('escapes with the character of the file', () => {
    expect(expanded('`$V\\x', { V: '1' }, '`')).toBe('$V\\x');
  });

  it('tells which variables it found and missed', () => {
    const result = expandWord('$A${B:-$C}', new Map([['A', '1']]), '\\');
    expect(result).toEqual({ ok: true, value: { text: '1', matched: new Set(['A']), unmatched: new Set(['B', 'C']), demanded: new Set(['A', 'B', 'C']) } });
    expect(expandWord('${B:-x}$A', new Map(), '\\')).toMatchObject({ value: { demanded: new Set(['A']) } });
  });

  it('ends on any text', () => {
    const pieces = fc.constantFrom('$', '{', '}', ':', '-', '?', '#', '%', '/', '*', '\\', "'", '"', 'A', '<', ' ', '😀', '\uFEFF');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
        ),
        (word) => {
          expect(typeof expandWord(word, new Map([['A', 'a*b']]), '\\').ok).toBe('boolean');
        },
      ),
    );
  });
});

describe('expandHeredoc', () => {
  it('takes quotes for text', () => {
    const result = expandHeredoc(`it's "$A"`, new Map([['A', '1']]));
    expect(result.ok && result.value.text).toBe(`it's "1"`);
  });
});

describe('shellWords', () => {
  it.each([
    { line: 'RUN a "b c" d\\ e', words: ['RUN', 'a', '"b c"', 'd\\ e'] },
    { line: 'RUN << EOF  <<-X', words: ['RUN', '<< EOF', '<<-X'] },
    { line: 'a $b ${c} ${d:-e f}', words: ['a', '$b', '${c}', '${d:-e', 'f}'] },
    { line: 'lost${x:-y}', words: ['${x:-y}'] },
  ])('$line', ({ line, words }) => {
    const result = shellWords(line, { escape: '\\', keepQuotes: true, keepEscapes: true });
    expect(result).toEqual({ ok: true, value: { words, hasVariables: /\$[a-z{]/.test(line) } });
  });

  it('has no words where a quote stays open', () => {
    expect(shellWords("it's", { escape: '\\' }).ok).toBe(false);
  });
});
