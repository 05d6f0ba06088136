import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runProcess } from './process.ts';

/** Text by path, relative, with `/`. */
export type Files = Readonly<Record<string, string>>;

/** A folder that goes with its scope: `await using folder = await temporaryFolder()`. */
export interface TemporaryFolder extends AsyncDisposable {
  /** Absolute, without links on the way. */
  readonly path: string;
  write(files: Files): Promise<void>;
  read(path: string): Promise<string>;
}

/** A git repository with a work tree that goes with its scope. */
export interface TemporaryRepository extends TemporaryFolder {
  /** Runs git in the work tree; gives its output without the last line end. */
  git(...args: string[]): Promise<string>;
  /** Writes files, commits everything there is, and gives the commit's id. */
  commit(message: string, files?: Files): Promise<string>;
}

export interface RepositoryOptions {
  /** What the first commit holds; without files there is no commit yet. */
  readonly files?: Files;
  readonly branch?: string;
}

export async function temporaryFolder(files: Files = {}): Promise<TemporaryFolder> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'image-factory-')));
  await writeFiles(path, files);
  return {
    path,
    write: (more) => writeFiles(path, more),
    read: (file) => readFile(join(path, file), 'utf8'),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Commit ids are the same on every machine: fixed author, and the clock moves a minute with each commit. */
export async function temporaryRepository({ files, branch = 'main' }: RepositoryOptions = {}): Promise<TemporaryRepository> {
  const folder = await temporaryFolder();
  let minutes = 0;

  async function git(...args: string[]): Promise<string> {
    const run = await runProcess('git', args, { cwd: folder.path, env: gitEnvironment(minutes) });
    if (run.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${run.stderr}`);
    return run.stdout.replace(/\n$/, '');
  }

  async function commit(message: string, more: Files = {}): Promise<string> {
    await folder.write(more);
    minutes += 1;
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    return git('rev-parse', 'HEAD');
  }

  await git('init', '--quiet', `--initial-branch=${branch}`);
  if (files !== undefined) await commit('first', files);
  return { ...folder, git, commit };
}

async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

function gitEnvironment(minutes: number): Record<string, string> {
  const date = new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString();
  return {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Test Author',
    GIT_AUTHOR_EMAIL: 'author@example.com',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Test Author',
    GIT_COMMITTER_EMAIL: 'author@example.com',
    GIT_COMMITTER_DATE: date,
  };
}
