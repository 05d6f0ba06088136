import { expect, it } from 'vitest';
import { answerQuestions } from './answer-questions.ts';

const question = '{"text":"FROM node:22"}\n';

async function* once(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  yield chunk;
}

/** What is asked and what is answered, in the order in which it happens. */
async function transcript(chunks: readonly string[]): Promise<string[]> {
  const events: string[] = [];
  async function* asked(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) {
      events.push('asked');
      yield Buffer.from(chunk);
    }
  }
  for await (const answers of answerQuestions(asked())) events.push(`answered ${answers.split('\n').length - 1}`);
  return events;
}

it('answers what has arrived before it asks for more', async () => {
  expect(await transcript([question, question + question, '{"text":', '"FROM a"}\n', question.trimEnd()])).toEqual([
    ...['asked', 'answered 1', 'asked', 'answered 2', 'asked', 'asked', 'answered 1', 'asked', 'answered 1'],
  ]);
});

it('hands many answers on in parts that are no larger than they need be, each a whole line', async () => {
  const parts = await Array.fromAsync(answerQuestions(once(Buffer.from(question.repeat(5000)))));
  expect(parts.length).toBeGreaterThan(3);
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(66_000);
  expect(parts.every((part) => part.endsWith('}\n'))).toBe(true);
  expect(parts.join('').split('\n')).toHaveLength(5001);
});

it('asks no more when nobody wants the answers', async () => {
  let asked = 0;
  let left = false;
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        asked += 1;
        yield Buffer.from(question);
      }
    } finally {
      left = true;
    }
  }
  for await (const answers of answerQuestions(endless())) {
    expect(answers).not.toBe('');
    break;
  }
  expect({ asked, left }).toEqual({ asked: 1, left: true });
});
