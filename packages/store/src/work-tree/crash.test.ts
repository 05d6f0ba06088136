import { temporaryFolder } from '@image-factory/testkit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const mover = fileURLToPath(new URL('mover.fixture.ts', import.meta.url));
const names = Array.from({ length: 40 }, (_, index) => `f${index}.yaml`);

/** Long enough to be caught half-written, were it written in place. */
function textOf(name: string, generation: number): string {
  return `${name}\n${`generation ${generation}\n`.repeat(2000)}end\n`;
}

it('killed anywhere, it leaves whole files, old or new, and loses none', async () => {
  await using folder = await temporaryFolder(Object.fromEntries(names.map((name) => [`here/${name}`, textOf(name, 0)])));
  for (let round = 0; round < 12; round += 1) {
    const child = spawn(process.execPath, [mover, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close');
    await Promise.race([once(child.stdout, 'data'), closed]); // the first move is done: it is in the middle of the next ones
    await new Promise((resolve) => setTimeout(resolve, round * 3));
    child.kill('SIGKILL');
    await closed;
    expect(child.signalCode).toBe('SIGKILL');

    const found = await Promise.all([allIn(join(folder.path, 'here')), allIn(join(folder.path, 'there'))]);
    for (const name of names) expect(found.some((files) => files.has(name))).toBe(true);
    for (const files of found) for (const [name, text] of files) expect(isWhole(name, text)).toBe(true);
  }
});

/** Every file but temporary ones, which nothing reads. */
async function allIn(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const name of await readdir(folder)) {
    if (name.endsWith('.yaml')) files.set(name, await readFile(join(folder, name), 'utf8'));
  }
  return files;
}

function isWhole(name: string, text: string): boolean {
  const generation = Number(/^generation (\d+)$/m.exec(text)?.[1]);
  return text === textOf(name, generation);
}
