import { parsePlatform } from '@image-factory/core/dockerfile';
import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import type { LookUp } from '@image-factory/core/observe';
import { formatReference, parseDigest, parseReference, withDefaultTag, type Digest } from '@image-factory/core/reference';
import { mapField, textField } from '@image-factory/core/state';
import { isList, isMap } from '@image-factory/core/yaml';
import { analyze } from '../analyze.ts';
import { parseYamlState } from '../cleanup/read.fixture.ts';
import { entry, memoryRepository, type MemoryRepository } from '../memory.fixture.ts';
import type { ObserveDeps } from './observe.ts';

export const dir: RepoPath = pathOf('image-factory');
export const state = `${dir}/state`;

function pathOf(text: string): RepoPath {
  const parsed = parseRepoPath(text);
  if (!parsed.ok) throw new Error(`no path: ${text}`);
  return parsed.value;
}

/** @param letter - a hex digit, which the whole digest consists of */
function digest(letter: string): Digest {
  const parsed = parseDigest(`sha256:${letter.repeat(64)}`);
  if (parsed === undefined) throw new Error(`no hex digit: ${letter}`);
  return parsed;
}

/** Registries in memory: what stands under each reference, and what was asked. */
class FakeRegistry {
  readonly asked: string[] = [];
  /** Most look-ups that were under way at a time. */
  most = 0;
  private readonly answers = new Map<string, LookUp>();
  private open = 0;

  /** @param letters - a digest for each platform: `ab` is `a` for amd64 and `b` for arm64 */
  put(reference: string, letters: string): void {
    const platforms = new Map(
      [...letters].flatMap((letter, index) => {
        const platform = parsePlatform(['linux/amd64', 'linux/arm64'][index] ?? '');
        return platform === undefined ? [] : [[platform, digest(letter)] as const];
      }),
    );
    const index = parseDigest(`sha256:${letters.padEnd(2, '0').repeat(32)}`);
    if (index === undefined) throw new Error(`no digests: ${letters}`);
    this.answer(reference, { kind: 'found', digest: index, platforms });
  }

  answer(reference: string, lookUp: LookUp): void {
    this.answers.set(canonical(reference), lookUp);
  }

  fail(reference: string): void {
    this.answer(reference, { kind: 'unknown', code: 'unreachable', why: 'nobody answers' });
  }

  readonly port = {
    lookUp: async (reference: Parameters<typeof formatReference>[0]): Promise<LookUp> => {
      const text = formatReference(reference);
      this.asked.push(text);
      this.open += 1;
      this.most = Math.max(this.most, this.open);
      await new Promise((done) => setImmediate(done));
      this.open -= 1;
      return this.answers.get(text) ?? { kind: 'missing', why: 'the registry has no such tag' };
    },
  };
}

function canonical(reference: string): string {
  const parsed = parseReference(reference);
  if (!parsed.ok) throw new Error(`no reference: ${reference}`);
  return formatReference(withDefaultTag(parsed.value));
}

export interface World extends MemoryRepository {
  readonly registry: FakeRegistry;
  readonly all: ObserveDeps;
  /** The state file of an image or a base image, by its name. */
  file(name: string): string;
  /** `a b`: the letters that were seen of a platform. */
  seen(name: string, platform?: string): string;
}

/** `runtime` from node and uv, `web` from `runtime` and golang; `postgres` and `redis` are only watched, `redis` by a pattern. */
export const shop = {
  'image-factory/images.yaml': [
    entry('runtime', '    platforms: [linux/amd64, linux/arm64]\n'),
    entry('web'),
    '- name: postgres\n  registry: docker.io\n  repository: library/postgres\n  allowTags: ^16-alpine$\n',
    '- name: redis\n  registry: docker.io\n  repository: library/redis\n  allowTags: ^7\\.[0-9]+$\n',
  ].join(''),
  'runtime/Dockerfile': 'FROM node:22-slim\nCOPY --from=ghcr.io/astral-sh/uv:0.9 /uv /uv\n',
  'web/Dockerfile': 'FROM golang:1.24 AS build\nFROM ghcr.io/acme/runtime\nCOPY --from=build /web /web\n',
};

export const references = [
  'docker.io/library/golang:1.24',
  'docker.io/library/node:22-slim',
  'docker.io/library/postgres:16-alpine',
  'ghcr.io/acme/runtime:latest',
  'ghcr.io/acme/web:latest',
  'ghcr.io/astral-sh/uv:0.9',
];

/** An analyzed factory whose registries hold everything. */
export async function world(files: Readonly<Record<string, string>> = shop): Promise<World> {
  const made = memoryRepository(files);
  await analyze({ dir, dryRun: false }, made.deps);
  const registry = new FakeRegistry();
  for (const reference of references) registry.put(reference, 'ab');
  const file = (name: string): string => {
    const path = [`${state}/images/${name}.yaml`, `${state}/base-images/${name}.yaml`].find((each) => made.files.has(each));
    return made.files.get(path ?? '') ?? '';
  };
  const { tree, history, clock, log } = made.deps;
  return {
    ...made,
    registry,
    all: { tree, history, clock, log, registries: async () => registry.port },
    file,
    seen(name, platform = 'linux/amd64') {
      const entries = mapField(parseYamlState(file(name)), 'seen').get(platform);
      return (isList(entries) ? entries : []).map((each) => (isMap(each) ? (textField(each, 'digest') ?? '').charAt(7) : '?')).join(' ');
    },
  };
}
