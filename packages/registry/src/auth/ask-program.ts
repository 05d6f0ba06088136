import { execFile } from 'node:child_process';
import { z } from 'zod';
import { parseJson } from '../content/json.ts';
import { passwordOf, type Credential } from './docker-config.ts';

/** Runs a program with a list of arguments. @returns what it wrote, or undefined when it failed */
export type RunProgram = (program: string, args: readonly string[], input: string) => Promise<string | undefined>;

const Answer = z.object({ Username: z.string(), Secret: z.string() });
const timeoutMs = 10_000;
const maxBytes = 64 * 1024;

/**
 * Asks a credential helper of Docker (`docker-credential-NAME get`).
 *
 * @returns undefined when it knows none, can not be run, or has a name that is no plain word: it becomes the name of a program
 */
export async function askProgram(name: string, host: string, run: RunProgram): Promise<Credential | undefined> {
  if (!/^[a-z0-9-]{1,64}$/.test(name)) return undefined;
  const output = await run(programFor(name), ['get'], host === 'docker.io' ? 'https://index.docker.io/v1/' : host);
  const answer = Answer.safeParse(parseJson(output ?? ''));
  return answer.success ? passwordOf(answer.data.Username, answer.data.Secret) : undefined;
}

function programFor(name: string): string {
  return `docker-credential-${name}`;
}

/** @param env - of the program: helpers of clouds find their own credentials there */
export function runProgramIn(env: Readonly<Record<string, string | undefined>>): RunProgram {
  return (program, args, input) => {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    const child = execFile(program, [...args], { env, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: maxBytes }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    );
    child.stdin?.on('error', () => {}); // it may end without reading
    child.stdin?.end(input);
    return promise;
  };
}
