import type { RepoPath } from '@image-factory/core/enrollment';
import type * as Synth from '@image-factory/manifests/synth';
import type { ContentIds, Tree } from './ports.ts';
import type { PlannedFile } from './report.ts';

/** What is known of manifests from when they were made, and what becomes known of them now. */
export interface OpenRecord {
  /** What is known of a file that need not be made: the tree holds it as it was made, from the same. */
  find(file: Synth.SynthesizedFile): Promise<Synth.FileRecord | undefined>;
  /** Begins the making of a file. */
  begin(file: Synth.SynthesizedFile): Promise<Begun>;
  /**
   * What has to be done to the record itself.
   *
   * @param changed - whether any manifest is written or removed
   * @param isSound - whether the manifests are fit to be kept: what is not is made and refused again each time
   */
  plan(changed: boolean, isSound: boolean): PlannedFile | undefined;
}

interface Begun {
  /** What the pieces of the file are, given what the tree holds. */
  pieces(held: string): Iterable<Synth.PieceText>;
  /** Takes text and objects when all of it is made. */
  done(text: string, objects: ReadonlyMap<string, number>): void;
}

type Version = Pick<typeof Synth, 'generatorVersion' | 'readRecord' | 'renderRecord'>;

/**
 * The record at a path. One file for a small factory is made as quickly as it is compared, so that it has none; and a tree
 * whose contents have no names can not keep one: it takes it away when it changes what it is about.
 */
export async function openManifestRecord(path: RepoPath, tree: Tree, isWanted: boolean, synth: Version): Promise<OpenRecord> {
  const read = await tree.read(path);
  const change = (text: string | undefined): PlannedFile | undefined => {
    if (text === undefined) return read.kind === 'file' ? { change: { kind: 'remove', path }, existed: true } : undefined;
    return read.kind === 'file' && read.text === text
      ? undefined
      : { change: { kind: 'write', path, text }, existed: read.kind !== 'missing' };
  };
  const { ids } = tree;
  if (read.kind === 'refused') return noRecord(() => undefined);
  if (!isWanted) return noRecord(() => change(undefined));
  if (ids === undefined) return noRecord((changed) => (changed ? change(undefined) : undefined));
  const before: Synth.ManifestRecord = read.kind === 'file' ? synth.readRecord(read.text) : new Map();
  const now = new Map<string, Synth.FileRecord>();
  const fingerprints = new Map<RepoPath, Fingerprint>();
  const fingerprint = (file: Synth.SynthesizedFile): Fingerprint => {
    const made = fingerprints.get(file.path) ?? fingerprintOf(file, String(synth.generatorVersion), ids);
    fingerprints.set(file.path, made);
    return made;
  };
  return {
    async find(file) {
      const known = before.get(file.path);
      if (known === undefined || known.contents !== (await ids.of(file.path)) || known.inputs !== fingerprint(file).inputs)
        return undefined;
      now.set(file.path, known);
      return known;
    },
    async begin(file) {
      const print = fingerprint(file);
      const known = before.get(file.path);
      const unchanged =
        known !== undefined && known.contents === (await ids.of(file.path)) ? sameIn(known.groups, print.groups) : new Set<number>();
      return {
        pieces: (held) => (file.groups === undefined || unchanged.size === 0 ? file.pieces : file.groups.pieces(held, unchanged)),
        done(text, objects) {
          // What is wrong with it has to be said again each time, and for that it has to be made.
          if (!file.hasProblems()) now.set(file.path, { ...print, contents: ids.for(text), uses: file.uses(), objects });
        },
      };
    },
    plan: (_, isSound) => change(now.size === 0 || !isSound ? undefined : synth.renderRecord(now)),
  };
}

type Fingerprint = Pick<Synth.FileRecord, 'inputs' | 'groups'>;

function fingerprintOf({ inputs, groups }: Synth.SynthesizedFile, version: string, ids: ContentIds): Fingerprint {
  if (groups === undefined) return { inputs: ids.forParts(withVersion(version, inputs())), groups: [] };
  const each = groups.inputs().map((group) => ids.forParts(withVersion(version, group)).slice(0, 16));
  return { inputs: ids.forParts(each), groups: each };
}

/** The places at which two lists of the same length agree. */
function sameIn(before: readonly string[], after: readonly string[]): ReadonlySet<number> {
  if (before.length !== after.length) return new Set();
  return new Set(after.flatMap((print, index) => (before[index] === print ? [index] : [])));
}

function* withVersion(version: string, inputs: Iterable<string>): Generator<string> {
  yield version;
  yield* inputs;
}

function noRecord(plan: OpenRecord['plan']): OpenRecord {
  return { find: async () => undefined, begin: async ({ pieces }) => ({ pieces: () => pieces, done: () => {} }), plan };
}
