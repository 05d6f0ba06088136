import { shortHash } from '../text/index.ts';
import { familiarName, formatReference, identityOf } from './format.ts';
import { dockerHub } from './grammar.ts';
import type { BaseKey, ImageReference } from './types.ts';

const maxLength = 63;
const maxSlugLength = maxLength - '--01234567'.length;
/** Labels of lower-case letters, digits and inner hyphens between dots: a Kubernetes name, and a file name anywhere. */
const subdomain = /^[a-z0-9]+(?:-+[a-z0-9]+)*(?:\.[a-z0-9]+(?:-+[a-z0-9]+)*)*$/;
/** Names that Windows keeps for devices, whatever follows the first dot. */
const device = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/;

/**
 * The name of a base image's state file: readable where that is provably unambiguous, else a slug and a hash
 * (SPEC section 5). It names the image, not the pin: `node:22` and `node:22@sha256:…` have one key.
 *
 * Different images have different keys, also where upper and lower case are the same, because:
 * - a hashed key has `--`, a readable key has none, so that no key is of both kinds;
 * - a readable key stands for docker.io/library/NAME:TAG with no `-` in NAME and no upper case in TAG, so that what is
 *   before and after its first `-` gives back the reference it was made from;
 * - a hashed key ends in a hash of the whole reference: two of them are equal only where 32 bits of SHA-256 are.
 */
export function baseKey(reference: ImageReference): BaseKey {
  const identity = identityOf(reference);
  return (readable(identity) ?? hashed(identity)) as BaseKey;
}

function readable({ domain, path, tag }: ImageReference): string | undefined {
  const name = domain === dockerHub ? /^library\/([a-z0-9]+)$/.exec(path)?.[1] : undefined;
  if (name === undefined || tag === undefined) return undefined;
  const key = `${name}-${tag}`;
  return isKey(key) && !key.includes('--') ? key : undefined;
}

function hashed(identity: ImageReference): string {
  return `${slug(identity)}--${shortHash(formatReference(identity))}`;
}

/** For people alone; never empty, since a path begins with a letter or digit, and without `--`. */
function slug(identity: ImageReference): string {
  const text = `${familiarName(identity)}-${identity.tag ?? identity.digest ?? ''}`.toLowerCase();
  const words = text.replaceAll(/[^a-z0-9.]+/g, '-').replaceAll(/-?\.[-.]*/g, '.');
  return trim(
    trim(words)
      .replace(/^([^.]*)\./, withoutDevice)
      .slice(0, maxSlugLength),
  );
}

// aux.example.com/app must not become the file `aux.…`.
function withoutDevice(start: string, firstLabel: string): string {
  return device.test(firstLabel) ? `${firstLabel}-` : start;
}

function trim(text: string): string {
  return text.replace(/^[-.]+/, '').replace(/[-.]+$/, '');
}

function isKey(text: string): boolean {
  return text.length <= maxLength && subdomain.test(text) && !device.test(text);
}

/**
 * A text that can name a base image's state file and Kubernetes objects: at most 63 characters, a DNS-1123 subdomain,
 * no device name of Windows. Names that earlier versions gave are among them; which image is meant is said by the state.
 */
export function parseBaseKey(text: string): BaseKey | undefined {
  return isKey(text) ? (text as BaseKey) : undefined;
}
