import { complain, type PlacedComplaint } from '../complaint.ts';
import { limits } from '../limits.ts';
import { readDocument } from './document.ts';
import type { ArgInstruction, FromInstruction, StageInstruction } from './instruction.ts';
import { parseInstruction } from './parse-instruction.ts';

/** A build stage: FROM and the instructions up to the next one. */
export interface Stage {
  readonly from: FromInstruction;
  readonly instructions: readonly StageInstruction[];
}

/** A Dockerfile as BuildKit's parser understands it; no variable is expanded yet. */
export interface Dockerfile {
  readonly escape: string;
  /** In front of the first FROM. */
  readonly globalArgs: readonly ArgInstruction[];
  readonly stages: readonly Stage[];
  /** Why the parser would refuse the file: not only the first instruction that is wrong, and one more than is told. */
  readonly complaints: readonly PlacedComplaint[];
}

export function parseDockerfile(text: string): Dockerfile {
  const { escape, statements, complaints: unreadable } = readDocument(text);
  const complaints: PlacedComplaint[] = [...unreadable];
  const globalArgs: ArgInstruction[] = [];
  const stages: { from: FromInstruction; instructions: StageInstruction[] }[] = [];
  let early: number | undefined;
  for (const statement of statements) {
    const { line } = statement;
    if (complaints.length > limits.problems) break;
    const parsed = parseInstruction(statement, escape);
    if (!parsed.ok) {
      complaints.push({ ...parsed.error, line });
      continue;
    }
    const instruction = parsed.value;
    const stage = stages.at(-1);
    if (instruction.kind === 'from') stages.push({ from: instruction, instructions: [] });
    else if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.kind === 'arg') globalArgs.push(instruction);
    else early ??= line;
  }
  if (early !== undefined) complaints.push({ ...complain('Only ARG may stand in front of the first FROM.'), line: early });
  if (stages.length === 0 && complaints.length === 0) complaints.push({ ...noStage(text), line: 1 });
  const surplus = stages[limits.stages];
  if (surplus !== undefined) {
    const tooMany = complain(`The file has more than ${limits.stages} stages.`, { code: 'dockerfile/too-large' });
    complaints.push({ ...tooMany, line: surplus.from.line });
  }
  return { escape, globalArgs, stages, complaints };
}

function noStage(text: string) {
  return complain(text === '' ? 'The Dockerfile is empty.' : 'The Dockerfile has no FROM.', {
    hint: 'It starts with `FROM` and an image.',
  });
}
