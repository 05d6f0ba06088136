import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Duplex, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { effectsDescriptor, effectsVariable, parsePoint, type EffectPoint } from './effect-channel.ts';
import { killGroup } from './kill-group.ts';

export interface AnnouncingOptions {
  readonly cwd?: string;
  /** Added to `PATH`; nothing else of our own environment is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: one minute. A process that is still there then is killed, and the run fails. */
  readonly timeoutMs?: number;
}

export interface AnnouncingRun {
  /** In the order of their announcement; the last one is where it was killed, if it was. */
  readonly points: readonly EffectPoint[];
  /** Undefined when it was killed. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export type Verdict = 'go-on' | 'kill';

/** @param number - of the point, counted from 1 */
export type Judge = (point: EffectPoint, number: number) => Verdict | Promise<Verdict>;

/**
 * Runs a process that announces its effects. At each point it stands still until `judge` has decided; a kill is SIGKILL, and
 * takes along what the process started, as the end of a machine does.
 *
 * @throws Error when the process can not be started, takes longer than `timeoutMs`, or is ended by somebody else
 */
export async function runAnnouncing(
  file: string,
  args: readonly string[],
  options: AnnouncingOptions,
  judge: Judge,
): Promise<AnnouncingRun> {
  const { timeoutMs = 60_000 } = options;
  const child = startAnnouncing(file, args, options);
  const points: EffectPoint[] = [];
  let isKilled = false;
  let failure: unknown;

  function fail(error: unknown): void {
    failure ??= error;
    killGroup(child);
  }

  async function decide(point: EffectPoint): Promise<void> {
    const verdict = await judge(point, points.push(point));
    if (verdict === 'go-on') return acknowledge(child);
    isKilled = true;
    killGroup(child);
  }

  onLines(channelOf(child), (line) => {
    const point = parsePoint(line);
    if (point !== undefined) decide(point).catch(fail);
  });
  const late = new Error(`${file} was still there after ${timeoutMs} ms.`);
  const timer = setTimeout(() => fail(late), timeoutMs);
  try {
    const closed: Promise<unknown[]> = once(child, 'close');
    const [stdout, stderr, [exitCode, signal]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), closed]);
    if (failure !== undefined) throw new Error(`${file} at ${points.at(-1) ?? 'no point'}:\n${stdout}\n${stderr}`, { cause: failure });
    if (!isKilled && signal !== null) throw new Error(`${file} was ended by ${String(signal)}.\n${stdout}\n${stderr}`);
    return { points, exitCode: typeof exitCode === 'number' ? exitCode : undefined, stdout, stderr };
  } finally {
    clearTimeout(timer);
  }
}

function startAnnouncing(file: string, args: readonly string[], { cwd, env = {} }: AnnouncingOptions) {
  return spawn(file, args, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', ...env, [effectsVariable]: String(effectsDescriptor) },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true, // a group of its own, which can be ended as a whole
  });
}

async function textOf(output: Readable | null): Promise<string> {
  return output === null ? '' : text(output);
}

function acknowledge(child: ChildProcess): void {
  channelOf(child).write('\n');
}

function channelOf(child: ChildProcess): Duplex {
  const channel = child.stdio[effectsDescriptor];
  if (!(channel instanceof Duplex)) throw new Error('There is no channel for effects.');
  return channel;
}

function onLines(channel: Duplex, take: (line: string) => void): void {
  let rest = '';
  channel.on('error', () => {}); // the other end is gone, which the process itself tells better
  channel.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
}
