import { fail, ok, type Result } from '../../text/index.ts';

/** Values of variables, as an environment or `.env` file gives them. */
export type Variables = Readonly<Record<string, string>>;

/** Most `${…:-${…}}` within each other, and most characters of a text with its variables put in. */
const limits = { depth: 32, length: 64 * 1024 };

/** Where the reading of a text stands. */
interface Reader {
  readonly text: string;
  readonly variables: Variables;
  position: number;
}

/**
 * Puts values in for the variables of a text, as the Compose specification has it ("Interpolation"): `$NAME`,
 * `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`, `${NAME?message}`, `${NAME:+instead}`,
 * `${NAME+instead}`, `$$`; a default may hold variables again. Time is linear in the text.
 *
 * Nobody but the caller knows what is set. A variable that is not among the given ones counts as not set where the
 * file says what that means: its default is used, and what stands behind `+` is left out. Where it says nothing,
 * Compose would put in an empty text with a warning; here the text is not known.
 *
 * @returns the text; or why it can't be known, in words that end a sentence "… because"
 */
export function interpolate(text: string, variables: Variables): Result<string, string> {
  if (!text.includes('$')) return ok(text);
  return readUntil({ text, variables, position: 0 }, false, 0);
}

/** @param inner - whether a closing brace ends it */
function readUntil(reader: Reader, inner: boolean, depth: number): Result<string, string> {
  const { text } = reader;
  const parts: string[] = [];
  let length = 0;
  let unknown: string | undefined;
  while (reader.position < text.length) {
    const char = text.charAt(reader.position);
    if (inner && char === '}') break;
    const part = char === '$' ? readVariable(reader, depth) : ok(readPlain(reader, inner));
    if (part === invalid) return part;
    // What follows must be read all the same: it may be no interpolation at all.
    if (!part.ok) unknown ??= part.error;
    else length += parts.push(part.value) > 0 ? part.value.length : 0;
    if (length > limits.length) unknown ??= `the text is longer than ${limits.length / 1024} KiB`;
  }
  return unknown === undefined ? ok(parts.join('')) : fail(unknown);
}

const invalid = fail('this is no interpolation that Compose takes; a dollar sign before a brace is written `$$`');

/** Up to the next variable. Within a default, braces of the text itself come in pairs. */
function readPlain(reader: Reader, inner: boolean): string {
  const start = reader.position;
  const { text } = reader;
  let open = 0;
  while (reader.position < text.length) {
    const char = text.charAt(reader.position);
    if (char === '$' || (inner && char === '}' && open === 0)) break;
    if (char === '{') open += 1;
    if (char === '}') open -= 1;
    reader.position += 1;
  }
  return text.slice(start, reader.position);
}

const name = /[A-Za-z_][A-Za-z0-9_]*/y;

function readName(reader: Reader): string | undefined {
  name.lastIndex = reader.position;
  const found = name.exec(reader.text)?.[0];
  reader.position += found?.length ?? 0;
  return found;
}

function readVariable(reader: Reader, depth: number): Result<string, string> {
  reader.position += 1;
  if (reader.text.charAt(reader.position) === '$') {
    reader.position += 1;
    return ok('$');
  }
  if (reader.text.charAt(reader.position) === '{') return readBraces(reader, depth);
  const found = readName(reader);
  // A dollar sign before anything else stands for itself.
  return found === undefined ? ok('$') : valueOf(found, reader.variables);
}

function readBraces(reader: Reader, depth: number): Result<string, string> {
  if (depth > limits.depth) return invalid;
  reader.position += 1;
  const found = readName(reader);
  if (found === undefined) return invalid;
  const operator = /^:?[-?+]/.exec(reader.text.slice(reader.position, reader.position + 2))?.[0] ?? '';
  reader.position += operator.length;
  const other = operator === '' ? ok('') : readUntil(reader, true, depth + 1);
  if (other === invalid || reader.text.charAt(reader.position) !== '}') return invalid;
  reader.position += 1;
  const value = Object.hasOwn(reader.variables, found) ? reader.variables[found] : undefined;
  const set = value !== undefined && (value !== '' || !operator.startsWith(':'));
  switch (operator.at(-1)) {
    case '-':
      return set ? ok(value) : other;
    case '+':
      return set ? other : ok('');
    case '?':
      return set ? ok(value) : fail(`\`${found}\` must be set for each build, and has no value here`);
    case undefined:
    default:
      return valueOf(found, reader.variables);
  }
}

function valueOf(variable: string, variables: Variables): Result<string, string> {
  const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
  return value === undefined ? fail(`\`${variable}\` is taken from the environment of the build and has no default`) : ok(value);
}
