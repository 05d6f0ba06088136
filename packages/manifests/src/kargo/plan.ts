import type { FactoryModel, ManagedNode } from '@image-factory/core/graph';
import { error, type Checked, type Problem } from '@image-factory/core/problem';
import { definitionText, inputText } from '../infrastructure/index.ts';
import { edgesInCircles, type InCircle } from './circles.ts';
import type { StageProps, WarehouseProps } from './constructs.ts';
import { planIntervals, type IntervalOf } from './intervals.ts';
import { rebuildStage, type RebuildOrigin } from './rebuild-stage.ts';
import { readSettings, type Settings } from './settings.ts';
import { analyzeStage, observeStage } from './stages.ts';
import { watchedTags } from './subscription.ts';
import { updateStages } from './update-stages.ts';
import { watchAll, type Watched } from './watch-all.ts';
import type { WatchedImage } from './watched-image.ts';

/** What Kargo gets for one image. */
export interface ImageObjects {
  readonly warehouse: WarehouseProps;
  readonly stages: readonly StageProps[];
}

/** An image that Kargo gets something for. */
export interface ImagePlan {
  /** Its name in the factory. */
  readonly name: string;
  readonly warehouse: string;
  /** All that its objects are made from, apart from the settings, as text. */
  inputs(): string;
  /** Worked out when the image's file is written, so that not all of it is in memory at once. */
  objects(): Checked<ImageObjects>;
}

export interface KargoPlan {
  readonly settings: Settings;
  /** Ordered by the name of the Warehouse. */
  readonly images: readonly ImagePlan[];
}

/**
 * Decides which Warehouses and Stages there are. It reads enrollment and what analysis found, never run-time facts.
 * An image that lacks something is left out with a problem and the others are not affected; one that is not enabled
 * gets nothing, and nothing follows it.
 *
 * @returns no value when there is no usable namespace
 */
export function planKargo(model: FactoryModel): Checked<KargoPlan | undefined> {
  const { value: settings, problems: unusable } = readSettings(model.config);
  if (settings === undefined) return { value: undefined, problems: unusable };
  const managed = model.managed.filter(({ image }) => image.enabled);
  const { value: watched, problems: unwatched } = watchAll(model, managed);
  const findOrigins = originFinder(settings, managed, watched);
  const { value: intervalOf, problems: often } = planIntervals(model.config, [...watched.published.values(), ...watched.upstream]);
  const upstream = watched.upstream.map((image) => upstreamPlan(settings, image, intervalOf));
  const published = managed.flatMap((node) => {
    const image = watched.published.get(node.image.name);
    return image === undefined ? [] : [managedPlan(settings, image, node, { findOrigins, intervalOf })];
  });
  const named = withoutCollisions([...published, ...upstream]);
  return {
    value: { settings, images: named.value },
    problems: [...unusable, ...unwatched, ...often, ...withoutRepository(settings, watched), ...named.problems],
  };
}

function upstreamPlan(settings: Settings, image: WatchedImage, intervalOf: IntervalOf): ImagePlan {
  const objects = () => ({
    value: { warehouse: warehouseOf(settings, image, intervalOf), stages: present([observeStage(settings, image)]) },
    problems: [],
  });
  return { name: image.name, warehouse: image.warehouse, inputs: () => `${intervalOf(image)} ${inputText(image)}`, objects };
}

/** What is found out about all images together. */
interface Together {
  readonly findOrigins: FindOrigins;
  readonly intervalOf: IntervalOf;
}

function managedPlan(settings: Settings, image: WatchedImage, node: ManagedNode, { findOrigins, intervalOf }: Together): ImagePlan {
  const objects = (): Checked<ImageObjects> => {
    const rebuild = rebuildStage(settings, node.image, findOrigins(node));
    const updates = updateStages(settings, node.image, image);
    const stages = present([analyzeStage(settings, image), rebuild.value, ...updates.value]);
    return { value: { warehouse: warehouseOf(settings, image, intervalOf), stages }, problems: [...rebuild.problems, ...updates.problems] };
  };
  const inputs = (): string =>
    [
      definitionText(node.image),
      `${intervalOf(image)} ${inputText(image)}`,
      ...findOrigins(node).map((origin) => `${origin.leadsOn} ${inputText(origin.image)}`),
    ].join('\n');
  return { name: image.name, warehouse: image.warehouse, inputs, objects };
}

function warehouseOf({ namespace }: Settings, image: WatchedImage, intervalOf: IntervalOf): WarehouseProps {
  const { kind, name, warehouse, subscription } = image;
  const why = `watches ${watchedTags(subscription)}${kind === 'managed' ? ', which we build' : ''}`;
  return { name: warehouse, namespace, image: name, interval: intervalOf(image), subscription, why };
}

function present(stages: readonly (StageProps | undefined)[]): StageProps[] {
  return stages.filter((stage) => stage !== undefined);
}

/** Every Warehouse has a name of its own, and with it every Stage; of two with one name the one that we build stays. */
function withoutCollisions(images: readonly ImagePlan[]): Checked<readonly ImagePlan[]> {
  const kept = new Map<string, ImagePlan>();
  const problems: Problem[] = [];
  for (const image of images) {
    const { warehouse: name } = image;
    if (!kept.has(name)) kept.set(name, image);
    else
      problems.push(
        error('synth/name-collision', `Two Warehouses would have the name ${name}; one of them is left out.`, {
          image: image.name,
          hint: 'Rename one of the images.',
        }),
      );
  }
  return { value: [...kept.values()].toSorted((a, b) => (a.warehouse < b.warehouse ? -1 : 1)), problems };
}

type FindOrigins = (node: ManagedNode) => RebuildOrigin[];

/** What an image is built from, as far as it is watched; each Warehouse once, ordered. */
function originFinder(settings: Settings, managed: readonly ManagedNode[], watched: Watched): FindOrigins {
  const cascades = new Map<string, string>(managed.map(({ image }) => [image.name, image.cascade]));
  const isInCircle: InCircle = settings.rebuild === 'direct' ? edgesInCircles(managed) : () => false;
  return ({ image, dependencies }) => {
    const origins = new Map<string, RebuildOrigin>();
    for (const dependency of dependencies) {
      const found = watched.find(dependency);
      if (found === undefined || (found.kind === 'managed' && found.name === image.name)) continue;
      const stops = found.kind === 'managed' && (cascades.get(found.name) === 'none' || isInCircle(image.name, found.name));
      origins.set(found.warehouse, { image: found, leadsOn: !stops });
    }
    return [...origins.values()].toSorted((a, b) => (a.image.warehouse < b.image.warehouse ? -1 : 1));
  };
}

function withoutRepository({ config, rebuild }: Settings, { published, upstream }: Watched): Problem[] {
  if (config.repository !== undefined) return [];
  const isNeeded = published.size > 0 || (rebuild === 'factory' && upstream.length > 0);
  if (!isNeeded) return [];
  return [
    error(
      'factory/missing-repository',
      'factory.yaml does not say which repository the factory lives in, so Kargo would have nobody to tell; the Stages that send events are left out.',
      {
        hint: 'Add `repository: owner/name` to factory.yaml.',
      },
    ),
  ];
}
