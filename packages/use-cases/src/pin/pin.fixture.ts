import { parsePlatform } from '@image-factory/core/dockerfile';
import { parseBranchName, parseRepoPath, type BranchName, type RepoPath } from '@image-factory/core/enrollment';
import type { LookUp } from '@image-factory/core/observe';
import { formatReference, parseDigest, type Digest } from '@image-factory/core/reference';
import { fakeClock, memoryLog } from '@image-factory/testkit';
import type { ProposalOutcome, ProposalRequest } from '../commit/proposals.ts';
import { MemoryRemote } from '../commit/memory-store.fixture.ts';
import type { Registries } from '../rebuild/ports.ts';
import type { PinDeps, PinReport } from './pin.ts';
import { pin, type PinInputs } from './pin.ts';
import { planPins, type PinPlan } from './plan-pins.ts';
import type { OpenedPlace, PinPlace } from './ports.ts';

const amd64 = parsePlatform('linux/amd64');

/** The digest of an index, by a hex digit; its manifest has the digit twice. */
export function digest(letter: string): Digest {
  const found = parseDigest(`sha256:${letter.repeat(64).slice(0, 64)}`);
  if (found === undefined) throw new Error(letter);
  return found;
}

function manifestOf(letter: string): Digest {
  return digest(`${letter}0`.repeat(32).slice(0, 64));
}

const dir = pathOf('image-factory');

function pathOf(text: string): RepoPath {
  const parsed = parseRepoPath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function branchOf(text: string): BranchName {
  const parsed = parseBranchName(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** A request as a test reads it. */
interface Asked {
  /** `SLUG INTO <- PROPOSED`; without a slug the factory's own repository. */
  readonly where: string;
  readonly request: ProposalRequest;
}

export interface StoryImage {
  readonly delay?: string;
  readonly source?: Readonly<Record<string, unknown>>;
  readonly more?: Readonly<Record<string, unknown>>;
  /** `BASE:TAG@LETTER`, as the last analysis found them. */
  readonly pins: readonly string[];
}

export interface StoryOptions {
  readonly images: Readonly<Record<string, StoryImage>>;
  /** Files of repositories by slug; `''` is the factory's own. `@1` in them stands for the digest of that letter. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What was seen under `node:22` and its like, letter and hour of January 1st. */
  readonly seen?: Readonly<Record<string, readonly (readonly [string, number])[]>>;
  readonly settings?: string;
}

/** A factory whose repositories, registry and forge are in memory; it is the 2nd of January, noon. */
export class PinStory {
  readonly remotes = new Map<string, MemoryRemote>();
  readonly asked: Asked[] = [];
  /** What is answered to proposals, one after the other; then `opened`. A function is called first. */
  readonly answers: (ProposalOutcome | Error | (() => void))[] = [];
  readonly refused = new Map<string, string>();
  /** Digests that the registry does not have. */
  readonly gone = new Set<string>();
  readonly clock = fakeClock('2026-01-02T12:00:00Z');
  #opened = 0;

  constructor({ images, files, seen = { 'node:22': moved }, settings = '' }: StoryOptions) {
    const written = Object.entries(images).map(([name, { delay = '0h', source = {}, more = {} }]) => ({
      name,
      registry: 'ghcr.io',
      repository: `acme/${name}`,
      rebuildDelay: delay,
      source: { provider: 'github', branch: 'main', dockerfile: `${name}/Dockerfile`, ...source },
      ...more,
    }));
    const state = Object.fromEntries([
      ...Object.entries(images).map(([name, { pins }]) => [`image-factory/state/images/${name}.yaml`, imageFile(name, pins)] as const),
      ...Object.entries(seen).map(([base, sightings]) => [`image-factory/state/base-images/${base.replace(':', '-')}.yaml`, baseFile(base, sightings)] as const),
    ]);
    const own = {
      'image-factory/images.yaml': withDigests(JSON.stringify(written, undefined, 2)),
      'image-factory/factory.yaml': `repository: acme/factory\nallow: {owners: [other]}\n${settings}`,
      ...state,
    };
    this.remotes.set('', new MemoryRemote());
    this.put('', own);
    for (const [slug, more] of Object.entries(files)) this.put(slug, more);
  }

  put(slug: string, files: Readonly<Record<string, string>>, branch = 'main'): void {
    const remote = this.remotes.get(slug) ?? new MemoryRemote();
    this.remotes.set(slug, remote);
    remote.put(branch, Object.fromEntries(Object.entries(files).map(([path, text]) => [path, withDigests(text)])));
  }

  text(slug: string, path: string, branch = 'main'): string {
    return this.remotes.get(slug)?.head(branch)?.files.get(path) ?? '';
  }

  /** What would stand in a file once a request were merged. */
  proposed(index: number, path: string): string | undefined {
    const change = this.asked[index]?.request.changes.find((one) => one.path === path);
    return change?.kind === 'write' ? change.text : undefined;
  }

  async run(inputs: Partial<PinInputs> = {}): Promise<PinReport> {
    const head = await this.#head('', branchOf('main'));
    const { tree, ...factory } = this.#factory();
    return pin({ dir, home: { branch: branchOf('main') }, ...inputs }, { ...factory, tree: { ...tree, ...head }, ...this.#deps() });
  }

  async plan(inputs: Partial<PinInputs> = {}): Promise<PinPlan> {
    const factory = this.#factory();
    const sources: Parameters<typeof planPins>[1]['sources'] = {
      read: async ({ repo = '', branch }, path) => (await this.#head(repo, branch)).read(path),
    };
    const { registries, clock, log } = this.#deps();
    return planPins({ dir, home: { branch: branchOf('main') }, ...inputs }, { ...factory, sources, registries, clock, log });
  }

  async #head(slug: string, branch: BranchName) {
    const opened = await (this.remotes.get(slug) ?? new MemoryRemote()).store(branch).open();
    if (opened.kind !== 'head') throw new Error(`${slug} has no ${branch}`);
    return opened.head;
  }

  #factory() {
    const remote = this.remotes.get('') ?? new MemoryRemote();
    const open = async (branch: BranchName) => remote.store(branch);
    const head = async () => this.#head('', branchOf('main'));
    const tree = {
      read: async (path: RepoPath) => (await head()).read(path),
      list: async (folder: RepoPath) => (await head()).list(folder).then((names) => names.filter((name) => !name.includes('/'))),
      apply: async () => {
        throw new Error('nothing is written');
      },
    };
    const history = {
      async *versions() {
        yield* [];
      },
    };
    return { tree, history, open };
  }

  #deps(): Pick<PinDeps, 'forge' | 'registries' | 'clock' | 'pace' | 'log'> {
    let now = 0;
    return {
      forge: { open: async (place) => this.#open(place) },
      registries: async () => this.#registry(),
      clock: this.clock,
      pace: { elapsed: () => now, random: () => 0.5, sleep: async (ms) => void (now += Math.max(1, ms)) },
      log: memoryLog(),
    };
  }

  #open(place: PinPlace): OpenedPlace {
    const { branch } = place;
    const repo: string = place.repo ?? '';
    this.#opened += 1;
    const why = this.refused.get(repo);
    if (why !== undefined) return { kind: 'refused', why, hint: 'Ask its owner.' };
    const store = (this.remotes.get(repo) ?? new MemoryRemote()).store(branch);
    return {
      kind: 'open',
      head: () => store.open(),
      proposals: async (proposed) => ({
        open: () => store.open(),
        proposed: async () => undefined,
        propose: async (request) => {
          this.asked.push({ where: `${repo} ${branch} <- ${proposed}`.trim(), request });
          let answer = this.answers.shift();
          if (typeof answer === 'function') {
            answer();
            answer = this.answers.shift();
          }
          if (answer instanceof Error) throw answer;
          if (answer !== undefined && typeof answer !== 'function') return answer;
          if (request.changes.length === 0) return { kind: 'nothing' };
          return { kind: 'opened', pull: this.asked.length, url: `https://github.com/${repo}/pull/${this.asked.length}` };
        },
      }),
    };
  }

  #registry(): Registries {
    const lookUp = async (reference: Parameters<Registries['lookUp']>[0]): Promise<LookUp> => {
      const known = reference.digest;
      if (known === undefined || this.gone.has(known)) return { kind: 'missing', why: `the registry has no ${formatReference(reference).slice(0, 40)}` };
      const letter = known.charAt(7);
      return { kind: 'found', digest: known, platforms: new Map(amd64 === undefined ? [] : [[amd64, manifestOf(letter)]]) };
    };
    return { lookUp, manifest: async () => undefined, blob: async () => undefined, config: async () => undefined };
  }

  get opened(): number {
    return this.#opened;
  }
}

/** `node:22` was 1 at midnight, and is 2 since two o'clock. */
export const moved: readonly (readonly [string, number])[] = [
  ['1', 0],
  ['2', 2],
];

function withDigests(text: string): string {
  return text.replaceAll(/@([1-9])(?![0-9])/g, (_, letter: string) => `@${digest(letter)}`);
}

function imageFile(name: string, pins: readonly string[]): string {
  const details = pins.map((ref, index) => `  - ref: ${withDigests(ref)}\n    kind: ${index === 0 ? 'final-base' : 'copy-from'}\n    line: ${index + 1}\n    pinned: true\n`);
  return `name: ${name}\ndiscoveryStatus: success\nbaseImageDetails:\n${details.join('')}`;
}

function baseFile(base: string, sightings: readonly (readonly [string, number])[]): string {
  const time = (hour: number): string => `"2026-01-01T${String(hour).padStart(2, '0')}:00:00Z"`;
  const [last] = sightings.toReversed();
  const seen = sightings.map(([letter, hour]) => `    - digest: ${manifestOf(letter)}\n      at: ${time(hour)}\n`);
  const history = sightings.map(([letter, hour]) => `  - at: ${time(hour)}\n    digest: ${digest(letter)}\n    platforms: [linux/amd64]\n`);
  const [repository = '', tag = ''] = base.split(':');
  return `name: ${base.replace(':', '-')}\nfullImage: docker.io/library/${base}\nrepoURL: docker.io/library/${repository}\nallowTags: ^${tag}$\ncurrentDigest: ${digest(last?.[0] ?? '1')}\nseen:\n  linux/amd64:\n${seen.join('')}updateHistory:\n${history.join('')}`;
}
