import { fail, ok, show, type Result } from '../../text/index.ts';

/** One piece of a shell pattern: `*`, `?` or a character that stands for itself. */
type Token = { readonly kind: 'run' } | { readonly kind: 'any' } | { readonly kind: 'char'; readonly char: string };

type Fixed = Exclude<Token, { readonly kind: 'run' }>;

/** A pattern as its fixed parts: what stands between the stars, each with whether a star is in front of it. */
interface Pattern {
  readonly parts: readonly { readonly floating: boolean; readonly part: readonly Fixed[] }[];
  /** Whether it ends with a star. */
  readonly open: boolean;
}

/** Which of several possible ends a match takes: `#`, `%` the nearest, `##`, `%%`, `/` the farthest. */
type Reach = 'shortest' | 'longest';

export interface ReplaceOptions {
  readonly all: boolean;
  /** Gives up once the result is longer, in UTF-16 units. */
  readonly limit: number;
}

/**
 * Removes what a shell pattern matches at one end of a value: `${value#pattern}` and its kin.
 * Works on code points, as BuildKit does. The value must hold no line feed: there `*` would match less.
 *
 * @returns the reason when the pattern ends in or escapes something unusual
 */
export function trimPattern(value: string, pattern: string, end: 'prefix' | 'suffix', reach: Reach): Result<string, string> {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) return parsed;
  const chars = [...value];
  if (end === 'prefix') {
    const stop = matchFrom(compile(parsed.value), chars, 0, reach);
    return ok(stop === undefined ? value : chars.slice(stop).join(''));
  }
  // The shortest suffix is the shortest prefix of the reversed text.
  const stop = matchFrom(compile(parsed.value.toReversed()), chars.toReversed(), 0, reach);
  return ok(stop === undefined ? value : chars.slice(0, chars.length - stop).join(''));
}

/**
 * Replaces the first or every longest match of a shell pattern: `${value/pattern/replacement}`.
 * With `all`, `$0` and `$$` in the replacement mean the match and a dollar sign, and other `$names` nothing:
 * BuildKit hands that text to Go's `ReplaceAllString`.
 *
 * @returns the reason when the pattern is unusable; undefined as value when the result grew over the limit
 */
export function replacePattern(
  value: string,
  pattern: string,
  replacement: string,
  { all, limit }: ReplaceOptions,
): Result<string | undefined, string> {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) return parsed;
  const compiled = compile(parsed.value);
  const chars = [...value];
  let result = '';
  let copied = 0;
  for (let from = 0; from <= chars.length;) {
    const match = findMatch(compiled, chars, from);
    if (match === undefined) break;
    for (let at = copied; at < match.start; at += 1) result += chars[at] ?? '';
    if (!all) return ok(result + replacement + chars.slice(match.end).join(''));
    // An empty match right behind the previous one does not count.
    if (match.end > copied || match.start === 0) result += fillTemplate(replacement, chars, match);
    if (result.length > limit) return ok(undefined);
    copied = match.end;
    from = Math.max(match.end, from + 1);
  }
  return ok(result + chars.slice(copied).join(''));
}

function parsePattern(pattern: string): Result<readonly Token[], string> {
  const tokens: Token[] = [];
  const chars = [...pattern];
  for (let index = 0; index < chars.length; index += 1) {
    let char = chars[index] ?? '';
    if (char === '*') tokens.push({ kind: 'run' });
    else if (char === '?') tokens.push({ kind: 'any' });
    else {
      if (char === '\\') {
        index += 1;
        char = chars[index] ?? '';
        if (!'*?\\}/'.includes(char) || char === '') return fail(`${show(`\\${char}`)} escapes nothing in the pattern ${show(pattern)}`);
      }
      tokens.push({ kind: 'char', char });
    }
  }
  return ok(tokens);
}

function compile(tokens: readonly Token[]): Pattern {
  const parts: { floating: boolean; part: Fixed[] }[] = [];
  let part: Fixed[] | undefined;
  let floating = false;
  for (const token of tokens) {
    if (token.kind === 'run') {
      part = undefined;
      floating = true;
    } else if (part === undefined) {
      part = [token];
      parts.push({ floating, part });
      floating = false;
    } else part.push(token);
  }
  return { parts, open: floating };
}

const noPart: readonly Fixed[] = [];

/** The leftmost match at or behind `from`. Where the first fixed part leads to none, none later can. */
function findMatch(pattern: Pattern, chars: readonly string[], from: number): { start: number; end: number } | undefined {
  const [first] = pattern.parts;
  const start = seek(first === undefined || first.floating ? noPart : first.part, chars, from, chars.length, false);
  if (start === undefined) return undefined;
  const end = matchFrom(pattern, chars, start, 'longest');
  return end === undefined ? undefined : { start, end };
}

/**
 * Where a match that starts at `start` ends. Each fixed part is sought as early as possible, except that with
 * `longest` the last one is sought as late as possible: no other choice could succeed where these fail.
 */
function matchFrom({ parts, open }: Pattern, chars: readonly string[], start: number, reach: Reach): number | undefined {
  let position = start;
  let left = parts.length;
  for (const { floating, part } of parts) {
    left -= 1;
    const latest = reach === 'longest' && left === 0 && !open;
    const found = seek(part, chars, position, floating ? chars.length : position, latest);
    if (found === undefined) return undefined;
    position = found + part.length;
  }
  return open && reach === 'longest' ? chars.length : position;
}

/** The first or last start, from `first` to `last`, at which the whole part matches. */
function seek(part: readonly Fixed[], chars: readonly string[], first: number, last: number, latest: boolean): number | undefined {
  const bound = Math.min(last, chars.length - part.length);
  for (let step = 0; step <= bound - first; step += 1) {
    const start = latest ? bound - step : first + step;
    if (matchesAt(part, chars, start)) return start;
  }
  return undefined;
}

function matchesAt(part: readonly Fixed[], chars: readonly string[], start: number): boolean {
  let at = start;
  for (const token of part) {
    if (token.kind === 'char' && token.char !== chars[at]) return false;
    at += 1;
  }
  return true;
}

const reference = /\$(?:\$|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu;

function fillTemplate(template: string, chars: readonly string[], { start, end }: { start: number; end: number }): string {
  if (!template.includes('$')) return template;
  return template.replace(reference, (text, braced: string | undefined, plain: string | undefined) => {
    if (text === '$$') return '$';
    return (braced ?? plain) === '0' ? chars.slice(start, end).join('') : '';
  });
}
