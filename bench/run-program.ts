import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

export interface ProgramRun {
  readonly stdout: string;
  readonly exitCode: number;
}

/**
 * Runs a program to its end.
 *
 * @throws Error with what it said when it ends with another code than those expected
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env = process.env, expected = [0] }: { cwd: string; env?: NodeJS.ProcessEnv; expected?: readonly number[] },
): Promise<ProgramRun> {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, closed] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const code: unknown = closed[0];
  if (typeof code === 'number' && expected.includes(code)) return { stdout, exitCode: code };
  throw new Error(`${program} ${args.join(' ').slice(0, 200)} ended with ${String(code)}.\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
}
