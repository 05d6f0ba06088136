import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { shellWords } from '../words/expand.ts';
import { jsonWords } from './json-words.ts';
import { splitCommand, type Command } from './command.ts';
import { lowerCase } from '../words/lower-case.ts';

/** A heredoc as its first line announces it. */
export interface HeredocMark {
  readonly name: string;
  /** Whether variables in the body are expanded: no part of the name is quoted. */
  readonly expand: boolean;
  /** `<<-`: tabs in front of lines do not count. */
  readonly chomp: boolean;
}

export interface Heredoc extends HeredocMark {
  readonly content: string;
}

/** The heredocs that an instruction announces, in order; ADD, COPY and RUN can, also behind ONBUILD. */
export function announcedHeredocs(line: string, command: Command, escape: string): Result<readonly HeredocMark[], Complaint> {
  if (!line.includes('<<') || !takesHeredocs(command, escape)) return ok([]);
  // The backslash escapes here whatever the directive says. An open quote means that there is no heredoc.
  const words = shellWords(line, { escape: '\\', keepQuotes: true, keepEscapes: true });
  const marks: HeredocMark[] = [];
  for (const word of words.ok ? words.value.words : []) {
    const mark = parseHeredocMark(word);
    if (!mark.ok) return mark;
    if (mark.value !== undefined) marks.push(mark.value);
  }
  return ok(marks);
}

function takesHeredocs(command: Command, escape: string): boolean {
  const keyword = lowerCase(command.keyword);
  const inner = keyword === 'onbuild' && command.rest !== '' ? splitCommand(command.rest, escape) : command;
  if (!/^(?:add|copy|run)$/i.test(inner.keyword)) return false;
  const json = jsonWords(inner.rest);
  return json.ok && json.value === undefined;
}

/**
 * Reads one word: `<<EOF`, `<<-"EOF"`, `3<< EOF`.
 *
 * @returns undefined when the word is none; the reason when its name has an open quote
 */
export function parseHeredocMark(word: string): Result<HeredocMark | undefined, Complaint> {
  const start = /^\d*<<(-?)[\t\n\f\r ]*/.exec(word);
  const rest = start === null ? '' : word.slice(start[0].length);
  if (rest === '' || rest.includes('<')) return ok(undefined);
  const plain = shellWords(rest, { escape: '\\' });
  const quoted = shellWords(rest, { escape: '\\', keepQuotes: true });
  if (!plain.ok || !quoted.ok) return fail(complain(`The name of the heredoc ${show(word)} can not be read.`, { words: word }));
  const [name, ...more] = plain.value.words;
  if (name === undefined || more.length > 0) return ok(undefined);
  return ok({ name, expand: countQuotes(name) === countQuotes(quoted.value.words[0] ?? ''), chomp: start?.[1] === '-' });
}

function countQuotes(text: string): number {
  return text.replaceAll(/[^'"]/g, '').length;
}
