import type { Folders } from '@image-factory/use-cases';
import { resolveInside } from '@image-factory/store';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The folders below a root, for those who want to know of every file. Links are neither followed nor listed. */
export function openFolders(root: string): Folders {
  return {
    async files(folder) {
      const place = resolveInside(root, folder);
      if (place.kind !== 'found' || !place.stats.isDirectory()) return [];
      const names = readdirSync(place.absolute, { withFileTypes: true }).filter((entry) => entry.isFile());
      return names
        .flatMap(({ name }) => {
          // A writer that goes on beside us may have taken it away by now.
          const stats = lstatSync(join(place.absolute, name), { throwIfNoEntry: false });
          return stats === undefined ? [] : [{ name, modifiedAt: stats.mtime }];
        })
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
