import { entriesOf, scalarText, type Node } from '../document/index.ts';
import type { Scope } from './evaluate.ts';
import { wholeText, type Pieces } from './outcome.ts';
import type { Said, SaidValue } from './said.ts';
import { evaluateText, splitLines, templateLines } from './template.ts';

/** Most values of one list. */
const maxValues = 5000;

/** One value of an input, its expressions put in. */
export interface InputValue {
  readonly pieces: Pieces;
  readonly written: string;
  readonly line: number;
}

/** An input as it is written. */
export interface Input {
  readonly text: string;
  readonly line: number;
  /** Whether each line of the text is a line of the file, below the one of the input. */
  readonly literal: boolean;
}

/** The inputs of a step by lower-case name, as the runner hands them on. Empty ones are as good as not there. */
export function readInputs(given: Node | undefined): ReadonlyMap<string, Input> {
  const inputs = new Map<string, Input>();
  for (const { key, value, line } of entriesOf(given)) {
    if (value.kind !== 'scalar') continue;
    const text = scalarText(value, 'workflow') ?? '';
    if (text.trim() !== '') inputs.set(key.toLowerCase(), { text, line: value.literal ? value.line : line, literal: value.literal });
  }
  return inputs;
}

export function readText({ text, line }: Input, scope: Scope): InputValue {
  return { pieces: evaluateText(text.trim(), scope), written: text.trim(), line };
}

/**
 * The values of an input that holds a list: one a line, and where commas count several a line. As in the actions of
 * Docker, a value in double quotes may hold commas, and blanks around a value do not count.
 */
export function readList({ text, line, literal }: Input, scope: Scope, { commas }: { readonly commas: boolean }): readonly InputValue[] {
  const values: InputValue[] = [];
  for (const { text: written, below } of templateLines(text)) {
    const place = { written: written.trim(), line: literal ? line + 1 + below : line };
    if (values.length > maxValues)
      return [...values.slice(0, maxValues), { ...place, pieces: [{ why: `there are more than ${maxValues} values` }] }];
    for (const pieces of valuesOf(evaluateText(written, scope), commas)) values.push({ pieces, ...place });
  }
  return values;
}

function valuesOf(line: Pieces, commas: boolean): readonly Pieces[] {
  return splitLines(line)
    .flatMap((pieces) => (commas && !isQuoted(pieces) ? splitLines(pieces, ',') : [pieces]))
    .map((pieces) => trim(unquote(pieces)))
    .filter((pieces) => pieces.length > 0);
}

export function sayText(input: Input, scope: Scope): Said {
  const { pieces, written, line } = readText(input, scope);
  const value = wholeText(pieces);
  return { line, values: value === '' ? [] : [{ value, written, line }] };
}

export function sayList(input: Input, scope: Scope, options: { readonly commas: boolean }): Said {
  const values = readList(input, scope, options).map(({ pieces, written, line }) => ({ value: wholeText(pieces), written, line }));
  return { line: input.line, values };
}

/**
 * Lines `name=value`. A name without a value is one of the environment, which `env` may say.
 *
 * @param alone - what a name without a value stands for
 */
export function sayPairs(input: Input, scope: Scope, alone: (name: string) => Pieces): Said {
  const pairs = readList(input, scope, { commas: false }).map((value) => toPair(value, alone));
  const last = new Map(pairs.map((pair) => [pair.key === undefined ? `#${pair.line}` : `=${pair.key}`, pair]));
  return { line: input.line, values: [...last.values()] };
}

function toPair({ pieces, written, line }: InputValue, alone: (name: string) => Pieces): SaidValue {
  const [first, ...others] = pieces;
  const at = typeof first === 'string' ? first.indexOf('=') : -1;
  if (typeof first === 'string' && at > 0) {
    const [key, start] = [first.slice(0, at), first.slice(at + 1)];
    const value = wholeText(start === '' ? others : [start, ...others]);
    return { key, value, written: written.startsWith(`${key}=`) ? written.slice(key.length + 1) : written, line };
  }
  const name = wholeText(pieces);
  return typeof name === 'string' ? { key: name, value: wholeText(alone(name)), written, line } : { value: name, written, line };
}

function isQuoted(pieces: Pieces): boolean {
  const [first, last] = [pieces[0], pieces.at(-1)];
  return (
    typeof first === 'string' && typeof last === 'string' && /^\s*"/.test(first) && /"\s*$/.test(last) && pieces.join('').trim().length > 1
  );
}

function unquote(pieces: Pieces): Pieces {
  if (!isQuoted(pieces)) return pieces;
  return pieces.map((piece, index) => {
    if (typeof piece !== 'string') return piece;
    const opened = index === 0 ? piece.replace(/^\s*"/, '') : piece;
    const closed = index === pieces.length - 1 ? opened.trimEnd().slice(0, -1) : opened;
    return closed.replaceAll('""', '"');
  });
}

function trim(pieces: Pieces): Pieces {
  return pieces
    .map((piece, index) => {
      if (typeof piece !== 'string') return piece;
      const started = index === 0 ? piece.trimStart() : piece;
      return index === pieces.length - 1 ? started.trimEnd() : started;
    })
    .filter((piece) => piece !== '');
}
