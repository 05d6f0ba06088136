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
  /**
   * @param maxBytes - what is larger is not kept, whatever it is
   * @returns the bytes, for reading and not for keeping: they may be a part of more
   */
  contents(name: string, maxBytes: number): Promise<Contents>;
}

type Contents = { readonly kind: 'bytes'; readonly bytes: Buffer } | { readonly kind: 'too-large' } | undefined;

type Answer = { readonly info: ObjectInfo; readonly bytes?: Buffer } | undefined;

interface Wanted {
  readonly command: 'info' | 'contents';
  readonly name: string;
  /** What is larger is passed over. */
  readonly maxBytes: number;
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

  async function ask(command: Wanted['command'], name: string, maxBytes = 0): Promise<Answer> {
    if (name.length > longestName || /[\n\0]/.test(name)) return undefined;
    return new Promise((settle, fail) => askAnew({ command, name, maxBytes, settle, fail }));
  }

  function askAnew(wanted: Wanted): void {
    if (running === undefined || running.ended) running = converse(root, askAnew);
    running.ask(wanted);
  }

  return {
    info: async (name) => (await ask('info', name))?.info,
    async contents(name, maxBytes) {
      const answer = await ask('contents', name, maxBytes);
      if (answer === undefined) return undefined;
      return answer.bytes === undefined ? { kind: 'too-large' } : { kind: 'bytes', bytes: answer.bytes };
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
  let unsent = '';
  let idle: NodeJS.Timeout | undefined;

  /** What was asked for in one turn is sent, and answered, in one piece: of thousands of files this is the larger part of the cost. */
  function send(): void {
    child.stdin.write(`${unsent}flush\n`);
    unsent = '';
  }

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
      if (unsent === '') process.nextTick(send);
      unsent += `${wanted.command} ${wanted.name}\n`;
    },
  };
}

function start(root: string): ChildProcessWithoutNullStreams {
  const folder = realpathSync(root);
  // Container jobs work as another user than the owner of the checkout. Whoever named this folder chose it.
  const settings = [...gitSettings, '-c', `safe.directory=${folder}`];
  const env = gitEnvironment(process.env, { GIT_ALLOW_PROTOCOL: '' });
  const child = spawn('git', [...settings, 'cat-file', '--batch-command', '--buffer'], {
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
  /** Bytes that nobody wants. */
  let passing = 0;
  return (chunk) => {
    const wanted = chunk.subarray(Math.min(passing, chunk.length));
    passing -= chunk.length - wanted.length;
    if (wanted.length === 0) return;
    left.push(wanted);
    size += wanted.length;
    if (size < needed) return;
    const bytes = left.length === 1 ? wanted : Buffer.concat(left);
    let at = 0;
    let answered = 0;
    for (let next = waiting[0]; next !== undefined; next = waiting[answered]) {
      const taken = take(bytes, at, next);
      needed = 'needed' in taken ? taken.needed : 1;
      if ('needed' in taken) break;
      answered += 1;
      at += taken.length;
      next.settle(taken.answer);
      if (at >= bytes.length) break;
    }
    passing = Math.max(0, at - bytes.length);
    left = at >= bytes.length ? [] : [bytes.subarray(at)];
    size = Math.max(0, bytes.length - at);
    waiting.splice(0, answered);
    if (answered > 0) onAnswer();
  };
}

/**
 * `<id> <type> <size>`, for `contents` followed by the bytes; or `<name> missing`, where the name may hold anything but a line break.
 *
 * @returns the length of the answer, which reaches beyond what is there when its bytes are too many to be wanted
 */
function take(bytes: Buffer, start: number, { command, maxBytes }: Wanted): { answer: Answer; length: number } | { needed: number } {
  const end = bytes.indexOf(10, start);
  if (end < 0) return { needed: bytes.length - start + 1 };
  const [, id, type, digits] = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(bytes.toString('latin1', start, end)) ?? [];
  const head = end + 1 - start;
  if (id === undefined || type === undefined) return { answer: undefined, length: head };
  const info = { id, type, size: Number(digits) };
  if (command === 'info') return { answer: { info }, length: head };
  const length = head + info.size + 1;
  if (info.size > maxBytes) return { answer: { info }, length };
  if (bytes.length - start < length) return { needed: length };
  return { answer: { info, bytes: bytes.subarray(end + 1, start + length - 1) }, length };
}
