import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../../docs/reliability.md');

/**
 * Puts a text between `<!-- measured: name -->` and `<!-- end: name -->` of docs/reliability.md.
 *
 * @throws Error when the markers are not there
 */
export async function writePart(name: string, part: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} has no part ${begin}.`);
  await writeFile(file, `${text.slice(0, from)}${begin}\n\n${part}\n\n${text.slice(to)}`);
}
