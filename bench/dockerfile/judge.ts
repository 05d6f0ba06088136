import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { ReaderCost } from './costs.ts';

/** BuildKit itself: the whole answer, and its parser alone where the program can do that. */
export async function measureJudge(program: string, texts: readonly string[]): Promise<ReaderCost[]> {
  const questions = texts.map((text) => `${JSON.stringify({ text })}\n`).join('');
  return [
    { name: "BuildKit's parser alone", cpuMs: await leastOf(program, ['--parse-only'], questions, texts.length) },
    { name: 'BuildKit, the whole answer', cpuMs: await leastOf(program, [], questions, texts.length) },
  ];
}

async function leastOf(program: string, args: readonly string[], questions: string, answers: number): Promise<number | undefined> {
  const costs: (number | undefined)[] = [];
  for (let run = 0; run < 3; run += 1) costs.push(await cpuOf(program, args, questions, answers));
  const known = costs.filter((cost) => cost !== undefined);
  return known.length === costs.length ? Math.min(...known) : undefined;
}

/** Undefined when there was not an answer of the wanted kind to each question, or where the system does not tell. */
async function cpuOf(program: string, args: readonly string[], questions: string, answers: number): Promise<number | undefined> {
  const before = childrenCpuMs();
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const closed = once(child, 'close');
  child.stdin.on('error', () => {}); // a program that knows no such flag ends before it reads
  child.stdin.end(questions);
  const output = await text(child.stdout);
  await closed;
  const after = childrenCpuMs();
  const isWhole = /"(?:pulls|images)":/.test(output);
  if (isWhole === args.includes('--parse-only') || output.split('\n').length - 1 !== answers) return undefined;
  return before === undefined || after === undefined ? undefined : after - before;
}

/** What all ended children of this process took, as Linux counts it: in hundredths of a second. */
function childrenCpuMs(): number | undefined {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return undefined;
  }
}
