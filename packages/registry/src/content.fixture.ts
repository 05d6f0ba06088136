import { createHash } from 'node:crypto';
import { parseDigest, parseReference, type Digest, type ImageReference } from '@image-factory/core/reference';

export const types = {
  index: 'application/vnd.oci.image.index.v1+json',
  list: 'application/vnd.docker.distribution.manifest.list.v2+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  v2: 'application/vnd.docker.distribution.manifest.v2+json',
  schema1: 'application/vnd.docker.distribution.manifest.v1+prettyjws',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

/** Bytes that a registry keeps. */
export interface Content {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface Image {
  readonly manifest: Content;
  readonly config: Content;
  readonly layers: readonly Content[];
}

export function sha256(bytes: string | Buffer): Digest {
  const digest = parseDigest(`sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  if (digest === undefined) throw new Error('SHA-256 gives a digest.');
  return digest;
}

export function content(mediaType: string, value: unknown): Content {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value), 'utf8');
  return { digest: sha256(bytes), mediaType, bytes };
}

export function descriptor({ digest, mediaType, bytes }: Content, more: object = {}): object {
  return { mediaType, digest, size: bytes.length, ...more };
}

/** @param text - makes the image another one */
export function image(platform: string, text = '', runtime: object = {}): Image {
  const [os, architecture, variant] = platform.split('/');
  const layers = [content(types.layer, `layer of ${platform} ${text}`)];
  const rootfs = { type: 'layers', diff_ids: [sha256(`uncompressed ${platform} ${text}`)] };
  const config = content(types.config, { os, architecture, variant, created: '2026-11-20T08:00:00Z', config: runtime, rootfs });
  const manifest = content(types.manifest, { schemaVersion: 2, mediaType: types.manifest, config: descriptor(config), layers: layers.map((layer) => descriptor(layer)) });
  return { manifest, config, layers };
}

export function platformOf(text: string): object {
  const [os, architecture, variant] = text.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

export function index(entries: readonly object[], mediaType = types.index, more: object = {}): Content {
  return content(mediaType, { schemaVersion: 2, mediaType, manifests: entries, ...more });
}

export function indexOf(images: Readonly<Record<string, Image>>, more: readonly object[] = []): Content {
  return index([...Object.entries(images).map(([platform, { manifest }]) => descriptor(manifest, { platform: platformOf(platform) })), ...more]);
}

export function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}
