import { createHash } from 'node:crypto';
import { fakeClock, memoryLog } from '@image-factory/testkit';
import type { AnalyzeDeps } from './analyze.ts';
import type { ContentIds, FileRead, Sources } from './ports.ts';

/** A repository in memory behind the ports. */
export interface MemoryRepository {
  readonly files: Map<string, string>;
  /** Earlier versions by path, newest first. */
  readonly past: Map<string, readonly string[]>;
  readonly deps: AnalyzeDeps;
  readonly clock: ReturnType<typeof fakeClock>;
}

export function memoryRepository(
  files: Readonly<Record<string, string>>,
  sources?: Sources,
  { names = false }: { /** Whether contents have names. */ readonly names?: boolean } = {},
): MemoryRepository {
  const held = new Map(Object.entries(files));
  const past = new Map<string, readonly string[]>();
  const clock = fakeClock('2026-01-01T10:00:00Z');
  const read = (path: string): FileRead => {
    const text = held.get(path);
    return text === undefined ? { kind: 'missing' } : { kind: 'file', text, hash: createHash('sha256').update(text).digest('hex') };
  };
  return {
    files: held,
    past,
    clock,
    deps: {
      tree: {
        ...(names ? { ids: idsOf(held) } : {}),
        read: async (path) => read(path),
        list: async (folder) =>
          [...held.keys()]
            .filter((path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
            .map((path) => path.slice(folder.length + 1))
            .toSorted(),
        apply: async (changes) => {
          for (const change of changes) {
            if (change.kind === 'write') held.set(change.path, change.text);
            else held.delete(change.path);
          }
        },
      },
      history: {
        async *versions(path) {
          yield* past.get(path) ?? [];
        },
      },
      sources: sources ?? { read: async (_, path) => read(path) },
      clock,
      log: memoryLog(),
    },
  };
}

function idsOf(held: ReadonlyMap<string, string>): ContentIds {
  const idFor = (text: string): string => createHash('sha1').update(text).digest('hex');
  return {
    of: async (path) => {
      const text = held.get(path);
      return text === undefined ? undefined : idFor(text);
    },
    for: idFor,
    forParts: (parts) => idFor([...parts].map(idFor).join('')),
  };
}

export function entry(name: string, extra = ''): string {
  return `- name: ${name}\n  registry: ghcr.io\n  repository: acme/${name}\n  source:\n    provider: github\n    branch: main\n    dockerfile: ${name}/Dockerfile\n${extra}`;
}
