import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toFullName } from './factory/base-images.ts';
import type { Pull } from './factory/dockerfile.ts';

export interface Exactness {
  readonly right: number;
  readonly total: number;
  /** Names of images whose state does not list exactly what their build pulls. */
  readonly wrong: readonly string[];
}

/** Holds the written state against what each build pulls: every image, each with its kind, and nothing else. */
export function countExact(root: string, pulls: ReadonlyMap<string, readonly Pull[]>): Exactness {
  const wrong = [...pulls]
    .filter(([name, wanted]) => !isExact(join(root, 'image-factory/state/images', `${name}.yaml`), wanted))
    .map(([name]) => name);
  return { right: pulls.size - wrong.length, total: pulls.size, wrong };
}

function isExact(file: string, wanted: readonly Pull[]): boolean {
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8');
  if (!/^discoveryStatus: success$/m.test(text)) return false;
  const found = [...text.matchAll(/^ {2}- ref: (.+)\n {4}kind: (.+)$/gm)].map(
    ([, ref = '', kind]) => `${kind} ${toFullName(unquote(ref))}`,
  );
  const expected = wanted.map(({ image, kind }) => `${kind} ${image}`);
  return found.toSorted().join('\n') === expected.toSorted().join('\n');
}

function unquote(text: string): string {
  return text.startsWith('"') ? String(JSON.parse(text)) : text;
}
