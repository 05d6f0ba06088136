import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GeneratedFile } from './file.ts';

export interface OutdatedFile extends GeneratedFile {
  /** Where the first difference is, in words. */
  readonly difference: string;
}

/** The files that on disk are not what they should be. */
export async function findOutdated(files: readonly GeneratedFile[], root: string): Promise<OutdatedFile[]> {
  const compared = await Promise.all(files.map(async (file) => ({ ...file, difference: await compare(file, root) })));
  return compared.flatMap(({ difference, ...file }) => (difference === undefined ? [] : [{ ...file, difference }]));
}

async function compare({ path, text }: GeneratedFile, root: string): Promise<string | undefined> {
  if (!existsSync(join(root, path))) return 'is missing';
  const found = await readFile(join(root, path), 'utf8');
  if (found === text) return undefined;
  const [wanted, lines] = [text.split('\n'), found.split('\n')];
  const line = wanted.findIndex((content, index) => content !== lines[index]);
  return `differs from line ${(line < 0 ? wanted.length : line) + 1} on`;
}
