import { answerLine, type PullsAnswer } from '@image-factory/core/dockerfile';
import { splitLines } from './split-lines.ts';

/** A Dockerfile of 1 MiB as JSON, written in escapes, with whatever belongs to the build. */
const lineBytes = 16 * 1024 * 1024;
/** Answers are handed on as soon as there are this many characters of them. */
const handedOn = 64 * 1024;

/**
 * Answers questions about builds, a line of JSON each, with a line of JSON each, in their order. A line that is no
 * question gets an answer that says so, also an empty one. Holds no more than one line and some answers, and answers
 * what has arrived before it waits for more.
 *
 * @yields whole lines, ready to be written
 */
export async function* answerQuestions(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let answers = '';
  for await (const lines of splitLines(input, lineBytes)) {
    for (const line of lines) {
      answers += `${JSON.stringify(line === undefined ? tooLong : answerLine(line))}\n`;
      if (answers.length < handedOn) continue;
      yield answers;
      answers = '';
    }
    if (answers !== '') yield answers;
    answers = '';
  }
}

const tooLong: PullsAnswer = { ok: false, error: `The line is longer than ${lineBytes / 1024 / 1024} MiB.`, frontend: null };
