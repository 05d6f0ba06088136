import { runProcess, type ProcessRun } from '@image-factory/testkit';
import { join } from 'node:path';
import type { Files } from './options.ts';

/** What somebody has who wants to write: a clone that was new a moment ago, and an image to bring up to date. */
interface Writer {
  readonly clone: string;
  readonly image: string;
  readonly files: Files;
  /** Folder of the bundles. */
  readonly dist: string;
}

/** How it ended in the eyes of the writer. */
interface Written {
  readonly landed: boolean;
  /** How often something was pushed, or the run was made. */
  readonly tries: number;
  /** How often git could not merge. */
  readonly conflicts: number;
  /** What was said when it did not land. */
  readonly said: string;
}

export interface Strategy {
  readonly name: string;
  /** Whether it is the product, of which everything is expected. */
  readonly isOurs?: true;
  readonly write: (writer: Writer) => Promise<Written>;
}

const timeoutMs = 900_000;

export const strategies: readonly Strategy[] = [
  { name: 'commit and push once', write: (writer) => rebasing(writer, 1) },
  { name: 'pull --rebase, 3 tries', write: (writer) => rebasing(writer, 3) },
  { name: 'pull --rebase, no limit', write: (writer) => rebasing(writer, Infinity) },
  { name: 'do it again, 5 tries, no pause', write: (writer) => again(writer, 5) },
  { name: 'image-factory update --commit', isOurs: true, write: ours },
];

async function ours(writer: Writer): Promise<Written> {
  const { exitCode, stderr } = await program(writer, ['update', '--image', writer.image, '--commit']);
  return { landed: exitCode === 0, tries: 1 + stderr.split('trying again').length - 1, conflicts: 0, said: stderr };
}

/** Commits what it made at first, and moves that commit on top of what others did. */
async function rebasing(writer: Writer, most: number): Promise<Written> {
  await change(writer);
  for (let tries = 1; ; tries += 1) {
    const pushed = await git(writer, ['push', '--quiet', 'origin', 'HEAD:main']);
    if (pushed.exitCode === 0 || tries >= most) return { landed: pushed.exitCode === 0, tries, conflicts: 0, said: pushed.stderr };
    const pulled = await git(writer, ['pull', '--quiet', '--rebase', 'origin', 'main']);
    if (pulled.exitCode !== 0) return { landed: false, tries, conflicts: 1, said: pulled.stderr };
  }
}

/** Throws away what it made, and makes it again on what others did. */
async function again(writer: Writer, most: number): Promise<Written> {
  for (let tries = 1; ; tries += 1) {
    await change(writer);
    const pushed = await git(writer, ['push', '--quiet', 'origin', 'HEAD:main']);
    if (pushed.exitCode === 0 || tries >= most) return { landed: pushed.exitCode === 0, tries, conflicts: 0, said: pushed.stderr };
    await git(writer, ['fetch', '--quiet', 'origin', 'main']);
    await git(writer, ['reset', '--quiet', '--hard', 'FETCH_HEAD']);
  }
}

/** Without the manifests, which all share, where the writers are to have files of their own. */
async function change(writer: Writer): Promise<void> {
  const made = await program(writer, [writer.files === 'shared' ? 'update' : 'analyze', '--image', writer.image]);
  if (made.exitCode !== 0) throw new Error(made.stderr);
  await git(writer, ['add', '--all']);
  await git(writer, ['commit', '--quiet', '--message', `- ${writer.image}: updated`]);
}

function program({ clone, dist }: Writer, args: readonly string[]): Promise<ProcessRun> {
  return runProcess(process.execPath, [join(dist, 'cli/index.js'), ...args], { cwd: clone, timeoutMs });
}

function git({ clone, image }: Writer, args: readonly string[]): Promise<ProcessRun> {
  const settings = [`user.name=${image}`, `user.email=${image}@example.com`, 'gc.auto=0', 'maintenance.auto=false'];
  const env = { LC_ALL: 'C', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', GIT_EDITOR: 'true' };
  return runProcess('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], { cwd: clone, env, timeoutMs });
}
