import type { BuiltBase } from '../decide/index.ts';
import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { readEnrollment, type ImageName } from '../enrollment/index.ts';
import type { Dependency } from '../graph/index.ts';
import type { Sightings } from '../observe/index.ts';
import { baseKey, parseDigest, parseReference, type Digest, type ImageReference } from '../reference/index.ts';
import { renderYaml, toYaml } from '../yaml/index.ts';
import { provenanceFor } from './attestations.ts';
import { builtFromEvidence } from './built-from-evidence.ts';
import type { EvidenceInput, PublishedPlatform } from './input.ts';
import type { Provenance } from './provenance.ts';
import { resolveFrom } from './resolve.ts';

/** A digest by the word that its story calls it. */
export function digest(word: string): Digest {
  const parsed = parseDigest(`sha256:${hexOf(word)}`);
  if (parsed === undefined) throw new Error(`no digest: ${word}`);
  return parsed;
}

export function hexOf(word: string): string {
  return Buffer.from(word).toString('hex').padEnd(64, '0').slice(0, 64);
}

/** The word that a digest was made of. */
export function wordOf(text: string): string {
  return Buffer.from(text.slice('sha256:'.length), 'hex').toString().replaceAll('\0', '');
}

function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  if (parsed === undefined) throw new Error(`no platform: ${text}`);
  return parsed;
}

export const amd64 = platform('linux/amd64');
export const arm64 = platform('linux/arm64');

function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(`no reference: ${text}`);
  return parsed.value;
}

export interface StoryMaterial {
  readonly uri: string;
  /** The word of its digest; none is written without it. */
  readonly is?: string;
}

export interface StoryStatement {
  readonly version?: 'v0.2' | 'v1';
  readonly about?: readonly string[];
  readonly materials?: readonly StoryMaterial[];
  /** Argument `source` of the frontend. */
  readonly frontend?: string;
}

/** A statement in the shape that BuildKit 0.33 writes. */
export function statement({ version = 'v1', about = ['app'], materials = [], frontend }: StoryStatement): string {
  const list = materials.map(({ uri, is }) => ({ uri, ...(is === undefined ? {} : { digest: { sha256: hexOf(is) } }) }));
  const request = frontend === undefined ? { frontend: 'dockerfile.v0' } : { frontend: 'gateway.v0', args: { cmdline: frontend, source: frontend } };
  const predicate =
    version === 'v1'
      ? {
          buildDefinition: {
            buildType: 'https://example.com/build-type',
            ...(list.length === 0 ? {} : { resolvedDependencies: list }),
            externalParameters: { configSource: { path: 'Dockerfile' }, request },
          },
          runDetails: { builder: { id: '' } },
        }
      : { buildType: 'https://example.com/build-type', materials: list, invocation: { parameters: request } };
  return JSON.stringify({
    _type: version === 'v1' ? 'https://in-toto.io/Statement/v1' : 'https://in-toto.io/Statement/v0.1',
    predicateType: `https://slsa.dev/provenance/${version}`,
    subject: about.map((word) => ({ name: `pkg:docker/ghcr.io/acme/${word}@1?platform=linux%2Famd64`, digest: { sha256: hexOf(word) } })),
    predicate,
  });
}

/** A base of the image. `seen`: words by platform, oldest first. */
interface StoryBase {
  readonly is: string;
  readonly use?: Dependency['use'];
  /** The name of the managed image that it is. */
  readonly managed?: string;
  readonly external?: string;
  readonly seen?: Readonly<Record<string, readonly string[]>>;
}

interface StoryImage {
  /** Manifests are called `app` on linux/amd64 and `app-PLATFORM` elsewhere. */
  readonly statements?: readonly StoryStatement[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly layers?: string;
}

export interface Story {
  readonly bases: readonly StoryBase[];
  readonly platforms?: readonly string[];
  readonly image?: Readonly<Record<string, StoryImage>>;
  readonly report?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Layers of manifests, a letter each. */
  readonly layers?: Readonly<Record<string, string>>;
  /** Manifests by platform of the indexes that were looked up. */
  readonly indexes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Bases, and the indexes that they are in. */
export const node = { is: 'node:22', seen: { 'linux/amd64': ['n1', 'n2', 'n3'] } };
export const onBoth = { is: 'node:22', seen: { 'linux/amd64': ['n1', 'n2'], 'linux/arm64': ['m1', 'm2'] } };
export const go = { is: 'golang:1.26', use: 'build-stage', seen: { 'linux/amd64': ['g1', 'g2'] } } as const;
export const tool = { is: 'ghcr.io/acme/tool:2', use: 'copy-from', seen: { 'linux/amd64': ['t1'] } } as const;
export const both = ['linux/amd64', 'linux/arm64'];
export const indexes = { N1: { 'linux/amd64': 'n1', 'linux/arm64': 'm1' }, N2: { 'linux/amd64': 'n2', 'linux/arm64': 'm2' }, G1: { 'linux/amd64': 'g1' } };

/** `node:22` as BuildKit names it when it pulled it for a platform. */
export function nodeFrom(is: string, on = 'linux/amd64'): StoryMaterial {
  return { uri: `pkg:docker/node@22?platform=${encodeURIComponent(on)}`, is };
}

/** One statement about the image that a story is about. */
export function says(...materials: readonly StoryMaterial[]): readonly StoryStatement[] {
  return [{ materials }];
}

export const nameLabel = 'org.opencontainers.image.base.name';
export const digestLabel = 'org.opencontainers.image.base.digest';

const names = new Map<string, ImageName>();

function imageName(name: string): ImageName {
  const known = names.get(name);
  if (known !== undefined) return known;
  const entry = { name, registry: 'ghcr.io', repository: `acme/${name}`, source: { provider: 'github', repo: 'acme/src', branch: 'main', dockerfile: 'Dockerfile' } };
  const [first] = readEnrollment([{ path: 'images.yaml', text: renderYaml(toYaml([entry])) }]).value.images.keys();
  if (first === undefined) throw new Error(`no image name: ${name}`);
  names.set(name, first);
  return first;
}

function dependencyOf({ is, use = 'final-base', managed, external }: StoryBase): Dependency {
  const common = { reference: reference(is), use, line: 1 };
  if (managed !== undefined) return { kind: 'managed', name: imageName(managed), ...common };
  return { kind: 'watched', name: external === undefined ? baseKey(common.reference) : imageName(external), ...common };
}

function sightings(words: readonly string[]): Sightings {
  return words.map((word, index) => ({ digest: digest(word), at: new Date(Date.UTC(2026, 0, 1 + index)) }));
}

function manifestOf(on: Platform): string {
  return on === amd64 ? 'app' : `app-${on}`;
}

function publishedOf(on: Platform, { statements, labels, layers }: StoryImage): PublishedPlatform {
  const provenance: Provenance | undefined = provenanceFor(
    digest(manifestOf(on)),
    (statements ?? []).map((one) => statement({ about: [manifestOf(on)], ...one })),
  ).value;
  return {
    ...(provenance === undefined ? {} : { provenance }),
    ...(labels === undefined ? {} : { labels: new Map(Object.entries(labels)) }),
    ...(layers === undefined ? {} : { diffIds: [...layers] }),
  };
}

export function inputOf({ bases, platforms = ['linux/amd64'], image = {}, report = {}, layers = {}, indexes = {} }: Story): EvidenceInput {
  const byPlatform = <T, U>(record: Readonly<Record<string, T>>, map: (value: T, on: Platform) => U): ReadonlyMap<Platform, U> =>
    new Map(Object.entries(record).map(([name, value]) => [platform(name), map(value, platform(name))]));
  const nameOfBase = new Map(bases.map((base) => [base.is, dependencyOf(base).name]));
  return {
    dependencies: bases.map(dependencyOf),
    platforms: platforms.map(platform),
    published: byPlatform(image, (value, on) => publishedOf(on, value)),
    report: new Map(Object.entries(report).map(([is, words]) => [nameOfBase.get(is) ?? is, byPlatform(words, digest)])),
    seen: new Map(bases.map((base) => [dependencyOf(base).name, byPlatform(base.seen ?? {}, sightings)])),
    layers: new Map(Object.entries(layers).map(([word, letters]) => [digest(word), [...letters]])),
    resolve: resolveFrom(Object.entries(indexes).map(([word, manifests]) => ({ kind: 'found', digest: digest(word), platforms: byPlatform(manifests, digest) }))),
  };
}

/** What was found, in words: `{'node-22': 'provenance linux/amd64=n1'}`. */
export function told(bases: ReadonlyMap<string, BuiltBase>): Readonly<Record<string, string>> {
  return Object.fromEntries([...bases].map(([name, { evidence, platforms }]) => [name, [evidence, ...[...platforms].map(([on, manifest]) => `${on}=${wordOf(manifest)}`)].join(' ')]));
}

/** What is found in a story, by the base as the story calls it. */
export function foundIn(story: Story): Readonly<Record<string, string>> {
  const found = told(builtFromEvidence(inputOf(story)));
  return Object.fromEntries(
    story.bases.flatMap((base) => {
      const words = found[dependencyOf(base).name];
      return words === undefined ? [] : [[base.is, words]];
    }),
  );
}
