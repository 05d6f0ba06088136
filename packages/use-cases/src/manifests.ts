import { parseFolderPath, parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import type { FactoryModel } from '@image-factory/core/graph';
import type { Problem } from '@image-factory/core/problem';
import type { FileRecord, PieceText, SynthesizedFile } from '@image-factory/manifests/synth';
import { pathIn } from './layout.ts';
import { openManifestRecord, type OpenRecord } from './manifest-record.ts';
import type { FileRead, Tree } from './ports.ts';
import type { PlannedFile } from './report.ts';

export interface ManifestPlan {
  readonly files: readonly PlannedFile[];
  readonly objects: readonly { readonly kind: string; readonly count: number }[];
  readonly problems: readonly Problem[];
}

const mostBytes = 256 * 1024 * 1024;

/**
 * The manifest files that differ from what the tree holds, and the shards that are no longer needed. Pieces that the tree
 * holds already are let go of one by one. Of a factory so large that its manifests are several files, those are not made
 * again that are as they were made, from what they would be made from now: a record beside the state tells.
 *
 * @param state - the folder of the state
 */
export async function planManifests(model: FactoryModel, tree: Tree, state: RepoPath): Promise<ManifestPlan> {
  const synth = await import('@image-factory/manifests/synth'); // a run that ends before needs none of it
  const synthesis = synth.startSynthesis(model);
  const record = await openManifestRecord(pathIn(state, synth.recordFile), tree, synthesis.isSharded, synth);
  const files: PlannedFile[] = [];
  const wanted = new Set<string>();
  const counts = new Map<string, number>();
  for (const file of synthesis.files) {
    wanted.add(file.path);
    const known = await record.find(file);
    const made = known === undefined ? await make(file, tree, record) : keep(file, known);
    if (made.planned !== undefined) files.push(made.planned);
    for (const [kind, count] of made.objects) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  const { layout } = model.config;
  const { manifest, catalog } = layout;
  for (const path of new Set([...(await filesBeside(manifest, tree)), ...(await filesBeside(catalog, tree))])) {
    const isOurs = path !== manifest && (synth.isShardOf(path, manifest) || synth.isCatalogFile(path, layout));
    if (isOurs && !wanted.has(path)) files.push({ change: { kind: 'remove', path }, existed: true });
  }
  const recorded = record.plan(files.length > 0, synthesis.isSound());
  return {
    files: [...manifestFirst(files, manifest), ...(recorded === undefined ? [] : [recorded])],
    objects: inOrderOfKinds(counts),
    problems: synthesis.problems(),
  };
}

interface Made {
  /** Undefined when the tree holds the file already. */
  readonly planned?: PlannedFile;
  readonly objects: ReadonlyMap<string, number>;
}

function keep(file: SynthesizedFile, { uses, objects }: FileRecord): Made {
  file.keep(uses);
  return { objects };
}

async function make(file: SynthesizedFile, tree: Tree, record: OpenRecord): Promise<Made> {
  const { path } = file;
  const begun = await record.begin(file); // what it is made from is asked before anything is made
  const objects = new Map<string, number>();
  const present = await tree.read(path, mostBytes);
  const text = textUnlessSame(present, counted(begun.pieces(present.kind === 'file' ? present.text : ''), objects));
  begun.done(text ?? (present.kind === 'file' ? present.text : ''), objects);
  if (text === undefined) return { objects };
  return { planned: { change: { kind: 'write', path, text }, existed: present.kind === 'file' }, objects };
}

/** @param counts - takes how many objects of each kind there are */
function* counted(pieces: Iterable<PieceText>, counts: Map<string, number>): Generator<string> {
  for (const { text, objects } of pieces) {
    for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    yield text;
  }
}

/** The text that all pieces make together; undefined when that is what the file holds. All pieces are taken. */
function textUnlessSame(present: FileRead, pieces: Iterable<string>): string | undefined {
  const held = present.kind === 'file' ? present.text : '';
  const parts: string[] = [];
  let same = 0;
  for (const piece of pieces) {
    if (parts.length === 0 && held.startsWith(piece, same)) same += piece.length;
    else parts.push(...(parts.length === 0 ? [held.slice(0, same), piece] : [piece]));
  }
  if (parts.length === 0 && present.kind === 'file' && same === held.length) return undefined;
  return parts.length === 0 ? held.slice(0, same) : parts.join('');
}

async function filesBeside(path: RepoPath, tree: Tree): Promise<RepoPath[]> {
  const slash = path.lastIndexOf('/');
  const folder = parseFolderPath(slash < 0 ? '.' : path.slice(0, slash));
  if (!folder.ok) return [];
  const names = await tree.list(folder.value);
  return names.flatMap((name) => {
    const parsed = parseRepoPath(folder.value === '.' ? name : `${folder.value}/${name}`);
    return parsed.ok ? [parsed.value] : [];
  });
}

function manifestFirst(files: readonly PlannedFile[], manifest: RepoPath): PlannedFile[] {
  return files.toSorted((a, b) => Number(b.change.path === manifest) - Number(a.change.path === manifest));
}

function inOrderOfKinds(counts: ReadonlyMap<string, number>): { kind: string; count: number }[] {
  return [...counts].map(([kind, count]) => ({ kind, count })).toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
}
