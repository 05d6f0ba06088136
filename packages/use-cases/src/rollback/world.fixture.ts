import { createHash } from 'node:crypto';
import { parseRepoPath } from '@image-factory/core/enrollment';
import type { Missing, Unknown } from '@image-factory/core/observe';
import { parseDigest, parseTag, type Digest, type Tag } from '@image-factory/core/reference';
import { mergeState, readState, renderState, textField } from '@image-factory/core/state';
import { toYaml, type YamlMap } from '@image-factory/core/yaml';
import { fakeClock, memoryLog } from '@image-factory/testkit';
import { branchOf, MemoryRemote } from '../commit/memory-store.fixture.ts';
import type { RollbackRegistry } from './ports.ts';
import { rollback, type RollbackDeps, type RollbackInputs, type RollbackReport } from './rollback.ts';

const start = '2026-11-21T10:00:00Z';
export const images = 'image-factory/images.yaml';
export const stateFile = 'image-factory/state/images/web.yaml';
export const down: Unknown = { kind: 'unknown', code: 'unreachable', why: 'nobody answers' };

export const entry = `# What we build
- name: other
  registry: ghcr.io
  repository: acme/other
  source: {provider: github, branch: main, dockerfile: other/Dockerfile}

# The shop's front
- name: web   # not the API
  registry: ghcr.io
  repository: acme/web
  tags: [latest, stable, "{{major}}.{{minor}}", "{{version}}"]
  source:
    provider: github
    branch: main
    dockerfile: web/Dockerfile
    platforms: [linux/amd64, linux/arm64]

- name: postgres
  registry: docker.io
  repository: library/postgres
  allowTags: ^16-alpine$
`;

export function tag(text: string): Tag {
  const parsed = parseTag(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

function digestOf(text: string): Digest {
  const digest = parseDigest(`sha256:${createHash('sha256').update(text).digest('hex')}`);
  if (digest === undefined) throw new Error(text);
  return digest;
}

/** An image of two platforms and an attestation, and nothing but their names. */
export interface Build {
  readonly digest: Digest;
  readonly text: string;
  readonly parts: readonly Digest[];
}

/** @param says - the version in its annotations */
export function build(name: string, { platforms = ['amd64', 'arm64'], says }: { readonly platforms?: readonly string[]; readonly says?: string } = {}): Build {
  const part = (of: string) => digestOf(`${name} ${of}`);
  const manifests = [
    ...platforms.map((architecture) => ({ digest: part(architecture), platform: { os: 'linux', architecture } })),
    { digest: part('attestation'), platform: { os: 'unknown', architecture: 'unknown' } },
  ];
  const annotations = says === undefined ? {} : { annotations: { 'org.opencontainers.image.version': says } };
  const text = JSON.stringify({ schemaVersion: 2, manifests, ...annotations });
  return { digest: digestOf(text), text, parts: manifests.map(({ digest }) => digest) };
}

export const key = (letter: string): string => letter.repeat(32);
export const old = build('1.4.2');
export const bad = build('1.5.0');

/** A branch and a registry; `web` was published as 1.4.2 and then as 1.5.0, which is under its tags. */
export class World implements RollbackRegistry {
  readonly remote = new MemoryRemote();
  readonly tags = new Map<string, Digest>();
  readonly there = new Map<Digest, string>();
  readonly log = memoryLog();
  readonly clock = fakeClock(start);
  /** What was done that others see, in order. */
  readonly effects: string[] = [];
  /** Answers of the registry that are none, by what is asked: `moveTag latest`. */
  readonly failures = new Map<string, Unknown | Missing>();
  /** Called before each effect and after it: who throws here has been killed. */
  onEffect: (effect: string) => void = () => {};

  constructor({ enrollment = entry, factory = '', state = {} }: { readonly enrollment?: string; readonly factory?: string; readonly state?: Readonly<Record<string, unknown>> } = {}) {
    this.push(old, '1.4.2', '1.4.2-aaaaaaaaaaaa', '1.4');
    this.push(bad, '1.5.0', '1.5.0-bbbbbbbbbbbb', '1.5', 'latest', 'stable');
    this.remote.put('main', { [images]: enrollment, 'image-factory/factory.yaml': factory, [stateFile]: stateOf(state) });
    this.remote.meanwhile = () => this.onEffect('commit');
  }

  push({ digest, text, parts }: Build, ...tags: readonly string[]): void {
    this.there.set(digest, text);
    for (const part of parts) this.there.set(part, '{}');
    for (const one of tags) this.tags.set(one, digest);
  }

  run(more: Partial<RollbackInputs> = {}): Promise<RollbackReport> {
    const dir = parseRepoPath('image-factory');
    if (!dir.ok) throw new Error('a path');
    const usual = { image: 'web', to: '1.4.2', hold: { reason: '1.5.0 does not start' }, dryRun: false };
    return rollback({ dir: dir.value, branch: branchOf('main'), ...usual, ...more }, this.deps());
  }

  deps(): RollbackDeps {
    let now = 0;
    const pace = { elapsed: () => now, random: () => 0.5, sleep: async (ms: number) => void (now += Math.max(1, ms)) };
    const open: RollbackDeps['open'] = async (branch) => {
      const store = this.remote.store(branch);
      return {
        ...store,
        commit: async (expected, request) => {
          const outcome = await store.commit(expected, request);
          if (outcome.kind === 'landed') this.done('commit');
          return outcome;
        },
      };
    };
    return { open, pace, log: this.log, clock: this.clock, registries: async () => this };
  }

  private done(effect: string): void {
    this.effects.push(effect);
    this.onEffect(`after ${effect}`);
  }

  file(path: string, branch = 'main'): string {
    return this.remote.head(branch)?.files.get(path) ?? '';
  }

  state(): YamlMap {
    const { snapshot } = readState([{ path: 'images/web.yaml', text: this.file(stateFile) }], 'state');
    return [...snapshot.images.values()][0] ?? new Map();
  }

  published(): { readonly version: string | undefined; readonly digest: string | undefined } {
    return { version: textField(this.state(), 'currentVersion'), digest: textField(this.state(), 'currentDigest') };
  }

  async listTags(): ReturnType<RollbackRegistry['listTags']> {
    return this.failures.get('listTags') ?? { kind: 'tags', tags: [...this.tags.keys()].map(tag), isComplete: true };
  }

  async tagged(_: unknown, name: Tag): ReturnType<RollbackRegistry['tagged']> {
    const digest = this.tags.get(name);
    return this.failures.get(`tagged ${name}`) ?? (digest === undefined ? { kind: 'missing', why: 'no such tag' } : { kind: 'tagged', digest });
  }

  async exists(_: unknown, digest: Digest): ReturnType<RollbackRegistry['exists']> {
    return this.failures.get('exists') ?? (this.there.has(digest) ? { kind: 'present' } : { kind: 'missing', why: 'no such manifest' });
  }

  async manifestBytes(_: unknown, digest: Digest): ReturnType<RollbackRegistry['manifestBytes']> {
    const text = this.there.get(digest);
    return this.failures.get('manifestBytes') ?? (text === undefined ? { kind: 'missing', why: 'no such manifest' } : { kind: 'bytes', bytes: new TextEncoder().encode(text) });
  }

  async moveTag(_: unknown, name: Tag, digest: Digest): ReturnType<RollbackRegistry['moveTag']> {
    const failure = this.failures.get(`moveTag ${name}`);
    if (failure !== undefined) return failure;
    this.onEffect(`moveTag ${name}`);
    this.tags.set(name, digest);
    this.done(`moveTag ${name}`);
    return { kind: 'moved' };
  }
}

function stateOf(more: Readonly<Record<string, unknown>>): string {
  const fields = (of: object) => new Map(Object.entries(of).map(([name, value]) => [name, toYaml(value)]));
  const { rebuildState, ...rest } = more;
  const analyzed = mergeState('managed', undefined, 'analyze', fields({ name: 'web', discoveryStatus: 'success', baseImages: [], baseImageDetails: [] }));
  const published = {
    currentVersion: '1.5.0',
    currentDigest: bad.digest,
    lastBuilt: '2026-11-20T10:00:00Z',
    updateHistory: [
      { at: '2026-11-10T10:00:00Z', version: '1.4.2', digest: old.digest },
      { at: '2026-11-20T10:00:00Z', version: '1.5.0', digest: bad.digest },
    ],
    ...rest,
  };
  const built = mergeState('managed', analyzed, 'build', fields(published));
  const state = rebuildState === undefined ? built : mergeState('managed', built, 'dispatch', fields({ rebuildState }));
  return renderState({ shelf: 'images', stem: 'web' }, state);
}
