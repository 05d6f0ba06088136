import { readdirSync } from 'node:fs';
import { resolveInside } from './inside.ts';
import { StoreError, toStoreError } from './store-error.ts';

/**
 * Names of the YAML files directly in a folder, in the order of their bytes.
 *
 * Links and other oddities named `*.yaml` are listed too, and never followed: reading one is then refused by name,
 * where leaving it out would make it vanish without a word. Folders are not listed.
 *
 * @returns an empty list for a folder that is not there
 * @throws StoreError when the folder can not be looked into: an empty list would say that everything is gone
 */
export function listYamlFiles(root: string, folder: string): string[] {
  const place = resolveInside(root, folder);
  if (place.kind === 'missing') return [];
  if (place.kind === 'refused') {
    throw new StoreError(folder, 'listed', { reason: place.reason, hint: 'Put a real, readable folder in its place.' });
  }
  if (!place.stats.isDirectory())
    throw new StoreError(folder, 'listed', { reason: 'it is not a folder', hint: 'Put a folder in its place.' });
  return yamlNames(place.absolute, folder).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function yamlNames(absolute: string, folder: string): string[] {
  try {
    const entries = readdirSync(absolute, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name)).map((entry) => entry.name);
  } catch (error) {
    throw toStoreError(folder, 'listed', error);
  }
}
