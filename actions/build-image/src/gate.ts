import { spawn } from 'node:child_process';
import type { GateRunner } from '@image-factory/use-cases';

const mostTail = 2000;
const hourMs = 3_600_000;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Starts the programs of a gate, without a shell, in the workspace. They see the environment of the step but for what this
 * action was given: its tokens are none of theirs.
 */
export function gateIn(root: string, env: Env, log: { info(text: string): void }): GateRunner {
  const passed = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(?:INPUT_|ACTIONS_|GITHUB_(?:OUTPUT|ENV|PATH|STATE)$)/.test(name)),
  );
  return {
    run: ([program = '', ...args], told) =>
      new Promise((resolve) => {
        log.info(`Run ${program}`);
        const child = spawn(program, args, {
          cwd: root,
          env: { ...passed, ...told },
          shell: false,
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: hourMs,
          killSignal: 'SIGKILL',
        });
        let tail = '';
        const take = (chunk: Buffer): void => {
          const text = chunk.toString('utf8');
          for (const line of text.split(/\r?\n/)) if (line !== '') log.info(line);
          tail = `${tail}${text}`.slice(-mostTail);
        };
        child.stdout.on('data', take);
        child.stderr.on('data', take);
        child.once('error', (cause) => resolve({ exitCode: 127, tail: cause.message }));
        child.once('close', (exitCode) => resolve({ exitCode: exitCode ?? 137, tail: lastLine(tail) }));
      }),
  };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}
