import { error, type Problem } from '../problem/index.ts';
import { isLongerThan, show } from '../text/index.ts';
import { findForbidden } from './lexer.ts';
import type { Finding } from './lexer-state.ts';
import { countLines } from './lines.ts';

/** What a file is, for its size limit. */
export type YamlKind = 'images' | 'state' | 'other';

/** Most bytes by kind of file (facts of the parsers: SPEC section 3, and a state file's 1 MiB of section 5). */
const maxBytes: Readonly<Record<YamlKind, number>> = { images: 8 * 1024 * 1024, state: 1024 * 1024, other: 256 * 1024 };
/** Most lists and mappings within each other. */
export const maxDepth = 32;

/**
 * Bounds a YAML text before any parser sees it, in one pass whose time is linear in the text: its size, its depth, and
 * no anchors, aliases, tags, directives, second documents or control characters. A quote or bracket that is never
 * closed is found here too, because only here it is known where it opens.
 *
 * @returns the first problem with its place; undefined when a parser may read the text
 */
export function prescan(text: string, { file, kind }: { readonly file: string; readonly kind: YamlKind }): Problem | undefined {
  return sizeProblem(text, { file, kind }) ?? controlProblem(text, file) ?? forbiddenProblem(text, file);
}

/** The part of the prescan that every text needs, however it is read. */
export function sizeProblem(text: string, { file, kind }: { readonly file: string; readonly kind: YamlKind }): Problem | undefined {
  if (!isLongerThan(text, maxBytes[kind])) return undefined;
  return error('yaml/too-large', `The file is larger than ${sizeInWords(maxBytes[kind])}, the most that is read.`, { source: { file } });
}

function sizeInWords(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / (1024 * 1024)} MiB` : `${bytes / 1024} KiB`;
}

// YAML's printable characters; a carriage return only as part of a line end, since parsers differ on it alone.
// oxlint-disable-next-line no-control-regex -- these are what is refused
const notPrintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]|\r(?!\n)|(?<!^)\ufeff/;

function controlProblem(text: string, file: string): Problem | undefined {
  const offset = text.search(notPrintable);
  if (offset < 0) return undefined;
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  return error('yaml/syntax', `There is an invisible character here (U+${code}) that YAML does not allow.`, {
    hint: code === '000D' ? 'End lines with a line feed.' : 'Delete it; typing the line anew helps.',
    source: { file, range: countLines(text).range(offset, offset + 1) },
  });
}

function forbiddenProblem(text: string, file: string): Problem | undefined {
  const finding = findForbidden(text, maxDepth);
  if (finding === undefined) return undefined;
  const { code, message, hint } = explain(finding, show(text.slice(finding.offset, finding.offset + finding.length)));
  return error(code, message, { hint, source: { file, range: countLines(text).range(finding.offset, finding.offset + finding.length) } });
}

function explain({ kind }: Finding, word: string): { code: Problem['code']; message: string; hint: string } {
  const quoteIt = 'If it is meant as text, put the value in quotes.';
  switch (kind) {
    case 'anchor':
      return {
        code: 'yaml/forbidden-feature',
        message: `${word} is a YAML anchor; anchors are not allowed here.`,
        hint: `Write the values out where they are used. ${quoteIt}`,
      };
    case 'alias':
      return {
        code: 'yaml/forbidden-feature',
        message: `${word} is a YAML alias; aliases are not allowed here.`,
        hint: `Write the values out. ${quoteIt}`,
      };
    case 'tag':
      return {
        code: 'yaml/forbidden-feature',
        message: `${word} is a YAML tag; tags are not allowed here.`,
        hint: `Leave it out. ${quoteIt}`,
      };
    case 'directive':
      return {
        code: 'yaml/forbidden-feature',
        message: 'A line that starts with `%` is a YAML directive; directives are not allowed here.',
        hint: 'Leave the line out.',
      };
    case 'documents':
      return {
        code: 'yaml/forbidden-feature',
        message: 'A second YAML document begins here; a file holds one.',
        hint: 'Remove the line with `---` or `...`, or move what follows into a file of its own.',
      };
    case 'too-deep':
      return {
        code: 'yaml/too-deep',
        message: `Lists and mappings lie more than ${maxDepth} levels deep here.`,
        hint: 'Nothing in this file needs that many; look for a bracket or an indent too much.',
      };
    case 'unclosed-quote':
      return {
        code: 'yaml/syntax',
        message: 'The quote that opens here is not closed.',
        hint: `Put another ${word} where the text ends; text over several lines is indented further than its key.`,
      };
    case 'unclosed-bracket':
      return {
        code: 'yaml/syntax',
        message: 'The bracket that opens here is not closed.',
        hint: `Close it with \`${word === '`[`' ? ']' : '}'}\`.`,
      };
  }
}
