import { analysisVerification, noteStep } from './analysis-job.ts';
import { stageName } from './names.ts';
import { notifyStep } from './notify-factory.ts';
import type { StageProps } from './constructs.ts';
import type { Settings } from './settings.ts';
import type { PromotionStep, RequestedFreight, Verification } from './types.ts';
import type { WatchedImage } from './watched-image.ts';

interface Parts {
  readonly name: string;
  readonly image: string;
  readonly why: string;
  readonly automatic: boolean;
  readonly requestedFreight: readonly RequestedFreight[];
  readonly steps: readonly PromotionStep[];
  readonly verification?: Verification;
}

export function stage(settings: Settings, { name, image, why, automatic, requestedFreight, steps, verification }: Parts): StageProps {
  const spec = { requestedFreight, promotionTemplate: { spec: { steps } }, ...(verification === undefined ? {} : { verification }) };
  return { name, namespace: settings.namespace, image, why, automatic, spec };
}

/** Freight as soon as the Warehouse has made it. */
export function atOnce({ warehouse }: WatchedImage): RequestedFreight {
  return { origin: { kind: 'Warehouse', name: warehouse }, sources: { direct: true } };
}

/**
 * `analyze-dockerfile-{image}`: every new build of a managed image is analyzed, for what it is built from may have
 * changed with it. By an event to the factory, or by a Job in the cluster.
 *
 * Changes of a source that are not built yet (R17) need no Warehouse of their own: pushes reach the factory as events,
 * and its scheduled sweep finds what an event missed. A Git subscription beside the image would pair commits with
 * images that were not built from them.
 *
 * @returns undefined when factory.yaml does not say where the factory is
 */
export function analyzeStage(settings: Settings, image: WatchedImage): StageProps | undefined {
  if (settings.analysis === undefined) return undefined;
  const isJob = settings.analysis.mode === 'job';
  return stage(settings, {
    name: stageName.analyze(image.name),
    image: image.name,
    why: `analyzes each new version of ${image.name}`,
    automatic: true,
    requestedFreight: [atOnce(image)],
    steps: [isJob ? noteStep(image.repository) : notifyStep('image-factory-analyze', image.name, image.repository)],
    ...(isJob ? { verification: analysisVerification(image.name, image.repository) } : {}),
  });
}

/**
 * `observe-{base}`: in `factory` mode it tells the factory at once that an upstream image moved: one event for each
 * base, not one for each dependent. In `direct` mode it does nothing but start the clock of the soak time, which Kargo
 * counts only behind a regular Stage.
 *
 * @returns undefined when there is nobody to tell
 */
export function observeStage(settings: Settings, image: WatchedImage): StageProps | undefined {
  const tells = settings.rebuild === 'factory';
  if (tells && settings.factory === undefined) return undefined;
  return stage(settings, {
    name: stageName.observe(image.warehouse),
    image: image.name,
    why: tells ? `tells the factory when ${image.name} moved` : `starts the clock when ${image.name} moved`,
    automatic: true,
    requestedFreight: [atOnce(image)],
    steps: [tells ? notifyStep('image-factory-base-observed', image.name, image.repository) : noteStep(image.repository)],
  });
}
