import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { warning, type Checked, type Problem } from '../problem/index.ts';
import { parseDigest, type Digest } from '../reference/index.ts';
import { maxStatementBytes, provenancePrefix, readProvenance, type Provenance } from './provenance.ts';
import { at, listAt, textAt } from '../text/index.ts';

/** A manifest within an index that holds statements about the image of a platform. */
export interface Attestation {
  readonly platform: Platform;
  /** The manifest of that platform's image. */
  readonly subject: Digest;
  /** The manifest to fetch, for {@link planStatements}. */
  readonly manifest: Digest;
}

/** So many are looked at in an index, and so many statements in each. */
const mostAttestations = 64;
const mostStatements = 8;

/**
 * Where an index has statements about its images, as BuildKit writes them: beside each image a manifest for the platform
 * `unknown/unknown` with annotations that say of which image it is.
 *
 * @param index - JSON of an image index, or anything
 * @returns in the order of the index; none of images that are not in it
 */
export function planAttestations(index: unknown): readonly Attestation[] {
  const descriptors = listAt(index, 'manifests');
  const platforms = new Map<Digest, Platform>();
  for (const descriptor of descriptors) {
    const [digest, platform] = [digestOf(descriptor), platformOf(descriptor)];
    if (digest !== undefined && platform !== undefined && !isAttestation(descriptor)) platforms.set(digest, platform);
  }
  return descriptors
    .filter(isAttestation)
    .slice(0, mostAttestations)
    .flatMap((descriptor) => {
      const manifest = digestOf(descriptor);
      const subject = parseDigest(textAt(descriptor, 'annotations', 'vnd.docker.reference.digest') ?? '');
      const platform = subject === undefined ? undefined : platforms.get(subject);
      return manifest === undefined || subject === undefined || platform === undefined ? [] : [{ platform, subject, manifest }];
    });
}

/**
 * The blobs with provenance that the manifest of an attestation has.
 *
 * @param manifest - its JSON, or anything
 * @returns digests of blobs of at most {@link maxStatementBytes}, in its order; a warning for what is larger
 */
export function planStatements(manifest: unknown): Checked<readonly Digest[]> {
  const problems: Problem[] = [];
  const blobs = listAt(manifest, 'layers')
    .filter(isProvenance)
    .slice(0, mostStatements)
    .flatMap((descriptor) => {
      const digest = digestOf(descriptor);
      if (digest === undefined) return [];
      const size = at(descriptor, 'size');
      if (typeof size !== 'number' || size <= maxStatementBytes) return [digest];
      problems.push(warning('evidence/too-large', `The statement ${digest} about a build has ${size} bytes; it is not read.`));
      return [];
    });
  return { value: blobs, problems };
}

/**
 * What statements say of how one image was built. A statement that is about another image says nothing of this one, whatever
 * it hangs on: it is refused with a warning.
 *
 * @param subject - the manifest of the image
 * @param statements - the blobs of {@link planStatements}
 * @returns undefined when no statement can be used
 */
export function provenanceFor(subject: Digest, statements: readonly string[]): Checked<Provenance | undefined> {
  const accepted: Provenance[] = [];
  const problems: Problem[] = [];
  for (const text of statements) {
    const read = readProvenance(text);
    problems.push(...read.problems);
    if (read.value === undefined) continue;
    if (read.value.subjects.includes(subject)) accepted.push(read.value);
    else problems.push(otherImage(subject));
  }
  if (accepted.length === 0) return { value: undefined, problems };
  const materials = accepted.flatMap((each) => each.materials);
  return { value: { subjects: [subject], materials, isWhole: accepted.every(({ isWhole }) => isWhole) }, problems };
}

function isAttestation(descriptor: unknown): boolean {
  return textAt(descriptor, 'annotations', 'vnd.docker.reference.type') === 'attestation-manifest';
}

function isProvenance(descriptor: unknown): boolean {
  return (
    textAt(descriptor, 'mediaType') === 'application/vnd.in-toto+json' &&
    (textAt(descriptor, 'annotations', 'in-toto.io/predicate-type') ?? '').startsWith(provenancePrefix)
  );
}

function digestOf(descriptor: unknown): Digest | undefined {
  return parseDigest(textAt(descriptor, 'digest') ?? '');
}

function platformOf(descriptor: unknown): Platform | undefined {
  const parts = ['os', 'architecture', 'variant'].map((part) => textAt(descriptor, 'platform', part) ?? '');
  const [os = '', architecture = '', variant = ''] = parts;
  return parsePlatform(variant === '' ? `${os}/${architecture}` : `${os}/${architecture}/${variant}`);
}

function otherImage(subject: Digest): Problem {
  return warning('evidence/other-image', `A statement that hangs on ${subject} is about another image; it is not used.`, {
    hint: 'Build the image again, or find out who changed it after it was built.',
  });
}
