import { fail, ok, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { plainWords } from '../words/whitespace.ts';
import type { Statement } from './document.ts';
import { readFlags, type FlagKinds } from './flags.ts';
import { parseHeredocMark, type Heredoc } from './heredoc.ts';
import type { CopyInstruction } from './instruction.ts';
import { jsonWords } from './json-words.ts';

const flagKinds: Readonly<Record<'copy' | 'add', FlagKinds>> = {
  copy: { chown: 'text', from: 'text', chmod: 'text', link: 'switch', exclude: 'list', parents: 'switch' },
  add: {
    chown: 'text',
    chmod: 'text',
    link: 'switch',
    'keep-git-dir': 'switch',
    checksum: 'text',
    unpack: 'switch',
    exclude: 'list',
  },
};

export function parseCopy(kind: 'copy' | 'add', statement: Statement): Result<CopyInstruction, Complaint> {
  const words = listWords(statement.rest);
  if (!words.ok) return words;
  const keyword = kind.toUpperCase();
  const destination = words.value.at(-1);
  if (destination === undefined || words.value.length < 2) {
    return fail(complain(`${keyword} needs at least one source and a destination.`));
  }
  const flags = readFlags(statement.flags, flagKinds[kind]);
  if (!flags.ok) return flags;
  if (isHeredoc(destination)) return fail(complain(`${keyword} can not write to a heredoc.`, { words: destination }));
  const flag = (name: string): string => flags.value.get(name)?.[0] ?? '';
  const sources = words.value.slice(0, -1);
  return ok({
    kind,
    line: statement.line,
    ...(flag('from') === '' ? {} : { from: flag('from') }),
    sources: sources.filter((source) => !isHeredoc(source)),
    destination,
    chown: flag('chown'),
    chmod: flag('chmod'),
    checksum: flag('checksum'),
    link: flag('link').toLowerCase() === 'true',
    expandedBodies: sources.flatMap((source) => expandedBody(source, statement.heredocs)),
  });
}

/** The words of an instruction that takes a list: JSON, or separated by blanks. */
export function listWords(rest: string): Result<readonly string[], Complaint> {
  const json = jsonWords(rest);
  return json.ok ? ok(json.value ?? plainWords(rest)) : json;
}

function isHeredoc(word: string): boolean {
  const mark = word.includes('<<') ? parseHeredocMark(word) : undefined;
  return mark?.ok === true && mark.value !== undefined;
}

function expandedBody(source: string, heredocs: readonly Heredoc[]): readonly string[] {
  const mark = source.includes('<<') ? parseHeredocMark(source) : undefined;
  if (mark?.ok !== true || mark.value?.expand !== true) return [];
  const { name } = mark.value;
  return heredocs.filter((heredoc) => heredoc.name === name).map(({ content }) => content);
}
