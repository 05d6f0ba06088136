import { runProcess, type ProcessRun } from '../process.ts';
import { temporaryFolder, type TemporaryFolder } from '../temporary.ts';

/** A git as a stranger's machine has it: no configuration, no questions, perhaps a token. */
export interface Client extends TemporaryFolder {
  git(...args: string[]): Promise<ProcessRun>;
  /** Commits one file and pushes the branch that is checked out. */
  push(path: string, text: string): Promise<ProcessRun>;
}

export interface ClientOptions {
  readonly token?: string;
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function cloneOf(url: string, options: ClientOptions = {}): Promise<Client> {
  const client = await emptyClient(options);
  const { exitCode, stderr } = await client.git('clone', '--quiet', url, '.');
  if (exitCode !== 0) throw new Error(stderr);
  return client;
}

export async function emptyClient({ token, user = 'x-access-token', env = {} }: ClientOptions = {}): Promise<Client> {
  const folder = await temporaryFolder();
  const credentials =
    token === undefined ? {} : { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: `Authorization: Basic ${Buffer.from(`${user}:${token}`).toString('base64')}` };
  const all = { ...plain, ...credentials, ...env };

  async function git(...args: string[]): Promise<ProcessRun> {
    return runProcess('git', args, { cwd: folder.path, env: all });
  }

  async function push(path: string, text: string): Promise<ProcessRun> {
    await folder.write({ [path]: text });
    await git('add', '--all');
    await git('commit', '--quiet', '-m', path);
    return git('push', 'origin', 'HEAD');
  }

  return { ...folder, git, push };
}

const plain = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'Client',
  GIT_AUTHOR_EMAIL: 'client@example.com',
  GIT_COMMITTER_NAME: 'Client',
  GIT_COMMITTER_EMAIL: 'client@example.com',
};
