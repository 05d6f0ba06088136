import { formatTime } from '../../text/index.ts';
import type { BuildMetadata } from '../types.ts';

/** What came of a build as JSON on one line, mappings in order: equal metadata give equal bytes. */
export function renderMetadata(metadata: BuildMetadata): string {
  return JSON.stringify({
    schemaVersion: metadata.schemaVersion,
    image: metadata.image,
    outcome: metadata.outcome,
    key: metadata.key,
    version: metadata.version,
    digest: metadata.digest,
    publishedDigest: metadata.publishedDigest,
    tags: metadata.tags,
    platforms: inOrder(metadata.platforms),
    revision: metadata.revision,
    builtFrom: inOrder(new Map([...metadata.builtFrom].map(([reference, digests]) => [reference, inOrder(digests)]))),
    startedAt: formatTime(metadata.startedAt),
    durationSeconds: Math.round(metadata.durationSeconds * 10) / 10,
    attempt: metadata.attempt,
    sizes: { before: metadata.sizes.before && inOrder(metadata.sizes.before), after: inOrder(metadata.sizes.after) },
    run: metadata.run && { id: metadata.run.id, url: metadata.run.url },
  });
}

function inOrder<T>(map: ReadonlyMap<string, T>): Readonly<Record<string, T>> {
  return Object.fromEntries([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The event that a build sends to the factory (SPEC section 8). */
export const imageBuilt = 'image-factory-built';

/** What GitHub takes of a payload: ten keys at the top. Ours has one. */
export interface BuiltEvent {
  readonly factory: Readonly<Record<string, string | number | readonly string[]>>;
}

/** The payload of `image-factory-built`: whom to look up, and what for. It is a hint; digests are read from the registry again. */
export function builtEvent({ image, key, version, digest, outcome, tags, revision, run }: BuildMetadata): BuiltEvent {
  return {
    factory: {
      v: 1,
      image,
      ...(key === undefined ? {} : { key }),
      ...(version === undefined ? {} : { version }),
      digest,
      outcome,
      ...(tags.length === 0 ? {} : { tags }),
      ...(revision === undefined ? {} : { revision }),
      ...(run === undefined ? {} : { run: run.id }),
    },
  };
}
