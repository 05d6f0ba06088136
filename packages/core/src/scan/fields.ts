import { parseDigest, type Digest } from '../reference/index.ts';
import type { JsonMap, JsonPath, JsonValue } from './json.ts';

/** Longest name of a package, version or image that is kept; a reference with its digest fits. */
const maxText = 512;

/** Something in a report that can not be used, before it is known on which line it stands. */
export interface Flaw {
  readonly severity: 'error' | 'warning';
  readonly path: JsonPath;
  readonly message: string;
  readonly hint?: string;
}

/** What a reader makes of a report; with an error among the flaws there may be no value. */
export interface Read<T> {
  readonly value: T | undefined;
  readonly flaws: Flaws;
}

/** Most flaws of one report that are told one by one. A hostile report has millions, of which none is worth keeping. */
const maxTold = 20;

/** The first flaws of a report, and how many there are. */
export interface Flaws {
  readonly told: readonly Flaw[];
  readonly count: number;
  /** The flaw is only made when it will be told. */
  add(make: () => Flaw): void;
}

export function collectFlaws(...flaws: readonly Flaw[]): Flaws {
  const told = [...flaws];
  let count = flaws.length;
  return {
    told,
    get count() {
      return count;
    },
    add(make) {
      count += 1;
      if (told.length < maxTold) told.push(make());
    },
  };
}

export function isJsonMap(value: JsonValue | undefined): value is JsonMap {
  return value instanceof Map;
}

export function isJsonList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

const noMap: JsonMap = new Map();

/** The object under the key; an empty one when there is none. */
export function mapAt(map: JsonMap, key: string): JsonMap {
  const value = map.get(key);
  return isJsonMap(value) ? value : noMap;
}

/** The list under the key; an empty one when there is none. */
export function listAt(map: JsonMap, key: string): readonly JsonValue[] {
  const value = map.get(key);
  return isJsonList(value) ? value : [];
}

/** The objects in the list under the key. */
export function mapsAt(map: JsonMap, key: string): readonly JsonMap[] {
  return listAt(map, key).filter(isJsonMap);
}

/** The text under the key, cut when it is longer than any name; empty when there is none. */
export function textAt(map: JsonMap, key: string): string {
  const value = map.get(key);
  return typeof value === 'string' ? value.slice(0, maxText) : '';
}

export function textsAt(map: JsonMap, key: string): readonly string[] {
  return listAt(map, key).flatMap((item) => (typeof item === 'string' && item !== '' ? [item.slice(0, maxText)] : []));
}

/** Digests among texts that are digests, or references with one: `ghcr.io/acme/app@sha256:…`. */
export function digestsIn(texts: readonly string[]): readonly Digest[] {
  const found = texts.map((text) => parseDigest(text.slice(text.lastIndexOf('@') + 1)));
  return [...new Set(found.filter((digest) => digest !== undefined))];
}

/** A probability; what is none is undefined. */
export function probability(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
}
