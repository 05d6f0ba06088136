import { fail, ok, type Result } from '../../text/index.ts';
import { Expander } from './expander.ts';
import { nothing, type Allowance, type Environment, type ExpandOptions, type ExpansionFailure } from './types.ts';
import { WordList } from './word-list.ts';

/** An expanded word and the variables that it names, set and unset. */
export interface Expansion {
  readonly text: string;
  readonly matched: ReadonlySet<string>;
  readonly unmatched: ReadonlySet<string>;
  /** Those of them that have no default in the word itself. */
  readonly demanded: ReadonlySet<string>;
}

/** Why there is no expansion, and what was looked up before that became clear. */
export interface ExpansionError extends ExpansionFailure {
  readonly matched: ReadonlySet<string>;
  readonly unmatched: ReadonlySet<string>;
  readonly demanded: ReadonlySet<string>;
}

const noNames: ReadonlySet<string> = new Set<string>();

/**
 * Expands one word of a Dockerfile as BuildKit's `ProcessWord` does: variables in all their forms, quotes and escapes.
 * Unknown variables are empty. Time is linear in the word; results longer than the word and `limits.expansion` are
 * refused with the fault `limit`.
 *
 * @param escape - the escape character of the file: a backslash or a backtick
 * @param allowance - bounds what many words cost together
 */
export function expandWord(word: string, env: Environment, escape: string, allowance?: Allowance): Result<Expansion, ExpansionError> {
  return expand(word, env, allowance === undefined ? { escape } : { escape, allowance });
}

/** The same for the text of a heredoc, in which quotes are plain characters. */
export function expandHeredoc(text: string, env: Environment): Result<Expansion, ExpansionError> {
  return expand(text, env, { escape: '\\', plainQuotes: true });
}

function expand(word: string, env: Environment, options: ExpandOptions): Result<Expansion, ExpansionError> {
  if (!/[$'"\\`\uFEFF]/.test(word)) return ok({ text: word, matched: noNames, unmatched: noNames, demanded: noNames });
  const expander = new Expander(word, env, options);
  const text = expander.run();
  const { failure, matched, unmatched, demanded } = expander;
  const names = { matched, unmatched, demanded };
  return failure === undefined ? ok({ text, ...names }) : fail({ ...failure, ...names });
}

export interface ShellWords {
  readonly words: readonly string[];
  /** Whether variables stand in the line, which the words hold as they were written. */
  readonly hasVariables: boolean;
}

/**
 * The words of a line as a shell would part them, variables left as they stand: BuildKit's `ProcessWords`.
 *
 * @returns the reason when quotes or braces are not closed
 */
export function shellWords(line: string, options: Omit<ExpandOptions, 'keepUnset'>): Result<ShellWords, ExpansionFailure> {
  const list = new WordList();
  const expander = new Expander(line, nothing, { ...options, keepUnset: true }, list);
  expander.run();
  const { failure, unmatched } = expander;
  return failure === undefined ? ok({ words: list.words, hasVariables: unmatched.size > 0 }) : fail(failure);
}
