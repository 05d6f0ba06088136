import type { Question } from './question.ts';

/** Whether a smaller question still shows what is looked for. */
export type StillShows = (question: Question) => Promise<boolean>;

/** A smallest question is worth waiting for, but not for ever. */
const mostTries = 500;

/** Leaves out line after line and option after option, as long as what is looked for still shows. */
export async function shrink(question: Question, stillShows: StillShows): Promise<Question> {
  let smallest = question;
  let tries = 0;
  for (let grewSmaller = true; grewSmaller;) {
    grewSmaller = false;
    for (const smaller of smallerOnes(smallest)) {
      tries += 1;
      if (tries > mostTries) return smallest;
      if (!(await stillShows(smaller))) continue;
      smallest = smaller;
      grewSmaller = true;
      break;
    }
  }
  return smallest;
}

function* smallerOnes(question: Question): Generator<Question> {
  const lines = question.text.split('\n');
  for (let length = lines.length >> 1; length >= 1; length >>= 1) {
    for (let at = 0; at + length <= lines.length; at += length) yield { ...question, text: lines.toSpliced(at, length).join('\n') };
  }
  const { target: _target, ...withoutTarget } = question;
  if (question.target !== undefined) yield withoutTarget;
  const { platforms = [], ...withoutPlatforms } = question;
  if (platforms.length > 0) yield withoutPlatforms;
  for (const one of platforms.length > 1 ? platforms : []) yield { ...question, platforms: [one] };
  const { buildPlatform: _buildPlatform, ...withoutBuildPlatform } = question;
  if (question.buildPlatform !== undefined) yield withoutBuildPlatform;
  for (const key of ['buildArgs', 'contexts', 'onBuild'] as const) yield* withoutOne(question, key);
  for (const [index, line] of lines.entries()) {
    const words = line.split(' ');
    for (const at of words.length > 2 ? words.keys() : [])
      yield { ...question, text: lines.with(index, words.toSpliced(at, 1).join(' ')).join('\n') };
  }
}

function* withoutOne(question: Question, key: 'buildArgs' | 'contexts' | 'onBuild'): Generator<Question> {
  const entries = Object.entries(question[key] ?? {});
  for (const index of entries.keys()) yield { ...question, [key]: Object.fromEntries(entries.toSpliced(index, 1)) };
}
