import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { parseImageName, type ImageName } from '../enrollment/index.ts';
import { parseRebuildKey, type RebuildKey } from '../rebuild/index.ts';
import { parseDigest, parseReference, parseTag, type Digest, type ImageReference, type Tag } from '../reference/index.ts';
import { parseVersion, type BuildPlan, type Pin, type Version } from './index.ts';

/** A digest by the letter that its story calls it. */
export function digest(letter: string): Digest {
  return there(parseDigest(`sha256:${letter.repeat(64)}`), letter);
}

/** A digest as a registry gives it. */
export function digestOf(text: string): Digest {
  return there(parseDigest(text), text);
}

export function platform(text: string): Platform {
  return there(parsePlatform(text), text);
}

export const amd64 = platform('linux/amd64');
export const arm64 = platform('linux/arm64');

export function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  return there(parsed.ok ? parsed.value : undefined, text);
}

export function version(text: string): Version {
  return there(parseVersion(text), text);
}

export function tag(text: string): Tag {
  return there(parseTag(text), text);
}

export function imageName(text: string): ImageName {
  const parsed = parseImageName(text);
  return there(parsed.ok ? parsed.value : undefined, text);
}

export function key(letter: string): RebuildKey {
  return there(parseRebuildKey(letter.repeat(32)), letter);
}

function there<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new Error(`a story has ${text}`);
  return value;
}

/** A base with the letters of its digests by platform. */
export function pin(image: string, letters: Readonly<Record<string, string>>): Pin {
  return { reference: reference(image), digests: new Map(Object.entries(letters).map(([on, letter]) => [platform(on), digest(letter)])) };
}

/** A build of the current folder, with what a story adds. */
export function plan(more: Partial<BuildPlan> = {}): BuildPlan {
  return {
    context: '.',
    dockerfile: 'Dockerfile',
    stages: [],
    platforms: [amd64, arm64],
    buildArgs: {},
    contexts: {},
    pins: [],
    secrets: [],
    ssh: [],
    cacheFrom: [],
    cacheTo: [],
    pull: false,
    noCache: false,
    labels: {},
    annotations: [],
    attest: { provenance: 'max', sbom: true },
    output: { kind: 'registry', name: 'ghcr.io/acme/app', pushByDigest: true },
    rewriteTimestamp: false,
    ...more,
  };
}
