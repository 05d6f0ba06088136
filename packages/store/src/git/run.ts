import { realpathSync } from 'node:fs';
import { git } from './git.ts';
import { GitError } from './git-error.ts';

/** Runs git in one repository. @returns what it wrote, without blanks around it */
export type Run = (args: readonly string[], input?: string) => Promise<string>;

/** @param env - for these commands alone, such as credentials */
export function commandsIn(root: string, env: Readonly<Record<string, string>>): Run {
  // Container jobs work as another user than the owner of the checkout. Whoever named this folder chose it.
  const trusted = ['-c', `safe.directory=${realpathSync(root)}`];
  // A server that says nothing for so long is not heard any more: the run tries again.
  const patient = ['-c', 'http.lowSpeedLimit=1', '-c', 'http.lowSpeedTime=30'];
  return async (args, input) => {
    const output = await git([...trusted, ...patient, ...args], {
      cwd: root,
      env,
      timeoutMs: 120_000,
      maxBytes: 8 * 1024 * 1024,
      ...(input === undefined ? {} : { input }),
    });
    return output.toString('utf8').trim();
  };
}

/** @returns undefined when git says no */
export async function ask(run: Run, args: readonly string[], input?: string): Promise<string | undefined> {
  try {
    return await run(args, input);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}
