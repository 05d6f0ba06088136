import { pulls, type Answer, type Peer, type Question } from './question.ts';

/** How one peer did on the cases of one file. */
export interface Score {
  readonly right: number;
  readonly total: number;
  /** Cases with at least one image that is pulled and was not told. */
  readonly missed: readonly string[];
  /** Cases with at least one image that was told and is not pulled; in files that are refused, any. */
  readonly invented: readonly string[];
  /** Files that BuildKit refuses, and of which no image was told. */
  readonly refusedRightly: number;
  readonly refusals: number;
  /** Files that BuildKit builds and that were refused. */
  readonly refusedWrongly: readonly string[];
}

export function scoreOf({ answer }: Peer, questions: readonly Question[]): Score {
  const missed: string[] = [];
  const invented: string[] = [];
  const refusedWrongly: string[] = [];
  let right = 0;
  let refusedRightly = 0;
  for (const question of questions) {
    const given = safely(answer, question);
    const { wanted } = question;
    const told = imagesOf(given);
    const truth = imagesOf(wanted);
    const misses = truth.some((image) => !told.includes(image));
    const invents = told.some((image) => !truth.includes(image));
    if (misses) missed.push(question.id);
    if (invents) invented.push(question.id);
    if (wanted.kind === 'refused' && !invents) refusedRightly += 1;
    if (wanted.kind === 'pulls' && given.kind === 'refused') refusedWrongly.push(question.id);
    // A peer that knows no refusals is right when it tells of nothing in a file that BuildKit does not build.
    if (!misses && !invents && !(wanted.kind === 'pulls' && given.kind === 'refused')) right += 1;
  }
  const refusals = questions.filter(({ wanted }) => wanted.kind === 'refused').length;
  return { right, total: questions.length, missed, invented, refusedRightly, refusals, refusedWrongly };
}

function imagesOf(answer: Answer): readonly string[] {
  return answer.kind === 'pulls' ? answer.images : [];
}

/** Whoever stops in the middle has told of nothing. */
function safely(answer: Peer['answer'], question: Question): Answer {
  try {
    return answer(question);
  } catch {
    return pulls([]);
  }
}
