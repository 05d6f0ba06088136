import type { FactoryConfig } from '@image-factory/core/enrollment';
import { warning, type Checked } from '@image-factory/core/problem';
import { parseReference, repositoryUrl } from '@image-factory/core/reference';
import { goDuration } from './duration.ts';
import type { WatchedImage } from './watched-image.ts';

/** How often the Warehouse of an image looks, in Go's form. */
export type IntervalOf = (image: WatchedImage) => string;

const minute = 60 * 1000;
/** The time that registries count pulls in. */
const window = 6 * 60 * minute;
/** Kargo's own floor; below it the API would accept what the controller then ignores. */
const least = 5 * minute;

interface Limits {
  /** Manifests within {@link window}; undefined where no limit is known. */
  readonly pulls?: number;
  /** What an image that is not ours waits at least. */
  readonly upstream?: number;
}

// Docker Hub, which counts a look as a pull, for those without an account.
const known: Readonly<Record<string, Limits>> = { 'docker.io': { pulls: 100, upstream: 24 * 60 * minute } };

/**
 * How often each Warehouse looks.
 *
 * An image is to be looked at every `upstreamInterval` or `managedInterval`; base images on Docker Hub no more often than
 * once a day, and nothing more often than Kargo does. A look costs as many manifests as the subscription may find. When all
 * looks at a registry together took more than half of what it gives out in six hours, all of them become rarer by the
 * same factor, the smallest of 2, 4, 8 … that suffices: the other half is for builds, and one image more changes the
 * intervals of the others only when it passes such a step. `intervals` of factory.yaml say how often single images are
 * looked at whatever comes of that; they count like the others.
 *
 * @param images - all that are watched, in no order
 */
export function planIntervals(config: FactoryConfig, images: readonly WatchedImage[]): Checked<IntervalOf> {
  const wish = wishes(config);
  const loads = new Map<string, Load>();
  for (const image of images) {
    const registry = registryOf(image);
    const load = loads.get(registry) ?? { fixed: new Map(), free: new Map() };
    const { milliseconds, isFixed } = wish(image);
    const costs = isFixed ? load.fixed : load.free;
    costs.set(milliseconds, (costs.get(milliseconds) ?? 0) + costOf(image));
    loads.set(registry, load);
  }
  const planned = [...loads].map(([registry, load]) => [registry, spread(load, limitsOf(config, registry).pulls)] as const);
  const factors = new Map(planned.map(([registry, { factor }]) => [registry, factor]));
  return {
    value: (image) => {
      const { milliseconds, isFixed } = wish(image);
      return goDuration(isFixed ? milliseconds : milliseconds * (factors.get(registryOf(image)) ?? 1));
    },
    problems: planned
      .filter(([, { isOver }]) => isOver)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([registry]) => tooOften(registry)),
  };
}

/** Manifests by how often they are fetched, for a registry: of images with an interval of their own, and of the others. */
interface Load {
  readonly fixed: Map<number, number>;
  readonly free: Map<number, number>;
}

function spread({ fixed, free }: Load, pulls: number | undefined): { readonly factor: number; readonly isOver: boolean } {
  if (pulls === undefined) return { factor: 1, isOver: false };
  const [own, others] = [fetched(fixed), fetched(free)];
  let factor = 1;
  while (own + others > (factor * pulls) / 2) factor *= 2;
  return { factor, isOver: own + others / factor > pulls };
}

/** How many manifests are fetched within the window. Added up in an order of its own, or the last bit of it would differ. */
function fetched(costs: ReadonlyMap<number, number>): number {
  return [...costs].toSorted(([a], [b]) => a - b).reduce((sum, [every, manifests]) => sum + (manifests * window) / every, 0);
}

interface Wish {
  readonly milliseconds: number;
  /** Whether a person said it of this image. */
  readonly isFixed: boolean;
}

function wishes(config: FactoryConfig): (image: WatchedImage) => Wish {
  const { upstreamInterval, managedInterval, intervals = [] } = config.kargo;
  const own = new Map(intervals.flatMap(({ image, every }) => keysOf(image).map((key) => [key, every.milliseconds])));
  return (image) => {
    const { repository, subscription } = image;
    const tag = subscription.imageSelectionStrategy === 'Digest' ? subscription.constraint : undefined;
    const said = own.get(`${repository}:${tag ?? ''}`) ?? own.get(repository);
    if (said !== undefined) return { milliseconds: Math.max(said, least), isFixed: true };
    const { upstream = 0 } = limitsOf(config, registryOf(image));
    const usual = image.kind === 'managed' ? managedInterval.milliseconds : Math.max(upstreamInterval.milliseconds, upstream);
    return { milliseconds: Math.max(usual, least), isFixed: false };
  };
}

function keysOf(image: string): string[] {
  const parsed = parseReference(image);
  if (!parsed.ok) return [];
  const { tag } = parsed.value;
  return [tag === undefined ? repositoryUrl(parsed.value) : `${repositoryUrl(parsed.value)}:${tag}`];
}

function costOf({ subscription }: WatchedImage): number {
  return subscription.discoveryLimit;
}

function registryOf({ repository }: WatchedImage): string {
  return repository.slice(0, repository.indexOf('/'));
}

function limitsOf({ registries }: FactoryConfig, registry: string): Limits {
  const pulls = registries[registry]?.pulls;
  return { ...known[registry], ...(pulls === undefined ? {} : { pulls }) };
}

function tooOften(registry: string) {
  return warning('synth/registry-limit', `Kargo would fetch more manifests from ${registry} than it gives out in six hours.`, {
    hint: `Raise the \`kargo.intervals\` of images there, or say in \`registries\` how many \`pulls\` ${registry} allows.`,
  });
}
