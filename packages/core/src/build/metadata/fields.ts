import { parsePlatform, type Platform } from '../../dockerfile/index.ts';
import { parseTime } from '../../enrollment/index.ts';
import { formatReference, parseDigest, parseReference, type Digest } from '../../reference/index.ts';
import { findUnprintable, isObject, type JsonObject } from '../../text/index.ts';
import type { BuiltFrom } from '../types.ts';

/** Reads fields of a JSON object one after the other and remembers what was wrong with them. */
export class Fields {
  readonly #object: JsonObject;
  readonly wrong: string[] = [];

  constructor(object: JsonObject) {
    this.#object = object;
  }

  /** A field that has to be there; undefined, and remembered, when `read` can make nothing of it. */
  need<T>(key: string, read: (value: unknown) => T | undefined): T | undefined {
    const value = Object.hasOwn(this.#object, key) ? read(this.#object[key]) : undefined;
    if (value === undefined) this.wrong.push(key);
    return value;
  }

  /** A field that may be missing, as part of a record. */
  may<K extends string, T>(key: K, read: (value: unknown) => T | undefined): { readonly [P in K]?: T } {
    if (!Object.hasOwn(this.#object, key)) return {};
    const value = this.need(key, read);
    return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: T });
  }
}

const mostPlatforms = 64;
const mostImages = 500;

export function text<T>(parse: (text: string) => T | undefined): (value: unknown) => T | undefined {
  return (value) => (typeof value === 'string' && value.length <= 4096 ? parse(value) : undefined);
}

/** Text for people: one line, bounded, nothing in it that a terminal acts on. */
export const line = text((value) =>
  value !== '' && value.length <= 1024 && findUnprintable(value) < 0 && !/[\n\r\t]/.test(value) ? value : undefined,
);

export const digest = text(parseDigest);

export const time = text((value) => {
  const parsed = parseTime(value);
  return parsed.ok ? parsed.value : undefined;
});

export function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** At most some thirty years. */
export function seconds(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 1e9 ? value : undefined;
}

export function list<T>(read: (value: unknown) => T | undefined, most: number): (value: unknown) => readonly T[] | undefined {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return undefined;
    const items = value.flatMap((item) => read(item) ?? []);
    return items.length === value.length ? items : undefined;
  };
}

export function byPlatform<T>(read: (value: unknown) => T | undefined): (value: unknown) => ReadonlyMap<Platform, T> | undefined {
  return mapOf(parsePlatform, read, mostPlatforms);
}

/** By canonical reference, in whatever spelling it is written. */
export const builtFrom: (value: unknown) => BuiltFrom | undefined = mapOf(canonicalReference, byPlatform<Digest>(digest), mostImages);

function canonicalReference(written: string): string | undefined {
  const parsed = parseReference(written);
  return parsed.ok ? formatReference(parsed.value) : undefined;
}

function mapOf<K, T>(
  readKey: (key: string) => K | undefined,
  read: (value: unknown) => T | undefined,
  most: number,
): (value: unknown) => ReadonlyMap<K, T> | undefined {
  return (value) => {
    if (!isObject(value)) return undefined;
    const entries = Object.entries(value);
    if (entries.length > most) return undefined;
    const map = new Map<K, T>();
    for (const [written, inner] of entries) {
      const [key, item] = [readKey(written), read(inner)];
      if (key === undefined || item === undefined) return undefined;
      map.set(key, item);
    }
    return map.size === entries.length ? map : undefined;
  };
}
