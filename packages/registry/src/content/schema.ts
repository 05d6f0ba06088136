import { parsePlatform, type Platform } from '@image-factory/core/dockerfile';
import { parseDigest, type Digest } from '@image-factory/core/reference';
import { z } from 'zod';

const digest = z.string().transform((text, context): Digest => {
  const parsed = parseDigest(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: 'custom', message: 'not a digest' });
  return z.NEVER;
});
const name = z.string().max(255);
/** Go writes `null` for what is empty. */
const texts = z.record(z.string(), z.string()).nullish();

const PlatformOf = z.object({
  os: name,
  architecture: name,
  variant: name.nullish(),
  'os.version': name.nullish(),
  'os.features': z.array(name).nullish(),
});

export const Descriptor = z.object({
  mediaType: name,
  digest,
  size: z.int().nonnegative(),
  artifactType: name.nullish(),
  annotations: texts,
  platform: PlatformOf.nullish(),
});
export type Descriptor = z.infer<typeof Descriptor>;

/** Both kinds of manifest: which one it is shows in its media type, and then it has no field of the other kind. */
export const AnyManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: name.optional(),
  artifactType: name.nullish(),
  manifests: z.unknown().optional(),
  config: z.unknown().optional(),
  layers: z.unknown().optional(),
});

export type AnyManifest = z.infer<typeof AnyManifest>;

export const Index = z.object({ manifests: z.array(Descriptor) });
export const Manifest = z.object({ config: Descriptor, layers: z.array(Descriptor).max(1000).nullish() });

export const Config = z.object({
  os: name,
  architecture: name,
  variant: name.nullish(),
  created: z.string().nullish(),
  config: z.object({ Labels: texts, OnBuild: z.array(z.string()).nullish() }).nullish(),
  rootfs: z.object({ diff_ids: z.array(digest).max(1000).nullish() }),
});
export type Config = z.infer<typeof Config>;

export const TagPage = z.object({ tags: z.array(z.string()).nullish() });

/** The platform as our state files spell it; undefined for `unknown/unknown`, and for what is none. */
export function platformOf({
  os,
  architecture,
  variant,
}: {
  os: string;
  architecture: string;
  variant?: string | null | undefined;
}): Platform | undefined {
  if (os === 'unknown' || os === '' || architecture === '') return undefined;
  return parsePlatform([os, architecture, variant ?? ''].filter((part) => part !== '').join('/'));
}
