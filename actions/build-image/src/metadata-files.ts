import { parseMetadata, renderMetadata, type BuildMetadata } from '@image-factory/core/build';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, show, type Result } from '@image-factory/core/text';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

const mostBytes = 1024 * 1024;
const mostFiles = 64;

/**
 * What earlier modes wrote, from files or from folders with such files, as a download of artifacts leaves them. Whoever wrote
 * them ran a Dockerfile of somebody else's: they are read as anything from outside.
 */
export async function readMetadataFiles(
  root: string,
  names: readonly string[],
): Promise<Result<readonly [BuildMetadata, ...BuildMetadata[]], Problem[]>> {
  const files: string[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    const path = resolve(root, name);
    const inside = relative(root, path);
    if (inside.startsWith('..') || inside === '') problems.push(unusable(name, 'it is not in the workspace'));
    else files.push(...(await filesIn(path, 2)));
  }
  const read: BuildMetadata[] = [];
  for (const file of files.toSorted().slice(0, mostFiles)) {
    const text = (await stat(file)).size > mostBytes ? undefined : await readFile(file, 'utf8');
    const metadata = text === undefined ? fail(unusable(file, 'it is larger than 1 MiB')) : parseMetadata(text);
    if (metadata.ok) read.push(metadata.value);
    else problems.push({ ...metadata.error, source: { file: relative(root, file) } });
  }
  const [first, ...others] = read;
  if (problems.length > 0) return fail(problems);
  return first === undefined ? fail([unusable(names.join(', '), 'no file of `build-image` is there')]) : ok([first, ...others]);
}

/** Leaves what came of a mode for the next one. @returns why it can not be written */
export async function writeMetadataFile(root: string, name: string, metadata: BuildMetadata): Promise<Problem[]> {
  const path = join(root, name);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, renderMetadata(metadata));
    return [];
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    const hint = 'Make room in the workspace, or name another `metadata-file`. Run it again: what was built is found by its key.';
    return [error('state/unwritable', `${name} can not be written: ${cause.message}.`, { source: { file: name }, hint })];
  }
}

async function filesIn(path: string, depth: number): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === true) return [path];
  if (found?.isDirectory() !== true || depth < 0) return [];
  const entries = await readdir(path, { withFileTypes: true });
  const below = entries
    .filter((entry) => entry.isDirectory() || (entry.isFile() && entry.name.endsWith('.json')))
    .map((entry) => filesIn(join(path, entry.name), depth - 1));
  return (await Promise.all(below)).flat();
}

function unusable(name: string, why: string): Problem {
  return error('inputs/invalid', `${show(name)} can not be read as \`metadata\`: ${why}.`, {
    hint: 'Name the file that an earlier mode wrote (`metadata-file`), or the folder that holds it.',
  });
}
