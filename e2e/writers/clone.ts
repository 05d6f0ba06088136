import { runProcess, temporaryFolder, type ServedRepository, type TemporaryFolder } from '@image-factory/testkit';

/** A clone of what a server has, as a job gets it, without any credential in it. */
export interface Clone extends TemporaryFolder {
  /** Runs git in it. @returns what it wrote, without the last line end */
  git(...args: string[]): Promise<string>;
}

/** @param url - what the clone takes for its remote; by default the repository's own address */
export async function cloneOf(
  repository: Pick<ServedRepository, 'path' | 'url' | 'branch'>,
  url = repository.url,
  branch = repository.branch,
): Promise<Clone> {
  const folder = await temporaryFolder();
  const env = { LC_ALL: 'C', GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' };

  async function git(...args: string[]): Promise<string> {
    const run = await runProcess('git', args, { cwd: folder.path, env });
    if (run.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${run.stderr}`);
    return run.stdout.replace(/\n$/, '');
  }

  await git('clone', '--quiet', '--branch', branch, repository.path, '.'); // past the server, which may want a token
  await git('remote', 'set-url', 'origin', url);
  await git('config', 'gc.auto', '0');
  return { ...folder, git };
}
