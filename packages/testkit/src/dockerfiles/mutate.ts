import { pathologicalFamilies } from './families.ts';
import { pick, type Numbers } from './numbers.ts';

type Mutation = (text: string, numbers: Numbers, others: readonly string[]) => string;

const most = 1024 * 1024;

const marks = [
  ...'\\`"\'$${}[]<>#%/:?*+-=,@ \t\n\r\v\f\0',
  '\uFEFF',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u3000',
  '\u0130',
  '\u212a',
  '\u{1f600}',
  '\ud800',
];

const pieces = [
  'FROM ',
  ' AS ',
  'COPY --from=',
  'RUN --mount=from=',
  'ONBUILD ',
  'ARG A=',
  '<<EOF',
  '\nEOF\n',
  '\\\n',
  '# escape=`\n',
  '# syntax=',
  '# check=',
  '${A:-',
  '${A//',
  '${A##*',
  '--platform=$',
  'scratch',
  '["',
  '"]',
  '\r\n',
];

/** Anything that may befall a file: from a changed character to a file that grows to a mebibyte. */
const mutations: readonly Mutation[] = [
  flip,
  flip,
  insert,
  insert,
  remove,
  move,
  repeat,
  splice,
  (text, numbers) => text.slice(0, numbers(text.length + 1)),
  (text) => text.replaceAll('\n', '\r\n'),
  (text, numbers) => wrap(text, numbers, '${A:-', '}'),
  (text, numbers) => wrap(text, numbers, '"', '"'),
  (text, numbers) => wrap(text, numbers, '[', ']'),
];

/**
 * A text with one to four changes; one in two hundred grows up to a mebibyte.
 *
 * @param others - texts to take pieces from, at least one
 */
export function mutateDockerfile(text: string, numbers: Numbers, others: readonly string[]): string {
  let changed = text;
  for (let left = 1 + numbers(4); left > 0; left -= 1) changed = pick(mutations, numbers)(changed, numbers, others);
  return numbers(200) === 0 ? grow(changed, numbers) : changed.slice(0, most);
}

function range(text: string, numbers: Numbers, longest = 80): readonly [start: number, end: number] {
  const start = numbers(text.length + 1);
  return [start, Math.min(text.length, start + numbers(longest))];
}

function flip(text: string, numbers: Numbers): string {
  const at = numbers(text.length + 1);
  return text.slice(0, at) + (numbers(2) === 0 ? pick(marks, numbers) : String.fromCharCode(numbers(256))) + text.slice(at + 1);
}

function insert(text: string, numbers: Numbers): string {
  const at = numbers(text.length + 1);
  return text.slice(0, at) + pick(numbers(2) === 0 ? marks : pieces, numbers) + text.slice(at);
}

function remove(text: string, numbers: Numbers): string {
  const [start, end] = range(text, numbers);
  return text.slice(0, start) + text.slice(end);
}

function move(text: string, numbers: Numbers): string {
  const [start, end] = range(text, numbers);
  const rest = text.slice(0, start) + text.slice(end);
  const at = numbers(rest.length + 1);
  return rest.slice(0, at) + text.slice(start, end) + rest.slice(at);
}

function repeat(text: string, numbers: Numbers): string {
  const [start, end] = range(text, numbers, 40);
  return text.slice(0, end) + text.slice(start, end).repeat(numbers(20)) + text.slice(end);
}

function splice(text: string, numbers: Numbers, others: readonly string[]): string {
  const other = pick(others, numbers);
  return text.slice(0, numbers(text.length + 1)) + other.slice(numbers(other.length + 1));
}

function wrap(text: string, numbers: Numbers, open: string, close: string): string {
  const [start, end] = range(text, numbers, 20);
  const depth = 1 + numbers(numbers(10) === 0 ? 2000 : 60);
  return text.slice(0, start) + open.repeat(depth) + text.slice(start, end) + close.repeat(depth) + text.slice(end);
}

/** A large file: of a kind that is made to be slow, or of one line or all of a text again and again. */
function grow(text: string, numbers: Numbers): string {
  const bytes = 1 + numbers(most);
  if (numbers(2) === 0) return flip(pick(pathologicalFamilies, numbers).write(bytes), numbers).slice(0, most);
  const lines = text.split('\n');
  const part = numbers(2) === 0 ? `${text}\n` : `${pick(lines, numbers)}\n`;
  return (`${text}\n` + part.repeat(Math.ceil(bytes / part.length))).slice(0, most);
}
