import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { error, type Checked, type Problem } from '../problem/index.ts';
import { formatReference, identityOf, parseDigest, parseReference, type Digest } from '../reference/index.ts';
import { isLongerThan, isObject, parseJson, show } from '../text/index.ts';
import type { Pin } from './types.ts';

const maxBytes = 256 * 1024;
const maxPins = 500;

/**
 * Reads what a rebuild is to be built from: the input `base-digests`, JSON such as
 * `{"docker.io/library/node:22": {"linux/amd64": "sha256:…"}}`. One digest that makes no sense makes all of it useless: a
 * build from anything else would not be the one that was asked for.
 *
 * @param text - empty: nothing is said, which is fine
 * @returns in the order of the text, an image once; none when there is a problem
 */
export function parsePins(text: string): Checked<readonly Pin[]> {
  if (text.trim() === '') return { value: [], problems: [] };
  if (isLongerThan(text, maxBytes)) return refused([invalid('they are longer than 256 KiB')]);
  const json = parseJson(text);
  if (!isObject(json)) return refused([invalid('they are no JSON object')]);
  const entries = Object.entries(json);
  if (entries.length > maxPins) return refused([invalid(`there are more than ${maxPins} images`)]);
  const problems: Problem[] = [];
  const pins = new Map<string, Pin>();
  for (const [written, digests] of entries) {
    const pin = readPin(written, digests);
    if (typeof pin === 'string') problems.push(invalid(pin));
    else if (pins.has(formatReference(pin.reference))) problems.push(invalid(`${show(written)} is there twice`));
    else pins.set(formatReference(pin.reference), pin);
  }
  return problems.length > 0 ? refused(problems) : { value: [...pins.values()], problems };
}

function readPin(written: string, value: unknown): Pin | string {
  const reference = parseReference(written);
  if (!reference.ok) return `${show(written)} is no image`;
  if (!isObject(value)) return `${show(written)} has no digests by platform`;
  const digests = new Map<Platform, Digest>();
  for (const [name, text] of Object.entries(value)) {
    const [platform, digest] = [parsePlatform(name), typeof text === 'string' ? parseDigest(text) : undefined];
    if (platform === undefined) return `${show(name)} of ${show(written)} is no platform`;
    if (digest === undefined) return `${show(text)} of ${show(written)} is no digest`;
    if (digests.has(platform)) return `${show(written)} has ${show(platform)} twice`;
    digests.set(platform, digest);
  }
  return { reference: identityOf(reference.value), digests };
}

function refused(problems: readonly Problem[]): Checked<readonly Pin[]> {
  return { value: [], problems };
}

function invalid(why: string): Problem {
  return error('build/invalid-pins', `The digests to build from can not be used: ${why}.`, {
    hint: 'They are JSON: `{"docker.io/library/node:22": {"linux/amd64": "sha256:…"}}`.',
  });
}
