import { runProcess } from '@image-factory/testkit';

interface Run {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

export interface GitIn {
  run(args: readonly string[], run?: Run): Promise<string>;
  one(...args: string[]): Promise<string>;
  lines(...args: string[]): Promise<string[]>;
}

/** Git in a repository of the stand-in's, with no configuration of the machine. */
export function gitIn(cwd: string): GitIn {
  async function run(args: readonly string[], { env = {}, stdin = '' }: Run = {}): Promise<string> {
    const ran = await runProcess('git', args, { cwd, stdin, env: { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C', ...env } });
    if (ran.exitCode !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
    return ran.stdout;
  }
  return {
    run,
    one: async (...args) => (await run(args)).trim(),
    lines: async (...args) => (await run(args)).split('\n').filter((line) => line !== ''),
  };
}
