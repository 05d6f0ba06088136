import type { Missing, Unknown } from '@image-factory/core/observe';
import type { Digest } from '@image-factory/core/reference';
import type { ImageConfig } from '../types.ts';
import { unknown } from '../unknown.ts';
import { fetchConfig, fetchManifest, type Place } from './fetch.ts';
import { parseJson } from './json.ts';
import type { ManifestContent } from './manifest.ts';
import { Config, platformOf } from './schema.ts';

/** The config of the manifest with a digest; of one that is at hand already, no manifest is fetched. */
export type ConfigOf = (place: Place, digest: Digest, atHand?: ManifestContent) => Promise<ImageConfig | Missing | Unknown>;

/** Fetches each config once. */
export function createConfigOf(): ConfigOf {
  const fetched = new Map<string, ReturnType<ConfigOf>>();
  return (place, digest, atHand) => {
    const key = `${place.endpoint.origin} ${place.path} ${digest}`;
    const answer = fetched.get(key) ?? (atHand === undefined ? fetchImageConfig(place, digest) : readImageConfig(place, atHand));
    fetched.set(key, answer);
    return answer;
  };
}

async function fetchImageConfig(place: Place, digest: Digest): Promise<ImageConfig | Missing | Unknown> {
  const manifest = await fetchManifest(place, digest, digest);
  if (manifest.kind === 'index') return unknown('unsupported', `${digest} is an index; each of its manifests has a config of its own`);
  if (manifest.kind === 'same') throw new RangeError('Nothing was known that could be the same.');
  return manifest.kind === 'manifest' ? readImageConfig(place, manifest) : manifest;
}

async function readImageConfig(place: Place, { digest, config, layers }: ManifestContent): Promise<ImageConfig | Unknown> {
  const bytes = await fetchConfig(place, config.digest);
  if (!Buffer.isBuffer(bytes)) return bytes;
  const parsed = Config.safeParse(parseJson(bytes.toString('utf8')));
  const platform = parsed.success ? platformOf(parsed.data) : undefined;
  if (!parsed.success || platform === undefined) return unknown('broken', `the config of ${digest} is none of an image`);
  const { created, config: runtime, rootfs } = parsed.data;
  const diffIds = rootfs.diff_ids ?? [];
  if (diffIds.length !== layers.length) return unknown('broken', `the config of ${digest} has other layers than its manifest`);
  const time = new Date(created ?? '');
  return {
    kind: 'image',
    digest,
    platform,
    ...(Number.isNaN(time.getTime()) ? {} : { created: time }),
    labels: new Map(Object.entries(runtime?.Labels ?? {})),
    layers: diffIds.map((diffId, at) => ({ diffId, digest: layers[at]?.digest ?? diffId })),
    onBuild: runtime?.OnBuild ?? [],
  };
}
