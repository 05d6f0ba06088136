import { parsePlatform, type Platform } from '@image-factory/core/dockerfile';
import { parseDigest, parseTag, type Digest, type Tag } from '@image-factory/core/reference';
import { listAt, parseJson, textAt } from '@image-factory/core/text';

/** What a manifest or index says of itself, as far as it matters here. */
export interface PublishedIndex {
  /** All that an index lists, its attestations too. */
  readonly parts: readonly { readonly digest: Digest; readonly platform?: Platform }[];
  readonly version?: Tag;
}

/** @param bytes - of an index, or of the manifest of one platform, which lists nothing */
export function readPublished(bytes: Uint8Array): PublishedIndex {
  const json = parseJson(new TextDecoder().decode(bytes));
  const version = parseTag(textAt(json, 'annotations', 'org.opencontainers.image.version') ?? '');
  return {
    parts: listAt(json, 'manifests').flatMap((entry) => {
      const digest = parseDigest(textAt(entry, 'digest') ?? '');
      const platform = platformOf(entry);
      return digest === undefined ? [] : [{ digest, ...(platform === undefined ? {} : { platform }) }];
    }),
    ...(version === undefined ? {} : { version }),
  };
}

function platformOf(entry: unknown): Platform | undefined {
  const [os, architecture, variant] = ['os', 'architecture', 'variant'].map((key) => textAt(entry, 'platform', key));
  if (os === undefined || architecture === undefined || os === 'unknown') return undefined;
  return parsePlatform([os, architecture, ...(variant === undefined || variant === '' ? [] : [variant])].join('/'));
}
