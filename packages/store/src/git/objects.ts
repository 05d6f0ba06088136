import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { gitEnvironment, gitSettings } from './environment.ts';
import { redact } from './git-error.ts';

/** An object of a repository, as `cat-file` tells of it. */
interface ObjectInfo {
  readonly id: string;
  readonly type: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * Reads objects by their names. What the repository does not hold is undefined, and nothing is fetched for it; a git that
 * ends before it answered is an error, since a file that could not be read must not be taken for one that is gone.
 */
export interface ObjectReader {
  /** @param name - an id, or another name of git such as `refs/heads/main^{commit}`; one with a line break is held to be unknown */
  info(name: string): Promise<ObjectInfo | undefined>;
  /** @param maxBytes - what is larger is not read, and is undefined as well: ask for `info` first to tell the two apart */
  contents(name: string, maxBytes: number): Promise<Buffer | undefined>;
}

type Answer = { readonly info: ObjectInfo; readonly bytes?: Buffer } | undefined;

interface Wanted {
  readonly command: 'info' | 'contents';
  readonly name: string;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** Longer than any name, and than any line that git writes about an object. */
const longestName = 4096;
/** Milliseconds without a question after which the process ends. A run asks all the time, or has ended. */
const idleMs = 500;

/**
 * One process answers all questions, in order: a process for each would take most of the time of a small commit. It starts
 * with the first question, ends soon after the last, and never keeps this program running.
 */
export function createObjectReader(root: string): ObjectReader {
  let running: Conversation | undefined;

  async function ask(command: Wanted['command'], name: string): Promise<Answer> {
    if (name.length > longestName || /[\n\0]/.test(name)) return undefined;
    return new Promise((settle, fail) => askAnew({ command, name, settle, fail }));
  }

  function askAnew(wanted: Wanted): void {
    if (running === undefined || running.ended) running = converse(root, askAnew);
    running.ask(wanted);
  }

  return {
    info: async (name) => (await ask('info', name))?.info,
    async contents(name, maxBytes) {
      const info = (await ask('info', name))?.info;
      return info === undefined || info.size > maxBytes ? undefined : (await ask('contents', info.id))?.bytes;
    },
  };
}

interface Conversation {
  readonly ended: boolean;
  ask(wanted: Wanted): void;
}

/** @param askAnew - asks another process what this one left unanswered */
function converse(root: string, askAnew: (wanted: Wanted) => void): Conversation {
  const child = start(root);
  const waiting: Wanted[] = [];
  let ended = false;
  let said = '';
  let idle: NodeJS.Timeout | undefined;

  function end(): void {
    ended = true;
    clearTimeout(idle);
    const [first, ...rest] = waiting.splice(0);
    if (first === undefined) return;
    // A partial clone does not hold everything; git then tries to fetch it, may not, and gives up.
    if (/promisor remote|lazy fetch/.test(said)) {
      first.settle(undefined);
      for (const wanted of rest) askAnew(wanted);
    } else {
      for (const { fail } of [first, ...rest])
        fail(new Error(`git ended before it had told what it was asked for. ${redact(said, [])}`.trim()));
    }
  }

  const answers = readAnswers(waiting, () => {
    if (waiting.length > 0) return;
    hold(child, false);
    idle = setTimeout(() => {
      ended = true; // whoever asks next starts anew
      child.stdin.end();
    }, idleMs).unref();
  });
  child.stdout.on('data', answers);
  child.on('error', end);
  child.on('close', end);
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < longestName) said += chunk.toString('utf8');
  });
  child.stdin.on('error', () => {}); // `close` tells the rest

  return {
    get ended() {
      return ended;
    },
    ask(wanted) {
      clearTimeout(idle);
      hold(child, true);
      waiting.push(wanted);
      child.stdin.write(`${wanted.command} ${wanted.name}\n`);
    },
  };
}

function start(root: string): ChildProcessWithoutNullStreams {
  const folder = realpathSync(root);
  // Container jobs work as another user than the owner of the checkout. Whoever named this folder chose it.
  const settings = [...gitSettings, '-c', `safe.directory=${folder}`];
  const env = gitEnvironment(process.env, { GIT_ALLOW_PROTOCOL: '' });
  const child = spawn('git', [...settings, 'cat-file', '--batch-command'], {
    cwd: folder,
    env,
    shell: false,
    stdio: 'pipe',
    windowsHide: true,
  });
  hold(child, false);
  return child;
}

/** Whether the process keeps this program running: only while somebody waits for its answer. */
function hold(child: ChildProcessWithoutNullStreams, needed: boolean): void {
  for (const one of [child, child.stdin, child.stdout, child.stderr] as readonly { ref?: () => void; unref?: () => void }[]) {
    if (needed) one.ref?.();
    else one.unref?.();
  }
}

/** Takes what the process writes, and settles the questions in their order. */
function readAnswers(waiting: Wanted[], onAnswer: () => void): (chunk: Buffer) => void {
  let left: Buffer[] = [];
  let size = 0;
  /** Fewer bytes than this hold no whole answer. */
  let needed = 1;
  return (chunk) => {
    left.push(chunk);
    size += chunk.length;
    if (size < needed) return;
    let bytes = left.length === 1 ? chunk : Buffer.concat(left);
    for (;;) {
      const [next] = waiting;
      const taken = next === undefined ? undefined : take(bytes, next.command);
      if (next === undefined || taken === undefined || 'needed' in taken) {
        needed = taken === undefined || !('needed' in taken) ? bytes.length + 1 : taken.needed;
        break;
      }
      waiting.shift();
      bytes = bytes.subarray(taken.length);
      next.settle(taken.answer);
      onAnswer();
    }
    left = bytes.length === 0 ? [] : [bytes];
    size = bytes.length;
  };
}

/** `<id> <type> <size>`, for `contents` followed by the bytes; or `<name> missing`, where the name may hold anything but a line break. */
function take(bytes: Buffer, command: Wanted['command']): { answer: Answer; length: number } | { needed: number } {
  const end = bytes.indexOf('\n');
  if (end < 0) return { needed: bytes.length + 1 };
  const [, id, type, digits] = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(bytes.toString('latin1', 0, end)) ?? [];
  if (id === undefined || type === undefined) return { answer: undefined, length: end + 1 };
  const info = { id, type, size: Number(digits) };
  if (command === 'info') return { answer: { info }, length: end + 1 };
  const length = end + 1 + info.size + 1;
  if (bytes.length < length) return { needed: length };
  return { answer: { info, bytes: Buffer.from(bytes.subarray(end + 1, length - 1)) }, length };
}
