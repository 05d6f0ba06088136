import { fail, ok, type Result } from '../../text/index.ts';
import { answerPulls } from './answer-pulls.ts';
import type { PullsAnswer } from './question.ts';
import { readQuestion } from './read-question.ts';

/** Answers a question that is one line of JSON. Total: a line that is no question gets an answer that says so. */
export function answerLine(line: string): PullsAnswer {
  const json = parseJson(line);
  const question = json.ok ? readQuestion(json.value) : json;
  return question.ok ? answerPulls(question.value) : { ok: false, error: question.error, frontend: null };
}

function parseJson(line: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(line));
  } catch {
    return fail('The line is not valid JSON.');
  }
}
