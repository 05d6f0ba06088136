import { ok, show } from '../../text/index.ts';
import type { BranchName } from '../types.ts';
import { refuse, type Parsed } from './refusal.ts';

/**
 * Reads a branch name: letters, digits, `.`, `_`, `-` and `/`, and of these only what `git check-ref-format --branch`
 * takes. Git alone would let shell and template syntax through; this alphabet has none.
 */
export function parseBranchName(text: string): Parsed<BranchName> {
  if (!/^[A-Za-z0-9._/-]{1,200}$/.test(text)) {
    return refuse(`${show(text)} is not a branch name: letters, digits, \`.\`, \`_\`, \`-\` and \`/\`, at most 200 characters.`);
  }
  const fault = refFault(text);
  return fault === undefined ? ok(text as BranchName) : refuse(`${show(text)} is not a branch name: ${fault}.`);
}

function refFault(text: string): string | undefined {
  if (text.startsWith('-')) return 'it can not begin with `-`';
  if (text.startsWith('/') || text.endsWith('/') || text.includes('//')) return 'it can not begin or end with `/`, nor hold `//`';
  if (text.includes('..')) return 'it can not hold `..`';
  if (text.endsWith('.')) return 'it can not end with `.`';
  if (text === 'HEAD') return 'git keeps `HEAD` for itself';
  for (const part of text.split('/')) {
    if (part.startsWith('.')) return 'no part of it can begin with `.`';
    if (part.endsWith('.lock')) return 'no part of it can end with `.lock`';
  }
  return undefined;
}
