import { parseBranchName, parseRepoPath, parseWorkflowFile } from '@image-factory/core/enrollment';
import { parseRebuildKey, readRebuild, request, writeRebuild, type Rebuild, type RebuildKey, type RebuildRequest } from '@image-factory/core/rebuild';
import { mergeState, readState, renderState } from '@image-factory/core/state';
import { createHash } from 'node:crypto';
import { memoryLog } from '@image-factory/testkit';
import type { CommitOutcome, Head, StateStore } from '../commit/index.ts';
import { entry } from '../memory.fixture.ts';
import type { FileChange } from '../ports.ts';
import type { RunOrder, RunSearch, RunStart, TargetForm, WantedRun } from './ports.ts';
import type { RelayDeps, RelayInputs } from './relay.ts';

/** What may happen at one moment: `effect` is had or not, and its answer comes back or not. */
export type Mishap = 'none' | 'lost before' | 'lost after' | 'refused';

/** A run on the forge of the model. */
export interface ModelRun {
  readonly id: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly name: string;
  readonly createdAt: number;
  /** The builder refuses a key that is being built, or was. */
  readonly builds: boolean;
}

const factory = 'repository: acme/factory\n';
const parsed = <T>(result: { ok: true; value: T } | { ok: false }): T => {
  if (!result.ok) throw new Error('a fixture');
  return result.value;
};
const dir = parsed(parseRepoPath('image-factory'));
const branch = parsed(parseBranchName('main'));
const workflow = parsed(parseWorkflowFile('rebuild.yml'));

export function key(digit: string): RebuildKey {
  const found = parseRebuildKey(digit.repeat(32));
  if (found === undefined) throw new Error(digit);
  return found;
}

export function relayInputs(by: string): RelayInputs {
  return { dir, branch, by, ownBuild: { kind: 'workflow', workflow } };
}

/** A factory, its branch and its forge in memory, with a clock of their own that the test moves. */
export class World {
  /** Milliseconds, by the forge's clock. */
  time = Date.UTC(2026, 0, 1);
  readonly runs: ModelRun[] = [];
  /** For how long a new run is in no list. */
  lagMs = 0;
  form: TargetForm = { kind: 'form', inputs: ['image', 'key', 'reason'], showsKey: true };
  /** Whether the forge says which run came of a dispatch. */
  givesIds = true;
  /** What happens at the next dispatches and commits. */
  readonly startMishaps: Mishap[] = [];
  readonly commitMishaps: Mishap[] = [];
  /** Asked before each effect of a relay; the interleavings wait here. */
  turn: (relay: string, what: string) => Promise<void> = async () => {};
  readonly log = memoryLog();
  #heads: ReadonlyMap<string, string>[] = [];
  /** Answers that stand in for the forge's. */
  startAnswer: RunStart | undefined;
  findAnswer: RunSearch | undefined;

  constructor(images: readonly string[], config = '', extra = '') {
    this.#heads.push(
      new Map([
        ['image-factory/images.yaml', images.map((name) => entry(name, extra)).join('')],
        ['image-factory/factory.yaml', `${factory}${config}`],
        ...images.map((name): [string, string] => [pathOf(name), fileOf(name, undefined)]),
      ]),
    );
  }

  get commits(): number {
    return this.#heads.length - 1;
  }

  now(): Date {
    return new Date(this.time - (this.time % 1000)); // a `Date` header has no parts of a second
  }

  rebuild(name: string): Rebuild {
    const { snapshot } = readState([{ path: `images/${name}.yaml`, text: this.file(pathOf(name)) }], 'state');
    return readRebuild(snapshot.images.get(name) ?? new Map());
  }

  file(path: string): string {
    return this.#head.get(path) ?? '';
  }

  put(path: string, text: string): void {
    this.#heads.push(new Map(this.#head).set(path, text));
  }

  set(name: string, rebuild: Rebuild): void {
    this.put(pathOf(name), fileOf(name, rebuild));
  }

  /** Asks for a rebuild, as the part that decides does. */
  ask(name: string, digit: string, more: Partial<RebuildRequest> = {}): void {
    const result = request(this.rebuild(name), { key: key(digit), cause: 'routine', reason: 'a base moved', inputs: {}, at: this.now(), ...more });
    if (result.kind === 'moved') this.set(name, result.rebuild);
  }

  advance(minutes: number): void {
    this.time += minutes * 60_000;
  }

  deps(by: string): RelayDeps {
    return {
      open: async () => this.#store(by),
      pace: {
        elapsed: () => this.time,
        sleep: async (ms) => {
          await this.turn(by, 'sleep');
          this.time += ms;
        },
        random: () => 0.5,
      },
      log: this.log,
      clock: {
        now: async () => {
          await this.turn(by, 'clock');
          return this.now();
        },
      },
      runs: {
        inspect: async () => this.form,
        find: async (wanted) => {
          await this.turn(by, 'find');
          return this.findAnswer ?? this.#find(wanted);
        },
        start: async (order) => {
          await this.turn(by, 'start');
          return this.startAnswer ?? this.#start(order);
        },
      },
    };
  }

  get #head(): ReadonlyMap<string, string> {
    const head = this.#heads.at(-1);
    if (head === undefined) throw new Error('no head');
    return head;
  }

  #find({ keys, since, exclude, unnamed }: WantedRun): RunSearch {
    const seen = this.runs.filter((run) => run.createdAt + this.lagMs <= this.time && run.createdAt >= since.getTime() && !exclude.has(run.id));
    const named = seen.find(({ name }) => keys.some((wanted) => name.includes(wanted)));
    if (named !== undefined) return { kind: 'found', run: { id: named.id }, isNamed: true };
    const others = unnamed === undefined ? [] : seen.filter(({ id }) => !unnamed.exclude.has(id));
    const [only, ...more] = others;
    if (only === undefined) return { kind: 'none' };
    return more.length > 0 ? { kind: 'ambiguous', runs: others.map(({ id }) => id) } : { kind: 'found', run: { id: only.id }, isNamed: false };
  }

  #start({ inputs }: RunOrder): RunStart {
    const mishap = this.startMishaps.shift() ?? 'none';
    if (mishap === 'refused') return { kind: 'later', why: 'slow down', afterMs: 60_000 };
    if (mishap === 'lost before') return { kind: 'unclear', why: 'the connection broke off' };
    const isShown = this.form.kind === 'form' && this.form.showsKey;
    const identity = inputs['key'] ?? '';
    const builds = identity === '' || !this.runs.some((run) => run.builds && run.inputs['key'] === identity);
    const id = String(this.runs.length + 1);
    this.runs.push({ id, inputs, name: isShown ? `Rebuild ${identity}` : 'Rebuild', createdAt: this.time, builds });
    if (mishap === 'lost after') return { kind: 'unclear', why: 'the answer was lost' };
    return this.givesIds ? { kind: 'started', run: { id, url: `https://forge.example/runs/${id}` } } : { kind: 'started' };
  }

  #store(by: string): StateStore {
    return {
      branch,
      open: async () => {
        await this.turn(by, 'open');
        return { kind: 'head', head: this.#headOf(this.#heads.length - 1) };
      },
      commit: async (expected, { changes }): Promise<CommitOutcome> => {
        await this.turn(by, 'commit');
        const mishap = this.commitMishaps.shift() ?? 'none';
        if (mishap === 'lost before') return { kind: 'unclear', why: 'the connection broke off' };
        if (mishap === 'refused' || expected !== String(this.#heads.length - 1)) return { kind: 'moved' };
        this.#heads.push(applied(this.#head, changes));
        const commit = String(this.#heads.length - 1);
        return mishap === 'lost after' ? { kind: 'unclear', why: 'the answer was lost', commit } : { kind: 'landed', commit };
      },
      holds: async (commit) => Number(commit) < this.#heads.length,
    };
  }

  #headOf(index: number): Head {
    const files = this.#heads[index] ?? new Map<string, string>();
    return {
      commit: String(index),
      history: { async *versions() {} },
      async read(path) {
        const text = files.get(path);
        return text === undefined ? { kind: 'missing' } : { kind: 'file', text, hash: createHash('sha256').update(text).digest('hex') };
      },
      async list(folder) {
        const inside = [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
        return inside.filter((path) => !path.includes('/')).toSorted();
      },
    };
  }
}

function applied(files: ReadonlyMap<string, string>, changes: readonly FileChange[]): ReadonlyMap<string, string> {
  const next = new Map(files);
  for (const change of changes) {
    if (change.kind === 'write') next.set(change.path, change.text);
    else next.delete(change.path);
  }
  return next;
}

export function pathOf(name: string): string {
  return `image-factory/state/images/${name}.yaml`;
}

/** A state file of the image, with what is said of its rebuild. */
function fileOf(name: string, rebuild: Rebuild | undefined): string {
  const fresh = mergeState('managed', undefined, 'analyze', new Map([['name', name]]));
  const state = rebuild === undefined ? fresh : mergeState('managed', fresh, 'dispatch', new Map([['rebuildState', writeRebuild(fresh, rebuild)]]));
  return renderState({ shelf: 'images', stem: name }, state);
}
