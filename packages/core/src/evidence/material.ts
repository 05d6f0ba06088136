import type { Platform } from '../dockerfile/index.ts';
import { formatReference, identityOf, parseDigest, type Digest, type ImageReference } from '../reference/index.ts';
import { fail, ok, type Result, show, textAt } from '../text/index.ts';
import { readPackageUrl } from './package-url.ts';

/** An image that a build pulled. */
export interface Material {
  /** As the build named it; with a digest where it named one. */
  readonly reference: ImageReference;
  /** Which image that is, whatever its digest: see {@link nameOf}. */
  readonly name: string;
  /** What that was: of an image for several platforms mostly the digest of its index. */
  readonly digest: Digest;
  /** The platform that it was pulled for, which with `--platform=$BUILDPLATFORM` is not the one that was built for. */
  readonly platform?: Platform;
  /** The image that read the Dockerfile, as far as is known. A build can use it as a base, too. */
  readonly isFrontend: boolean;
}

/** What materials and bases are compared by: `docker.io/library/node:22`, with a digest only where there is no tag. */
export function nameOf(reference: ImageReference): string {
  return formatReference(identityOf(reference));
}

/** @returns undefined for what is no image of a registry; as error a sentence */
export function readMaterial(value: unknown, frontends: readonly string[]): Result<Material | undefined, string> {
  const uri = textAt(value, 'uri');
  if (uri === undefined) return fail('It has no `uri`.');
  const image = readPackageUrl(uri);
  if (!image.ok) return fail(`${show(uri)} can not be read: ${image.error}.`);
  if (image.value === undefined) return ok(undefined);
  const { reference, platform } = image.value;
  const said = readDigests(value);
  const digest = said[0] ?? reference.digest;
  if (digest === undefined) return fail(`${show(uri)} has no digest.`);
  if (reference.digest !== undefined && said.length > 0 && !said.includes(reference.digest))
    return fail(`${show(uri)} is said to be ${show(digest)}.`);
  const name = nameOf(reference);
  return ok({
    reference,
    name,
    digest: reference.digest ?? digest,
    ...(platform === undefined ? {} : { platform }),
    isFrontend: frontends.includes(name),
  });
}

const algorithms = ['sha256', 'sha384', 'sha512'] as const;

/** What can be read of a set of digests, by algorithm: `{sha256: '…'}`. */
export function readDigests(value: unknown): readonly Digest[] {
  return algorithms.flatMap((algorithm) => {
    const digest = parseDigest(`${algorithm}:${textAt(value, 'digest', algorithm) ?? ''}`);
    return digest === undefined ? [] : [digest];
  });
}
