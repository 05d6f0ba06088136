import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { parseDigest, parseReference, type Digest, type ImageReference } from '../reference/index.ts';
import { builtFromDigests, mapField, mergeState, textField, type NeededDigests, type StateKind } from '../state/index.ts';
import { isList, isMap, toYaml, type YamlMap } from '../yaml/index.ts';
import type { Found, LookUp } from './look-up.ts';
import type { Needs } from './needs.ts';
import { recordLookUp, type Recorded } from './record.ts';
import type { Problem } from '../problem/index.ts';

/** @param letter - of a hex digit, which the whole digest consists of */
export function digest(letter: string): Digest {
  const parsed = parseDigest(`sha256:${letter.repeat(64)}`);
  if (parsed === undefined) throw new Error(`no hex digit: ${letter}`);
  return parsed;
}

export function platform(name: string): Platform {
  const parsed = parsePlatform(name.includes('/') ? name : `linux/${name}`);
  if (parsed === undefined) throw new Error(`no platform: ${name}`);
  return parsed;
}

function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(`no reference: ${text}`);
  return parsed.value;
}

/** Hours after the beginning. */
export function at(hours: number): Date {
  return new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000);
}

/**
 * A good answer: `amd64=a arm64=b`. The digest of the index follows from what it holds.
 */
export function found(platforms: string): Found {
  const map = new Map(
    platforms.split(' ').flatMap((each) => {
      const [name, letter] = each.split('=');
      return name === undefined || letter === undefined ? [] : [[platform(name), digest(letter)] as const];
    }),
  );
  const content = [...map].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => `${name}${each.charAt(7)}`);
  let sum = 7;
  for (const char of content.join()) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 0x1_0000_0000;
  const index = parseDigest(`sha256:${sum.toString(16).padStart(8, '0').repeat(8)}`);
  if (index === undefined) throw new Error('no digest');
  return { kind: 'found', digest: index, platforms: map };
}

export const unreachable: LookUp = { kind: 'unknown', code: 'unreachable', why: 'nobody answers' };
export const missing: LookUp = { kind: 'missing', why: 'the registry has no such tag' };

const everything: Needs = { dependents: [] };

/** What an image needs that is built from these digests: `a`, by platform; nothing known when there is none. */
export function built(letters: Readonly<Record<string, string>>): NeededDigests {
  const platforms = Object.fromEntries(Object.entries(letters).map(([name, letter]) => [platform(name), digest(letter)]));
  return builtFromDigests(toMap({ builtFrom: { base: { evidence: 'report', platforms } } }), 'base');
}

export function toMap(data: object): YamlMap {
  const value = toYaml(data);
  if (!isMap(value)) throw new Error('no mapping');
  return value;
}

/** A state that is looked up again and again. */
export class Watched {
  state: YamlMap;
  problems: readonly Problem[] = [];
  readonly kind: StateKind;
  readonly reference: ImageReference;
  needs: Needs = everything;

  constructor(text = 'node:22', kind: StateKind = 'base') {
    this.kind = kind;
    this.reference = reference(text);
    this.state = mergeState(kind, undefined, 'analyze', new Map([['name', 'node']]));
  }

  look(lookUp: LookUp | string, hours: number): Recorded {
    const answer = typeof lookUp === 'string' ? found(lookUp) : lookUp;
    const { value, problems } = recordLookUp({ kind: this.kind, state: this.state, reference: this.reference, lookUp: answer, at: at(hours), needs: this.needs });
    this.state = value.state;
    this.problems = problems;
    return value;
  }

  /** `a@0 b@5`: what `seen` says of a platform, as letters and hours. */
  seen(name = 'amd64'): string {
    const entries = mapField(this.state, 'seen').get(platform(name));
    return (isList(entries) ? entries : [])
      .map((entry) => (isMap(entry) ? `${textField(entry, 'digest')?.charAt(7)}@${(Date.parse(textField(entry, 'at') ?? '') - at(0).getTime()) / 3_600_000}` : '?'))
      .join(' ');
  }
}
