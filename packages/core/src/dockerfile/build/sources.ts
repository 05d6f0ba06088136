import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import type { StageInstruction } from '../syntax/instruction.ts';
import { expandWord } from '../words/expand.ts';
import { nothing } from '../words/types.ts';
import { outsideBase } from './base.ts';
import type { BuildGraph, BuildNode, PlannedInstruction } from './graph.ts';

/**
 * Finds what an instruction takes files from and adds to the graph whatever is no stage. A mount without `from` is
 * a node of its own too, named `scratch`: that is how BuildKit counts them, and `COPY --from=3` counts along.
 *
 * @param line - for problems and pulled images: of the instruction, or of FROM for a trigger
 */
export function planInstruction(
  instruction: StageInstruction,
  line: number,
  graph: BuildGraph,
  escape: string,
): Result<PlannedInstruction, Complaint> {
  const sources = findSources(instruction, line, graph, escape);
  return sources.ok ? ok({ instruction, line, sources: sources.value }) : sources;
}

/** Makes a stage need what one of its instructions takes files from. */
export function connect(node: BuildNode, { sources, line }: PlannedInstruction): void {
  for (const source of sources) if (!node.needs.has(source)) node.needs.set(source, line);
}

function findSources(
  instruction: StageInstruction,
  line: number,
  graph: BuildGraph,
  escape: string,
): Result<readonly BuildNode[], Complaint> {
  if (instruction.kind === 'run') return ok(mountSources(instruction.mountSources, line, graph));
  if (instruction.kind !== 'copy' || instruction.from === undefined) return ok([]);
  const source = copySource(instruction.from, line, graph, escape);
  return source.ok ? ok([source.value]) : source;
}

/** All are sought before any is added: two mounts from one image are two nodes. */
function mountSources(names: readonly (string | undefined)[], line: number, graph: BuildGraph): readonly BuildNode[] {
  const sources: BuildNode[] = [];
  for (const name of names) {
    const stage = graph.find(name ?? 'scratch');
    sources.push(stage ?? outside('mount', name ?? 'scratch', line));
  }
  for (const source of sources) if (source.origin === 'mount') graph.add(source);
  return sources;
}

function copySource(from: string, line: number, graph: BuildGraph, escape: string): Result<BuildNode, Complaint> {
  const expansion = expandWord(from, nothing, escape);
  if (!expansion.ok || expansion.value.text !== from) {
    const hint = 'Name a stage for it: `FROM … AS name` in front of this stage, with an ARG before the first FROM.';
    return fail(complain('`--from` can not hold variables or quotes.', { hint, words: from }));
  }
  const index = stageIndex(from);
  const stage = index === undefined ? graph.find(from) : graph.nodes[index];
  if (stage !== undefined) return ok(stage);
  if (index !== undefined) return fail(complain(`There is no stage ${show(from)}; they count from 0.`, { words: `--from=${from}` }));
  const source = outside('copy', from, line);
  graph.add(source);
  return ok(source);
}

/** What Go's `Atoi` takes for a number, where a number out of range is no index of anything. */
function stageIndex(text: string): number | undefined {
  if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
}

function outside(origin: 'copy' | 'mount', name: string, line: number): BuildNode {
  return { origin, line, written: name, base: outsideBase(name, name), instructions: [], needs: new Map(), triggered: false };
}
