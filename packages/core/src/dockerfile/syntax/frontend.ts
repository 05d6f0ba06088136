import { trimSpaceStart } from '../words/whitespace.ts';
import { DirectiveReader, type DirectiveName } from './directives.ts';

/** The value of a directive and the line it stands on, from 1. */
export interface FoundDirective {
  readonly value: string;
  readonly line: number;
}

/**
 * The image of the frontend that a file asks for, as BuildKit's `DetectSyntax` finds it: a `# syntax=` directive,
 * the same behind `//`, or the key `syntax` of a file that is one JSON object. A shebang line may come first.
 */
export function detectSyntax(text: string): FoundDirective | undefined {
  return findDirective(text, 'syntax', '#') ?? findDirective(text, 'syntax', '//') ?? findInJson(text);
}

/** The value of the `# check=` directive, as BuildKit hands it to its linter. */
export function detectCheck(text: string): FoundDirective | undefined {
  return findDirective(text, 'check', '#');
}

function findDirective(text: string, name: DirectiveName, comment: string): FoundDirective | undefined {
  const reader = new DirectiveReader(comment);
  for (const [index, line] of topLines(text)) {
    const directive = reader.read(line);
    if (!directive.ok || reader.finished) return undefined;
    if (directive.value?.name === name) return { value: directive.value.value.replace(/ .*/s, ''), line: index };
  }
  return undefined;
}

/** Lines with their numbers, without the shebang; unlike instructions, these are not trimmed at their start. */
function* topLines(text: string): Generator<readonly [number, string]> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let line = 1; start < text.length; line += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const content = text.slice(start, text.charAt(end - 1) === '\r' ? end - 1 : end);
    if (line > 1 || !content.startsWith('#!')) yield [line, content];
    start = end + 1;
  }
}

function findInJson(text: string): FoundDirective | undefined {
  const body = text.replace(/^\uFEFF/, '');
  const shebang = body.startsWith('#!') ? body.indexOf('\n') + 1 : 0;
  const json = body.slice(shebang);
  if (!trimSpaceStart(json).startsWith('{')) return undefined;
  const value = readSyntaxKey(json);
  return value === undefined ? undefined : { value, line: shebang === 0 ? 1 : 2 };
}

function readSyntaxKey(json: string): string | undefined {
  try {
    const document: unknown = JSON.parse(json);
    const isObject = typeof document === 'object' && document !== null && 'syntax' in document;
    return isObject && typeof document.syntax === 'string' ? document.syntax : undefined;
  } catch {
    return undefined;
  }
}
