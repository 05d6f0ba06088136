import { formatReference } from '../../reference/index.ts';
import type { BuildStage, ImageUse, PulledImage, UnknownImage } from '../types.ts';
import type { Dockerfile } from '../syntax/parse-dockerfile.ts';
import type { BuildNode } from './graph.ts';
import type { BuildPlan } from './plan-build.ts';
import { explainDoubt, type Doubt } from './scope.ts';

/** An image whose name can not be known, with what stands in the way. */
export interface DoubtfulImage extends UnknownImage {
  readonly doubt: Doubt;
  /** Whether the target needs the stage, and no named context replaces it. */
  readonly isNeeded: boolean;
}

/** The images that one build pulls, in the order in which BuildKit's graph holds them. */
export function pulledImages({ platform, reached, target }: BuildPlan): PulledImage[] {
  const final = rootOf(target);
  const usual = [platform];
  return [...reached].flatMap((node) => {
    if (node.content?.kind !== 'image') return [];
    const { reference, isContext } = node.content;
    const use = isContext ? 'context' : useOf(node, final);
    const platforms = node.platform === undefined ? usual : node.platform === 'unknown' ? [] : [node.platform];
    return [{ reference, use, written: node.written, line: node.line, pinned: reference.digest !== undefined, platforms }];
  });
}

/** All bases that can not be known; BuildKit needs to know those that the target does not need too. */
export function doubtfulImages({ stages, reached, target }: BuildPlan): DoubtfulImage[] {
  const final = rootOf(target);
  return stages.flatMap((node) => {
    const { base, context, written, line } = node;
    if (base.kind !== 'unknown') return [];
    const isNeeded = reached.has(node) && context === undefined;
    return [{ use: useOf(node, final), written, line, why: explainDoubt(base.doubt), doubt: base.doubt, isNeeded }];
  });
}

/** The stage that the target starts from in the end: itself, or through the stages between. */
function rootOf(target: BuildNode): BuildNode {
  let node = target;
  while (node.base.kind === 'stage' && node.context === undefined) node = node.base.stage;
  return node;
}

const outsideUses = { copy: 'copy-from', mount: 'mount' } as const;

function useOf(node: BuildNode, final: BuildNode): ImageUse {
  if (node.origin !== 'from') return outsideUses[node.origin];
  return node === final ? 'final-base' : 'build-stage';
}

/**
 * Joins what builds for several platforms pull: one entry for each reference and use, at its first line.
 * The frontend, whose line comes before every instruction, stays first.
 *
 * @param everyLine - join only what stands on one line
 */
export function mergeImages(images: readonly PulledImage[], everyLine = false): PulledImage[] {
  const merged = new Map<string, PulledImage>();
  for (const image of images.toSorted(byLine)) {
    const key = `${image.use} ${formatReference(image.reference)}${everyLine ? ` ${image.line}` : ''}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, image);
    else if (!image.platforms.every((platform) => known.platforms.includes(platform))) {
      merged.set(key, { ...known, platforms: [...new Set([...known.platforms, ...image.platforms])] });
    }
  }
  return [...merged.values()];
}

/** The same for bases that can not be known, each with the stage that names it. */
export function mergeDoubtful(images: readonly DoubtfulImage[]): DoubtfulImage[] {
  const merged = new Map<number, DoubtfulImage>();
  for (const image of images.toSorted(byLine)) {
    const known = merged.get(image.line);
    if (known === undefined || (image.isNeeded && !known.isNeeded)) merged.set(image.line, image);
  }
  return [...merged.values()];
}

function byLine(a: { readonly line: number }, b: { readonly line: number }): number {
  return a.line - b.line;
}

/** The stages as the file has them; one is reachable when a build for any of the platforms needs it. */
export function describeStages({ stages }: Dockerfile, plans: readonly BuildPlan[]): BuildStage[] {
  return stages.map(({ from: { name, base, line } }, index) => {
    const kind = plans[0]?.stages[index]?.base.kind;
    return {
      index,
      ...(name === undefined ? {} : { name }),
      base,
      line,
      // Nothing is planned for a base that can be no image.
      ...(kind === undefined || kind === 'invalid' ? {} : { startsFrom: kind }),
      reachable: plans.some(({ reached, stages: nodes }) => {
        const node = nodes[index];
        return node !== undefined && reached.has(node);
      }),
    };
  });
}
