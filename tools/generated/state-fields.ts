import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { code, table } from '@image-factory/action-kit';
import { fieldsOwnedBy, type FieldOwner, type StateKind } from '@image-factory/core/state';
import { root } from '../root.ts';
import { replacePart, type GeneratedFile } from './file.ts';

const path = 'docs/state.md';
const kinds: readonly (readonly [part: string, kind: StateKind])[] = [
  ['image fields', 'managed'],
  ['base fields', 'base'],
];
const owners: readonly FieldOwner[] = ['analyze', 'observe', 'dispatch', 'build'];

/** Who owns which field of a state file, in docs/state.md. */
export async function generateStateFields(): Promise<GeneratedFile[]> {
  const text = await readFile(join(root, path), 'utf8');
  return [{ path, text: kinds.reduce((page, [part, kind]) => replacePart(page, part, ownerTable(kind)), text) }];
}

function ownerTable(kind: StateKind): string {
  const rows = owners.map((owner) => [owner, { markdown: fieldsOwnedBy(owner, kind).map(code).join(', ') }]);
  return table(
    ['Owner', 'Fields'],
    rows.filter((_, index) => fieldsOwnedBy(owners[index] ?? 'analyze', kind).length > 0),
  );
}
