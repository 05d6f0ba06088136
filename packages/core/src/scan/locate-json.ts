import type { JsonPath } from './json.ts';

/** Finds places in one text. */
type JsonLocator = (path: JsonPath) => { readonly start: number; readonly end: number };

/**
 * Tells where the values of a text stand that `readJson` has read; a list or an object is shown at its bracket. When a
 * path leads nowhere, its deepest part that exists is shown. Paths in the order of the text take one pass together.
 */
export function locateJson(text: string): JsonLocator {
  const visited: Visited = new Map();
  return (path) => {
    let start = skipBlanks(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
    for (const step of path) {
      const inside = typeof step === 'number' ? findItem(text, start, step, visited) : findKey(text, start, step);
      if (inside === undefined) break;
      start = inside;
    }
    return { start, end: isOpen(text.charCodeAt(start)) ? start + 1 : skipValue(text, start) };
  };
}

/** By the offset of a list: the item that was found in it last. */
type Visited = Map<number, { readonly index: number; readonly at: number }>;

function findItem(text: string, list: number, wanted: number, visited: Visited): number | undefined {
  if (text[list] !== '[') return undefined;
  const last = visited.get(list);
  let [index, at] = last !== undefined && last.index <= wanted ? [last.index, last.at] : [0, skipBlanks(text, list + 1)];
  for (; !isClose(text.charCodeAt(at)); index += 1) {
    if (index === wanted) {
      visited.set(list, { index, at });
      return at;
    }
    at = skipComma(text, skipValue(text, at));
  }
  return undefined;
}

function findKey(text: string, object: number, wanted: string): number | undefined {
  if (text[object] !== '{') return undefined;
  let at = skipBlanks(text, object + 1);
  while (!isClose(text.charCodeAt(at))) {
    const value = skipBlanks(text, skipBlanks(text, skipText(text, at)) + 1);
    if (isKey(text, at, wanted)) return value;
    at = skipComma(text, skipValue(text, value));
  }
  return undefined;
}

function skipComma(text: string, at: number): number {
  const next = skipBlanks(text, at);
  return text[next] === ',' ? skipBlanks(text, next + 1) : next;
}

function isKey(text: string, at: number, step: string): boolean {
  return String(JSON.parse(text.slice(at, skipText(text, at)))) === step;
}

/** Nothing is made of what is passed over: reports are large, and most of one lies before the place. */
function skipValue(text: string, at: number): number {
  let depth = 0;
  for (let next = at; next < text.length; next += 1) {
    const code = text.charCodeAt(next);
    if (code === quote) next = skipText(text, next) - 1;
    else if (isOpen(code)) depth += 1;
    else if (isClose(code)) depth -= 1;
    else if (depth > 0 || !isEndOfScalar(text.charCodeAt(next + 1))) continue;
    if (depth <= 0) return next + 1;
  }
  return text.length;
}

function skipText(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === quote) return end + 1;
    if (code === backslash) end += 1;
  }
  return text.length;
}

function skipBlanks(text: string, at: number): number {
  let next = at;
  while (isBlank(text.charCodeAt(next))) next += 1;
  return next;
}

const quote = 0x22;
const backslash = 0x5c;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function isOpen(code: number): boolean {
  return code === 0x7b || code === 0x5b;
}

/** A closing bracket, or the end of the text. */
function isClose(code: number): boolean {
  return code === 0x7d || code === 0x5d || Number.isNaN(code);
}

function isEndOfScalar(code: number): boolean {
  return code === 0x2c || isClose(code) || isBlank(code);
}
