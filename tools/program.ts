import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { root } from './root.ts';

const Manifest = z.object({ bin: z.record(z.string(), z.string()) });

/** A program that a package of `node_modules` brings. */
export interface Program {
  /** The package. */
  readonly from: string;
  /** Default: the package's name. */
  readonly name?: string;
}

export const programs = {
  tsc: { from: 'typescript', name: 'tsc' },
  oxlint: { from: 'oxlint' },
  oxfmt: { from: 'oxfmt' },
  knip: { from: 'knip' },
  vitest: { from: 'vitest' },
  ncc: { from: '@vercel/ncc', name: 'ncc' },
} as const satisfies Readonly<Record<string, Program>>;

/**
 * Runs a program in the root, on the Node that runs this, and shows what it says.
 *
 * @returns whether it ended well
 */
export async function show(program: Program, args: readonly string[]): Promise<boolean> {
  return showNode([await entryOf(program), ...args]);
}

/** Runs Node with these arguments, in the same way. */
export async function showNode(args: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return (await exitCodeOf(child)) === 0;
}

/**
 * Runs a program in the root and keeps what it says to itself.
 *
 * @throws Error with all that it said, when it did not end well
 */
export async function runQuietly(program: Program, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [await entryOf(program), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exitCodeOf(child)]);
  if (exitCode !== 0)
    throw new Error(`${program.name ?? program.from} ${args.join(' ')} ended with ${String(exitCode)}.\n${stdout}${stderr}`);
}

/** Undefined when a signal ended it. */
function exitCodeOf(child: ChildProcess): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve(exitCode ?? undefined));
  });
}

// The entry itself, not the link in .bin: that one is a shell script, which Windows can not start without a shell.
async function entryOf({ from, name = from }: Program): Promise<string> {
  const folder = join(root, 'node_modules', from);
  const { bin } = Manifest.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const entry = bin[name];
  if (entry === undefined) throw new Error(`${from} brings no program named ${name}.`);
  return join(folder, entry);
}
