import { freshnessReader, platformsOf, watchedState, type Override } from '@image-factory/core/decide';
import type { FactoryConfig, ImageName, ManagedImage } from '@image-factory/core/enrollment';
import type { Platform } from '@image-factory/core/dockerfile';
import type { Dependency } from '@image-factory/core/graph';
import type { LookUp } from '@image-factory/core/observe';
import {
  contentOfPin,
  decidePin,
  decideTogether,
  needsRegistry,
  standingOf,
  type Pin,
  type PinDecision,
  type PinStanding,
  type PinToDecide,
  type PlatformDigests,
} from '@image-factory/core/pin';
import { formatReference, type Digest, type ImageReference } from '@image-factory/core/reference';
import type { Resolver, StateSnapshot } from '@image-factory/core/state';
import pLimit from 'p-limit';
import type { RegistryPort } from '../observe/index.ts';
import type { ReadPins } from './read-pins.ts';

/** A place in a file, and what is to happen with it. */
export interface DecidedPin {
  readonly pin: Pin;
  readonly images: readonly ImageName[];
  readonly decision: PinDecision;
}

export interface DecidePinsInput {
  readonly read: ReadPins;
  readonly state: StateSnapshot;
  readonly config: FactoryConfig;
  readonly resolve: Resolver;
  readonly now: Date;
  /** Images that do not wait for their delay. @param held - finds out what their pins hold */
  readonly urgent: (held: () => Promise<HeldByPins>) => Promise<ReadonlyMap<ImageName, Override>>;
  readonly registries: RegistryPort | undefined;
}

/** What the pins of images hold, by name of the base. */
export type HeldByPins = ReadonlyMap<ImageName, ReadonlyMap<string, PlatformDigests>>;

/** One place, and all images that are built from what stands there. */
interface Place {
  readonly pin: Pin;
  readonly users: readonly { readonly image: ManagedImage; readonly pins: readonly Pin[] }[];
}

/**
 * Decides about each place that holds a pin. Where several images are built from one place it moves when it may move for all
 * of them, and to what has settled for all of their platforms.
 */
export async function decidePins(input: DecidePinsInput): Promise<DecidedPin[]> {
  const places = placesIn(input.read);
  const ask = asking(input.registries);
  const standings = standingReader(input, [...places.values()], ask);
  const overrides = await input.urgent(() => standings.held());
  const { config, now } = input;

  async function decide(place: Place): Promise<DecidedPin> {
    const decisions = await Promise.all(
      place.users.map(async ({ image, pins }) => {
        const standing = await standings.of(place, image);
        const around = pins.flatMap((pin) => optional(places.get(idOf(pin)))).filter((other) => other !== place);
        const others = await Promise.all(around.map((other) => standings.of(other, image)));
        const override = overrides.get(image.name);
        return decidePin(standing, { image, others, config, now, ...(override && { override }) });
      }),
    );
    const decision = await confirmed(decideTogether(decisions), place, ask);
    return { pin: place.pin, images: place.users.map(({ image }) => image.name), decision };
  }

  const limit = pLimit(atOnce);
  const decided = await Promise.all([...places.values()].map((place) => limit(() => decide(place))));
  return [...decided, ...besideOf(input.read, decided)];
}

/** Questions to registries that are under way at a time. */
const atOnce = 8;

/** By id, in the order of files and places in them. */
function placesIn({ images }: ReadPins): ReadonlyMap<string, Place> {
  const places = new Map<string, { pin: Pin; users: { image: ManagedImage; pins: readonly Pin[] }[] }>();
  for (const { image, pins } of images.values()) {
    for (const pin of pins) {
      const place = places.get(idOf(pin)) ?? { pin, users: [] };
      place.users.push({ image, pins });
      places.set(idOf(pin), place);
    }
  }
  return new Map([...places].toSorted(([, a], [, b]) => compare(a.pin, b.pin)));
}

function compare(a: Pin, b: Pin): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.at - b.at;
}

function idOf({ at, file }: Pin): string {
  return `${at} ${file}`;
}

function optional<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

type Ask = (reference: ImageReference) => Promise<LookUp | undefined>;

/** In one run each thing is asked once. */
function asking(registries: RegistryPort | undefined): Ask {
  const asked = new Map<string, Promise<LookUp>>();
  return async (reference) => {
    if (registries === undefined) return undefined;
    const id = formatReference(reference);
    const answer = asked.get(id) ?? registries.lookUp(reference);
    asked.set(id, answer);
    return answer;
  };
}

interface Standings {
  of(place: Place, image: ManagedImage): Promise<PinStanding>;
  held(): Promise<HeldByPins>;
}

function standingReader({ state, config, resolve, now }: DecidePinsInput, places: readonly Place[], ask: Ask): Standings {
  const reader = freshnessReader(state, config, now);
  const subjects = new Map<string, Promise<PinToDecide>>();

  async function look(place: Place, image: ManagedImage): Promise<PinToDecide> {
    const { base, digest, use, line } = place.pin;
    const resolved = resolve(base);
    const dependency: Dependency =
      resolved.kind === 'managed'
        ? { ...resolved, reference: base, use, line }
        : { kind: 'watched', name: resolved.name, reference: base, use, line };
    const known = watchedState(dependency, state);
    const subject: PinToDecide = { image, base: dependency, digest, platforms: platformsIn(place), state: known };
    if (!needsRegistry(subject)) return subject;
    const [tag, held] = await Promise.all([ask(base), ask(withDigest(base, digest))]);
    return { ...subject, asked: { ...(tag && { tag }), ...(held && { digest: held }) } };
  }

  function subjectOf(place: Place, image: ManagedImage): Promise<PinToDecide> {
    const id = `${image.name} ${idOf(place.pin)}`;
    const subject = subjects.get(id) ?? look(place, image);
    subjects.set(id, subject);
    return subject;
  }

  return {
    of: async (place, image) => standingOf(await subjectOf(place, image), reader),
    async held() {
      const held = new Map<ImageName, Map<string, PlatformDigests>>();
      for (const place of places) {
        for (const { image } of place.users) {
          const subject = await subjectOf(place, image);
          const content = contentOfPin(subject);
          const bases = held.get(image.name) ?? new Map<string, PlatformDigests>();
          if (content !== undefined) held.set(image.name, bases.set(subject.base.name, content));
        }
      }
      return held;
    },
  };
}

/** All that images are built for from one place. */
function platformsIn({ users }: Place): readonly Platform[] {
  return [...new Set(users.flatMap(({ image }) => platformsOf(image)))].toSorted();
}

function withDigest({ domain, path }: ImageReference, digest: Digest): ImageReference {
  return { domain, path, digest };
}

/** What is to be written is asked for once more: an index that is gone, or lost a platform, would break the build. */
async function confirmed(decision: PinDecision, place: Place, ask: Ask): Promise<PinDecision> {
  if (decision.kind !== 'move') return decision;
  const found = await ask(withDigest(place.pin.base, decision.to));
  if (found === undefined) return decision;
  const needed = platformsIn(place);
  if (found.kind !== 'found') return { kind: 'wait', why: `${decision.why} It can not be had now: ${found.why}.` };
  const isWhole = needed.every((platform) => found.platforms.has(platform));
  return isWhole ? decision : { kind: 'wait', why: `${decision.why} It is not there for ${needed.join(', ')}.` };
}

/** Pins in stages that no build needs go along with those of the same base in the same file. */
function besideOf({ images }: ReadPins, decided: readonly DecidedPin[]): DecidedPin[] {
  const known = new Set(decided.map(({ pin }) => idOf(pin)));
  const alike = Map.groupBy(decided, ({ pin }) => kindOf(pin));
  const beside = new Map<string, DecidedPin>();
  for (const { image, beside: pins } of images.values()) {
    for (const pin of pins) {
      const same = alike.get(kindOf(pin)) ?? [];
      if (known.has(idOf(pin)) || same.length === 0) continue;
      known.add(idOf(pin));
      beside.set(idOf(pin), { pin, images: [image.name], decision: decideTogether(same.map(({ decision }) => decision)) });
    }
  }
  return [...beside.values()];
}

function kindOf({ file, base, digest }: Pin): string {
  return `${formatReference(base)}@${digest} ${file}`;
}
