import type { ImageReference } from '../../reference/index.ts';
import type { Complaint } from '../complaint.ts';
import type { StageInstruction } from '../syntax/instruction.ts';
import type { Platform } from '../types.ts';
import type { Doubt } from './scope.ts';
import { lowerCase } from '../words/lower-case.ts';

/** What a node of the build starts from. */
export type Base =
  | { readonly kind: 'stage'; readonly stage: BuildNode }
  /** What a pull takes: with the tag `latest` where nothing else is said. */
  | { readonly kind: 'image'; readonly reference: ImageReference }
  | { readonly kind: 'scratch' }
  | { readonly kind: 'unknown'; readonly doubt: Doubt }
  /** A name that no image can have; BuildKit refuses it for stages that nobody needs too, but only after the circles. */
  | { readonly kind: 'invalid'; readonly complaint: Complaint };

/** What a node turned out to be once it was looked at for a build. */
export type Content =
  | { readonly kind: 'image'; readonly reference: ImageReference; readonly isContext: boolean }
  /** No image is pulled: `scratch`, or files of a named context. */
  | { readonly kind: 'nothing' };

/** A stage, or something that a stage takes files from and that is no stage. */
export interface BuildNode {
  readonly origin: 'from' | 'copy' | 'mount';
  /** Line of the instruction that names it. */
  readonly line: number;
  /** Its base as written. */
  readonly written: string;
  /** Name of a stage, in lower case. */
  readonly name?: string;
  readonly base: Base;
  /** Value of `--platform` of its FROM; undefined where the build's own counts. */
  readonly platform?: Platform | 'unknown';
  /** Value of the named context that stands in for the whole stage. */
  readonly context?: string;
  /** In their order; triggers of the base come first once they are known. */
  instructions: readonly PlannedInstruction[];
  /** What its instructions take files from, and the line of the first that does. */
  readonly needs: Map<BuildNode, number>;
  /** Undefined until it is looked at. */
  content?: Content;
  /** Whether the triggers of its base stage were added. */
  triggered: boolean;
  /** Whether BuildKit had looked up what it needs before it came to need this. */
  isTooLate?: boolean;
}

/** An instruction of a stage with what its `--from` and mounts name, one after the other. */
export interface PlannedInstruction {
  readonly instruction: StageInstruction;
  readonly line: number;
  readonly sources: readonly BuildNode[];
}

/** The stages of a build in the order of the file, followed by whatever else its instructions name. */
export class BuildGraph {
  readonly nodes: BuildNode[] = [];
  private readonly byName = new Map<string, BuildNode>();

  /** FROM finds an earlier stage by exactly its name; a later stage of the same name takes the name over. */
  add(node: BuildNode): void {
    this.nodes.push(node);
    if (node.name !== undefined) this.byName.set(node.name, node);
  }

  /** The stage of that name, in whatever case. */
  find(name: string): BuildNode | undefined {
    return this.byName.get(lowerCase(name));
  }

  /** The stage that FROM means, whose names are lower case. */
  findExactly(name: string): BuildNode | undefined {
    return this.byName.get(name);
  }

  get stageNames(): readonly string[] {
    return [...this.byName.keys()];
  }
}

/** Everything that a build of `target` looks at: bases and sources, and theirs. */
export function reachableFrom(target: BuildNode): ReadonlySet<BuildNode> {
  const reached = new Set<BuildNode>([target]);
  for (const node of reached) {
    if (node.base.kind === 'stage' && node.context === undefined) reached.add(node.base.stage);
    for (const source of node.needs.keys()) reached.add(source);
  }
  return reached;
}

/** What the steps of a build take files from: less than it looks at, since triggers of what is no stage are never run. */
export function takenFrom(target: BuildNode): ReadonlySet<BuildNode> {
  const taken = new Set<BuildNode>([target]);
  for (const node of taken) {
    if (node.origin !== 'from' || node.context !== undefined) continue;
    if (node.base.kind === 'stage') taken.add(node.base.stage);
    for (const { instruction, sources } of node.instructions) {
      for (const [index, source] of sources.entries())
        if (instruction.kind !== 'run' || takesFiles(instruction.mounts[index])) taken.add(source);
    }
  }
  return taken;
}

function takesFiles(mount = ''): boolean {
  return !/(?:^|,)"?type=(?:tmpfs|secret|ssh)\b/i.test(mount);
}

/**
 * The line of an instruction that takes files from a stage that, in the end, takes files from it.
 * As in BuildKit, only instructions make such a circle, and stages that the target does not need count too.
 */
export function findCircle(nodes: readonly BuildNode[]): number | undefined {
  const finished = new Set<BuildNode>();
  const open = new Set<BuildNode>();
  const visit = (node: BuildNode): number | undefined => {
    if (finished.has(node)) return undefined;
    open.add(node);
    for (const [source, line] of node.needs) {
      const found = open.has(source) ? line : visit(source);
      if (found !== undefined) return found;
    }
    open.delete(node);
    finished.add(node);
    return undefined;
  };
  for (const node of nodes) {
    const line = visit(node);
    if (line !== undefined) return line;
  }
  return undefined;
}
