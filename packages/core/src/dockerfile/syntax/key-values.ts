import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { cutWord } from '../words/whitespace.ts';
import type { Declaration } from './instruction.ts';
import { quotedWords } from './quoted-words.ts';

/** Names and values of ENV and LABEL, one after the other; also in the old form `ENV name value`. */
export function parsePairs(keyword: string, rest: string, escape: string): Result<readonly string[], Complaint> {
  const words = quotedWords(rest, escape);
  const first = words[0];
  if (first === undefined) return fail(complain(`${keyword} needs at least one \`name=value\`.`));
  if (!first.includes('=')) {
    const [name, value] = cutWord(rest);
    return value === undefined ? fail(complain(`${keyword} needs a name and a value.`, { words: rest })) : ok([name, value]);
  }
  const pairs: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals === -1) return fail(complain(`${show(word)} is not of the form \`name=value\`.`, { words: word }));
    pairs.push(word.slice(0, equals), word.slice(equals + 1));
  }
  return ok(pairs);
}

export function parseDeclarations(rest: string, escape: string): Result<readonly Declaration[], Complaint> {
  const words = quotedWords(rest, escape);
  if (words.length === 0) return fail(complain('ARG needs at least one name.'));
  const blank = words.find((word) => word.startsWith('='));
  if (blank !== undefined) return fail(complain(`ARG needs a name in front of ${show(blank)}.`, { words: blank }));
  return ok(words.map(toDeclaration));
}

function toDeclaration(word: string): Declaration {
  const equals = word.indexOf('=');
  return equals === -1 ? { name: word } : { name: word.slice(0, equals), value: word.slice(equals + 1) };
}
