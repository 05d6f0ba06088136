import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pull } from './factory/dockerfile.ts';
import type { Prepared } from './prepare.ts';

/** A piece of work whose cost is measured. */
export interface Work {
  readonly name: string;
  /** Where it starts from. */
  readonly from: keyof Prepared['commits'];
  /** Below the folder of bundles, with the arguments. */
  readonly command: readonly [entry: string, ...args: string[]];
  readonly reads: 'sources and state' | 'state';
  /** Whether it changed the Dockerfile that may be changed. */
  readonly afterChange?: boolean;
}

const analyze = 'analyze/index.js';
const synth = 'synth/index.js';

export const works: readonly Work[] = [
  { name: 'analyze, no state yet', from: 'bare', command: [analyze], reads: 'sources and state' },
  { name: 'analyze, cold (60 % of state)', from: 'partial', command: [analyze], reads: 'sources and state' },
  { name: 'analyze, unchanged', from: 'complete', command: [analyze], reads: 'sources and state' },
  { name: 'analyze, one Dockerfile changed', from: 'moved', command: [analyze], reads: 'sources and state', afterChange: true },
  { name: 'synth, cold', from: 'analyzed', command: [synth], reads: 'state' },
  { name: 'synth, unchanged', from: 'complete', command: [synth], reads: 'state' },
  {
    name: 'image-factory update, one changed',
    from: 'moved',
    command: ['cli/index.js', 'update'],
    reads: 'sources and state',
    afterChange: true,
  },
];

/** What each image pulls once the work is done. */
export function pullsAfter({ factory: { pulls, change } }: Prepared, { afterChange = false }: Work): ReadonlyMap<string, readonly Pull[]> {
  return afterChange ? new Map([...pulls, [change.image, change.pulls]]) : pulls;
}

/**
 * Writes the list for the floor of a work: the files that it reads, and the sizes of those that it has just written.
 *
 * @param written - paths in the workspace that differ now
 */
export function writeFloorList(
  list: string,
  { path }: Prepared['workspace'],
  tracked: readonly string[],
  written: readonly string[],
  { reads: what }: Work,
): void {
  const wanted = tracked.filter(
    (name) => name.startsWith('image-factory/') || (what === 'sources and state' ? name.startsWith('apps/') : name.startsWith('dist/')),
  );
  const reads = wanted.map((name) => join(path, name)).filter((file) => existsSync(file));
  const writes = written.flatMap((name) => statSync(join(path, name), { throwIfNoEntry: false })?.size ?? []);
  writeFileSync(list, JSON.stringify({ reads, writes }));
}
