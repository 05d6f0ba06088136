/** The four kinds of places for state files. */
export type StateShelf = 'images' | 'bases' | 'archivedImages' | 'archivedBases';

export interface StatePlace {
  readonly shelf: StateShelf;
  /** File name without `.yaml`. */
  readonly stem: string;
}

/** Folders below `state/`. */
export const stateFolders: Readonly<Record<StateShelf, string>> = {
  images: 'images',
  bases: 'base-images',
  archivedImages: '_archive/images',
  archivedBases: '_archive/base-images',
};

/** Where files that can't be read are set aside, below `state/`. */
export const quarantineFolder = '_quarantine';

export function statePath({ shelf, stem }: StatePlace): string {
  return `${stateFolders[shelf]}/${stem}.yaml`;
}

/** The place that a path below `state/` stands for; undefined for anything else. */
export function placeOf(path: string): StatePlace | undefined {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  if (slash < 0 || !name.endsWith('.yaml') || name.length < 6) return undefined;
  const folder = path.slice(0, slash);
  for (const shelf of ['images', 'bases', 'archivedImages', 'archivedBases'] as const) {
    if (stateFolders[shelf] === folder) return { shelf, stem: name.slice(0, -'.yaml'.length) };
  }
  return undefined;
}

/** Where archiving a shelf leads, and back. */
export function archiveOf(shelf: 'images' | 'bases'): 'archivedImages' | 'archivedBases' {
  return shelf === 'images' ? 'archivedImages' : 'archivedBases';
}
