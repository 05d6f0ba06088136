import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDockerfile } from '../factory/dockerfile.ts';
import { randomOf } from '../random.ts';

/** Dockerfiles as the benchmark's factory has them, the same for the same seed. */
export function generatedFiles(count: number, seed: number): string[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, () => writeDockerfile(random, count, undefined).text);
}

/** Every file below a folder whose name begins with `Dockerfile` or ends with it. */
export function filesBelow(folder: string): string[] {
  const paths = globSync(['**/Dockerfile*', '**/*.Dockerfile', '**/*.dockerfile'], { cwd: folder, withFileTypes: true });
  const files = paths.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return [...new Set(files)].toSorted().map((file) => readFileSync(file, 'utf8'));
}
