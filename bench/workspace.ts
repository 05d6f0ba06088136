import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProgram } from './run-program.ts';

/** A git repository in which everything that happens can be taken back. */
export interface Workspace {
  readonly path: string;
  write(files: ReadonlyMap<string, string>): Promise<void>;
  remove(paths: readonly string[]): Promise<void>;
  /** Commits all that is there. @returns the commit, to come back to */
  commit(): Promise<string>;
  /** Makes the work tree what it was at a commit. */
  reset(commit: string): Promise<void>;
  /** Paths of tracked files. */
  tracked(): Promise<string[]>;
  /** Paths that differ from the last commit, as git sees it. */
  changed(): Promise<string[]>;
}

const settings = [
  'user.name=bench',
  'user.email=bench@example.com',
  'gc.auto=0',
  'maintenance.auto=false',
  'core.autocrlf=false',
  'advice.detachedHead=false',
];
const environment = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };

/** @param path - an empty folder */
export async function openWorkspace(path: string): Promise<Workspace> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await runProgram('git', [...settings.flatMap((setting) => ['-c', setting]), ...args], {
      cwd: path,
      env: environment,
    });
    return stdout;
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', 'https://github.com/acme/factory.git');
  return {
    path,
    write: async (files) => {
      for (const [name, text] of files) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await writeFile(join(path, name), text);
      }
    },
    remove: async (paths) => {
      for (const name of paths) await rm(join(path, name));
    },
    commit: async () => {
      await git('add', '--all');
      await git('commit', '--quiet', '--message=bench');
      return (await git('rev-parse', 'HEAD')).trim();
    },
    reset: async (commit) => {
      await git('reset', '--quiet', '--hard', commit);
      await git('clean', '--quiet', '-fdx');
    },
    tracked: async () => lines(await git('ls-files')),
    changed: async () => lines(await git('status', '--porcelain', '--untracked-files=all')).map((line) => line.slice(3)),
  };
}

function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '');
}
