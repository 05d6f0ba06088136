import { parseTag, type Tag } from '../../reference/index.ts';
import { ok, show } from '../../text/index.ts';
import type { TagPattern } from '../types.ts';
import { refuse, type Parsed } from './refusal.ts';
import { compileFault } from './pattern-compile.ts';

/** `^…$` around a tag whose dots are escaped: the one kind of pattern that needs no compiler to be known as valid. */
const exactTag = /^\^((?:[A-Za-z0-9_-]|\\\.)+)\$$/;

/** The tag that a pattern allows when it can allow only one: `^16-alpine$`, `^3\.12-slim$`. */
export function exactTagOf(pattern: string): Tag | undefined {
  const body = exactTag.exec(pattern)?.[1];
  return body === undefined ? undefined : parseTag(body.replaceAll('\\.', '.'));
}

/**
 * Reads a regular expression for tags: at most 256 characters, compilable by RE2 (Kargo's dialect), without the
 * characters that open a template of Kargo's.
 */
export function parseTagPattern(text: string): Parsed<TagPattern> {
  if (text === '' || text.length > 256) return refuse(`${show(text)} is not a pattern for tags: it has 1 to 256 characters.`);
  if (text.includes('${')) return refuse(`${show(text)} is not a pattern for tags: \`\${\` is not allowed.`);
  const fault = exactTag.test(text) ? undefined : compileFault(text);
  if (fault === undefined) return ok(text as TagPattern);
  return refuse(`${show(text)} is not a regular expression that RE2 knows: ${fault}.`, patternHint(text));
}

function patternHint(text: string): string {
  if (/\(\?<?[=!]/.test(text)) return 'RE2 has no look-ahead and no look-behind; list what is allowed instead.';
  if (/\\[1-9]/.test(text)) return 'RE2 has no back-references.';
  if (/^[*?+]/.test(text)) return 'This is no file pattern: write `.*` where any text may stand.';
  return 'For one tag write `^16-alpine$`; see https://github.com/google/re2/wiki/Syntax for the rest.';
}
