import { ok, show, type Result } from '../text/index.ts';
import { refuse, type InvalidReference } from './refusal.ts';
import type { Digest } from './types.ts';

// distribution/reference lets any algorithm stand in a reference; go-digest then wants one it knows, in lower case.
const digestGrammar = /^([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*):([A-Fa-f0-9]{32,})$/;
const maxDigestLength = 1024;
/** Nearly all there are; state holds a hundred thousand of them. */
const usual = /^sha256:[a-f0-9]{64}$/;

const hexDigits = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);

/** A digest of an algorithm that registries use, with as many lower-case hex digits as it has. */
export function checkDigest(text: string): Result<Digest, InvalidReference> {
  if (usual.test(text)) return ok(text as Digest);
  if (text === '') return refuse('digest-format', 'there is no digest after the `@`');
  const [, algorithm = '', hex = ''] = text.length <= maxDigestLength ? (digestGrammar.exec(text) ?? []) : [];
  if (algorithm === '') return refuse('digest-format', `${show(text)} is not a digest: \`sha256:\` and 64 hex digits`);
  const digits = hexDigits.get(algorithm);
  if (digits === undefined) return refuse('digest-unsupported', `no registry has digests of the kind ${show(algorithm)}; use \`sha256\``);
  if (hex.length !== digits) return refuse('digest-length', `the digest has ${hex.length} hex digits; ${algorithm} has ${digits}`);
  if (hex !== hex.toLowerCase()) return refuse('digest-format', 'the hex digits of a digest are lower case');
  return ok(text as Digest);
}

export function parseDigest(text: string): Digest | undefined {
  const checked = checkDigest(text);
  return checked.ok ? checked.value : undefined;
}
