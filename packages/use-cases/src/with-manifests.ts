import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import type { RunPlace } from './commit/run-on.ts';
import type { ContentIds, FileChange, Log, Tree } from './ports.ts';
import { emptyReport, type RunReport } from './report.ts';
import { synth } from './synth.ts';

/** What a job that changes state says at least. */
export interface StateJobReport {
  readonly changed: boolean;
  readonly problems: readonly Problem[];
}

export interface JobInputs {
  /** Folder of images.yaml and state. */
  readonly dir: RepoPath;
  readonly dryRun: boolean;
}

/**
 * Does a job on the state together with the manifests that follow from what it leaves, as one change: state and manifests
 * of one commit never disagree.
 *
 * @param job - what it writes is kept back until the manifests are made
 * @returns the report for whoever commits, with all problems
 */
export async function withManifests(
  { dir, dryRun }: JobInputs,
  { tree, history }: Pick<RunPlace, 'tree' | 'history'>,
  log: Log,
  job: (tree: Tree) => Promise<StateJobReport>,
): Promise<RunReport> {
  const kept = keepBack(tree);
  const { problems } = await job(kept.tree);
  const messages = kept.messages.slice(0, 1);
  if (dryRun || messages.length === 0) return emptyReport(problems, dryRun);
  const made = await synth({ dir, dryRun: false }, { tree: kept.tree, history, log });
  await tree.apply(kept.changes(), messages.join(''));
  const codes = new Set(problems.map(({ code, message }) => `${code} ${message}`));
  const added = made.problems.filter(({ code, message }) => !codes.has(`${code} ${message}`));
  return { ...emptyReport([]), changed: true, files: made.files, problems: worstFirst([...problems, ...added]) };
}

interface KeptBack {
  readonly tree: Tree;
  readonly messages: readonly string[];
  changes(): readonly FileChange[];
}

/** A tree that takes changes and shows them, and writes none. */
function keepBack(tree: Tree): KeptBack {
  const changes = new Map<string, FileChange>();
  const { ids } = tree;
  const messages: string[] = [];
  return {
    messages,
    changes: () => [...changes.values()],
    tree: {
      async read(path, limit) {
        const change = changes.get(path);
        if (change === undefined) return tree.read(path, limit);
        return change.kind === 'write' ? { kind: 'file', text: change.text, hash: '' } : { kind: 'missing' };
      },
      async list(folder) {
        const names = new Set(await tree.list(folder));
        for (const { kind, path } of changes.values()) {
          const name = nameIn(folder, path);
          if (name === undefined) continue;
          if (kind === 'remove') names.delete(name);
          else if (/\.ya?ml$/.test(name)) names.add(name);
        }
        return [...names].toSorted();
      },
      ...(ids === undefined ? {} : { ids: { ...ids, of: (path) => idOf(path, changes.get(path), ids) } }),
      async apply(more, message) {
        for (const change of more) changes.set(change.path, change);
        messages.push(message);
      },
    },
  };
}

async function idOf(path: RepoPath, change: FileChange | undefined, ids: ContentIds): Promise<string | undefined> {
  if (change === undefined) return ids.of(path);
  return change.kind === 'write' ? ids.for(change.text) : undefined;
}

function nameIn(folder: RepoPath, path: RepoPath): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const parsed = parseRepoPath(folder === '.' ? name : `${folder}/${name}`);
  return parsed.ok && parsed.value === path ? name : undefined;
}
