import type { Dependency, FactoryModel, ManagedNode } from '@image-factory/core/graph';
import type { Checked, Problem } from '@image-factory/core/problem';
import { upstreamFinder, type UpstreamNode } from './find-upstream.ts';
import { distinctBaseNames } from './names.ts';
import { watchPublished, watchUpstream, type WatchedImage } from './watched-image.ts';

/** Every image with a Warehouse. */
export interface Watched {
  /** Managed images by name. */
  readonly published: ReadonlyMap<string, WatchedImage>;
  /** External and base images, in no order. */
  readonly upstream: readonly WatchedImage[];
  /** The watched image that a dependency means; undefined when nothing watches it. */
  find(dependency: Dependency): WatchedImage | undefined;
}

/** @param managed - the managed images that take part */
export function watchAll(model: FactoryModel, managed: readonly ManagedNode[]): Checked<Watched> {
  const names = warehouseNames(model);
  const problems: Problem[] = [];
  const published = new Map<string, WatchedImage>();
  const upstream = new Map<UpstreamNode, WatchedImage>();
  const keep = ({ value, problems: found }: Checked<WatchedImage | undefined>): WatchedImage | undefined => {
    problems.push(...found);
    return value;
  };
  for (const node of managed) {
    const image = keep(watchPublished(node));
    if (image !== undefined) published.set(image.name, image);
  }
  for (const node of [...model.external.filter(({ image }) => image.enabled), ...model.bases]) {
    const image = keep(watchUpstream(node, node.kind === 'base' ? (names.get(node.name) ?? node.name) : node.name));
    if (image !== undefined) upstream.set(node, image);
  }
  const findNode = upstreamFinder([...upstream.keys()]);
  const find = (dependency: Dependency): WatchedImage | undefined => {
    if (dependency.kind === 'managed') return published.get(dependency.name);
    const node = findNode(dependency);
    return node === undefined ? undefined : upstream.get(node);
  };
  return { value: { published, upstream: [...upstream.values()], find }, problems };
}

function warehouseNames({ managed, external, bases }: FactoryModel): ReadonlyMap<string, string> {
  const enrolled = [...managed.map(({ image }) => image.name), ...external.map(({ name }) => name)];
  return distinctBaseNames(
    bases.map(({ name }) => name),
    new Set<string>(enrolled),
  );
}
