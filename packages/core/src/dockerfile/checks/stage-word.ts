import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { expandWord } from '../words/expand.ts';
import { nothing } from '../words/types.ts';

/**
 * A word of a stage once it is expanded; undefined when it depends on a variable. Variables of a stage are not
 * followed, because they come from the configuration of its base image too, and no image that a build pulls depends
 * on them.
 *
 * @returns the reason when the word is wrong whatever the variables hold
 */
export function expandStageWord(word: string, escape: string): Result<string | undefined, Complaint> {
  const expansion = expandWord(word, nothing, escape);
  if (expansion.ok) return ok(expansion.value.unmatched.size === 0 ? expansion.value.text : undefined);
  const { fault, message } = expansion.error;
  if (fault !== 'syntax') return ok(undefined);
  return fail(complain(`${show(word)} can not be expanded: ${message}.`, { words: word }));
}
