import { imageLabel, keyLabel, type BuildMetadata } from '@image-factory/core/build';
import { parsePlatform, type Platform } from '@image-factory/core/dockerfile';
import { parseRepoPath } from '@image-factory/core/enrollment';
import { parseRebuildKey } from '@image-factory/core/rebuild';
import { parseDigest, parseTag, repositoryUrl, type Digest, type ImageReference, type Repository, type Tag } from '@image-factory/core/reference';
import { memoryLog } from '@image-factory/testkit';
import { createHash } from 'node:crypto';
import { memoryRepository } from '../memory.fixture.ts';
import type { BuildRegistries, StepDeps } from './ports.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

export function digestOf(bytes: Buffer | string): Digest {
  const digest = parseDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  if (digest === undefined) throw new Error('no digest');
  return digest;
}

export function platform(text: string): Platform {
  const parsed = parsePlatform(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
}

export const keyA = parseRebuildKey('a'.repeat(32)) ?? fails();
export const keyB = parseRebuildKey('b'.repeat(32)) ?? fails();

function fails(): never {
  throw new Error('no key');
}

export interface ImageSeed {
  /** What is in it: images of the same contents have the same layers. */
  readonly contents: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly platforms?: readonly string[];
}

/** A registry in memory that counts what is done to it, and can end whoever does it. */
export class MemoryRegistry {
  readonly manifests = new Map<string, Buffer>();
  readonly blobs = new Map<string, string>();
  readonly tags = new Map<string, Digest>();
  readonly effects: string[] = [];
  /** After so many effects everything fails. */
  endsAfter = Infinity;
  /** What refuses. */
  refuses: (what: string) => string | undefined = () => undefined;

  push(repository: Repository, { contents, labels = {}, platforms = ['linux/amd64', 'linux/arm64'] }: ImageSeed): { readonly digest: Digest } {
    const entries = platforms.map((name) => {
      const [os, architecture] = name.split('/');
      const layer = `${contents} on ${name}`;
      const config = JSON.stringify({ os, architecture, config: { Labels: labels }, rootfs: { type: 'layers', diff_ids: [digestOf(layer)] } });
      this.blobs.set(digestOf(config), config);
      const manifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: manifestType,
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: digestOf(config), size: config.length },
        layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: digestOf(layer), size: 1000 }],
      });
      return { mediaType: manifestType, digest: this.#put(repository, manifest), size: manifest.length, platform: { os, architecture } };
    });
    return { digest: this.#put(repository, JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: entries })) };
  }

  #put(repository: Repository, text: string): Digest {
    this.manifests.set(`${repositoryUrl(repository)}@${digestOf(text)}`, Buffer.from(text));
    return digestOf(text);
  }

  tag(name: string, digest: Digest): void {
    this.tags.set(name, digest);
  }

  #effect(what: string): void {
    if (this.effects.length >= this.endsAfter) throw new Error('ended');
    this.effects.push(what);
  }

  #json(repository: Repository, digest: Digest): unknown {
    const bytes = this.manifests.get(`${repositoryUrl(repository)}@${digest}`);
    return bytes === undefined ? undefined : (JSON.parse(bytes.toString()) as unknown);
  }

  open(): BuildRegistries {
    const find = (reference: ImageReference) => reference.digest ?? this.tags.get(`${repositoryUrl(reference)}:${reference.tag ?? 'latest'}`);
    const missing = { kind: 'missing', why: 'the registry has no such thing' } as const;
    const refusal = (what: string) => {
      const why = this.refuses(what);
      return why === undefined ? undefined : ({ kind: 'unknown', code: 'denied', why } as const);
    };
    return {
      read: {
        lookUp: async (reference) => {
          const digest = find(reference);
          const index = digest === undefined ? undefined : this.#json(reference, digest);
          if (digest === undefined || index === undefined) return missing;
          const { manifests, config } = index as {
            manifests?: { digest: Digest; platform: { os: string; architecture: string } }[];
            config?: { digest: string };
          };
          // Of a single image its config says which platform it is for.
          const own = JSON.parse(this.blobs.get(config?.digest ?? '') ?? '{}') as { os?: string; architecture?: string };
          const entries = manifests ?? [{ digest, platform: { os: own.os ?? '', architecture: own.architecture ?? '' } }];
          return {
            kind: 'found',
            digest,
            platforms: new Map(entries.map((entry) => [platform(`${entry.platform.os}/${entry.platform.architecture}`), entry.digest])),
          };
        },
        manifest: async (repository, digest) => this.#json(repository, digest),
        blob: async (_, digest) => this.blobs.get(digest),
        config: async (repository, digest) => {
          const manifest = this.#json(repository, digest) as { config: { digest: string } } | undefined;
          const config = this.blobs.get(manifest?.config.digest ?? '');
          const labels = config === undefined ? {} : (JSON.parse(config) as { config: { Labels: Record<string, string> } }).config.Labels;
          return config === undefined ? undefined : { labels: new Map(Object.entries(labels)), diffIds: [] };
        },
        listTags: async (repository) => {
          const own = `${repositoryUrl(repository)}:`;
          const names = [...this.tags.keys()].filter((name) => name.startsWith(own)).map((name) => parseTag(name.slice(own.length)));
          return { kind: 'tags', tags: names.filter((tag) => tag !== undefined), isComplete: true };
        },
      },
      write: {
        manifestBytes: async (repository, digest) => {
          const bytes = this.manifests.get(`${repositoryUrl(repository)}@${digest}`);
          return bytes === undefined ? missing : { kind: 'bytes', digest, mediaType: indexType, bytes };
        },
        exists: async (repository, digest) => (this.manifests.has(`${repositoryUrl(repository)}@${digest}`) ? { kind: 'present' } : missing),
        tagged: async (repository, tag) => {
          const digest = this.tags.get(`${repositoryUrl(repository)}:${tag}`);
          return digest === undefined ? missing : { kind: 'tagged', digest };
        },
        putManifest: async (repository, { bytes }) => {
          this.#effect('put');
          return refusal('put') ?? { kind: 'put', digest: this.#put(repository, bytes.toString()) };
        },
        moveTag: async (repository, tag: Tag, digest) => {
          this.#effect(tag);
          const refused = refusal(tag);
          if (refused !== undefined) return refused;
          const from = this.tags.get(`${repositoryUrl(repository)}:${tag}`);
          this.tags.set(`${repositoryUrl(repository)}:${tag}`, digest);
          return from === digest ? { kind: 'there' } : { kind: 'moved', ...(from === undefined ? {} : { from }) };
        },
      },
    };
  }
}

export const repository: Repository = { domain: 'ghcr.io', path: 'acme/app' } as Repository;
export const app = 'ghcr.io/acme/app';

const dirOf = parseRepoPath('image-factory');
if (!dirOf.ok) throw new Error('dir');
export const dir = dirOf.value;

/** A factory with one image, `app`, and a registry. @param entry - more lines of the entry */
export function buildWorld(entry = '') {
  const { deps, clock, files } = memoryRepository({
    'image-factory/images.yaml': `- name: app\n  registry: ghcr.io\n  repository: acme/app\n  source: {provider: github, branch: main, dockerfile: Dockerfile, platforms: [linux/amd64, linux/arm64]}\n${entry}`,
    'image-factory/factory.yaml': 'repository: acme/factory\n',
  });
  const registry = new MemoryRegistry();
  const step: StepDeps = { tree: deps.tree, clock, log: memoryLog(), registries: async () => registry.open() };
  return { registry, step, files, deps, clock };
}

/** What an earlier step says of a build. */
export function metadataOf(digest: Digest, more: Partial<BuildMetadata> = {}): BuildMetadata {
  return {
    schemaVersion: 1,
    image: 'app' as BuildMetadata['image'],
    outcome: 'built',
    digest,
    tags: [],
    platforms: new Map(),
    builtFrom: new Map(),
    startedAt: new Date('2026-01-01T10:00:00Z'),
    durationSeconds: 30,
    sizes: { after: new Map() },
    ...more,
  };
}

export const labelsOf = (key: string, named = '1.4.2'): Record<string, string> => ({
  [imageLabel]: 'app',
  [keyLabel]: key,
  'org.opencontainers.image.version': named,
});
