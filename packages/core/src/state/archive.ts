import { toYaml, type YamlMap } from '../yaml/index.ts';
import { archiveOf } from './paths.ts';
import { listField } from './view.ts';

/** The snapshot while it is being changed, with the reasons that the report gives, by `shelf/stem`. */
export interface Shelves {
  readonly after: {
    readonly images: Map<string, YamlMap>;
    readonly bases: Map<string, YamlMap>;
    readonly archivedImages: Map<string, YamlMap>;
    readonly archivedBases: Map<string, YamlMap>;
    readonly blocked: ReadonlySet<string>;
  };
  readonly reasons: Map<string, string>;
  readonly time: string;
  /** Whether an image is one of those that this run brings up to date. */
  readonly owns: (image: string) => boolean;
}

/** Moves a state as it is to the archive, marked with the reason and time; an older archived state of that name gets a name of its own. */
export function archive({ after, reasons, time }: Shelves, shelf: 'images' | 'bases', stem: string, reason: string): void {
  const state = after[shelf].get(stem);
  if (state === undefined) return;
  const archived = after[archiveOf(shelf)];
  const older = archived.get(stem);
  if (older !== undefined) archived.set(freeName(archived, stem), older);
  archived.set(stem, markArchived(state, time, reason));
  after[shelf].delete(stem);
  reasons.set(`${shelf}/${stem}`, reason);
}

/** A state with the mark of the archive. A field of that name that somebody else wrote stays, under another name. */
export function markArchived(state: YamlMap, at: string, reason: string): YamlMap {
  const marked = new Map([...state, ['archived', toYaml({ at, reason })] as const]);
  const foreign = state.get('archived');
  if (foreign !== undefined) marked.set('archivedBefore', [...listField(state, 'archivedBefore'), foreign]);
  return marked;
}

/** The state under a name, brought back from the archive when it is only there (R7.5). */
export function restore({ after, reasons }: Shelves, shelf: 'images' | 'bases', stem: string): YamlMap | undefined {
  const present = after[shelf].get(stem);
  if (present !== undefined) return present;
  const archived = after[archiveOf(shelf)].get(stem);
  if (archived === undefined) return undefined;
  after[archiveOf(shelf)].delete(stem);
  reasons.set(`${shelf}/${stem}`, 'restored from the archive');
  return archived;
}

function freeName(archived: ReadonlyMap<string, YamlMap>, stem: string): string {
  for (let count = 2; ; count += 1) {
    const name = `${stem}.${count}`;
    if (!archived.has(name)) return name;
  }
}
