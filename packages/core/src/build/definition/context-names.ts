import { formatReference, parseReference, withDefaultTag, type ImageReference } from '../../reference/index.ts';
import type { BuildPlan, Pin } from '../types.ts';

/**
 * The name under which BuildKit looks for a context that stands in for an image (dockerui, `NamedContext`): the familiar
 * form of distribution/reference, in which `docker.io/quay.io/a` is `quay.io/a`, without `:latest`.
 */
function contextNameOf(reference: ImageReference): string {
  const canonical = formatReference(withDefaultTag(reference));
  const onHub = canonical.replace(/^docker\.io\//, '');
  const familiar = onHub === canonical ? canonical : onHub.replace(/^library\/(?=[^/]*$)/, '');
  return familiar.replace(/:latest$/, '');
}

/** The same for a name that somebody gave a context; a name that is no reference stays what it is. */
export function normalContextName(name: string): string {
  const parsed = parseReference(name);
  return parsed.ok ? contextNameOf(parsed.value) : name;
}

/** A context that holds a build to one manifest: `node:22::linux/arm64`, which BuildKit prefers to `node:22`. */
export interface PinContext {
  readonly name: string;
  readonly source: string;
}

/**
 * The contexts that pin a plan's bases. A context of the user's that is an image is pinned under its own name; a base that
 * such a context replaces is not pulled, so that nothing pins it. What can not be pinned is left out: see `checkPins`.
 */
export function pinContexts(plan: BuildPlan): readonly PinContext[] {
  const replaced = new Set(Object.keys(plan.contexts).map(normalContextName));
  const direct = plan.pins
    .filter((pin) => !replaced.has(contextNameOf(pin.reference)) && whyNotPinned(pin, plan) === undefined)
    .flatMap((pin) => contextsOf(contextNameOf(pin.reference), pin));
  const throughContext = Object.entries(plan.contexts).flatMap(([name, source]) => {
    const pin = pinOfSource(source, plan.pins);
    return pin === undefined ? [] : contextsOf(normalContextName(name), pin);
  });
  return [...direct, ...throughContext];
}

function contextsOf(name: string, { reference, digests }: Pin): PinContext[] {
  return [...digests].map(([platform, digest]) => ({
    name: `${name}::${platform}`,
    source: `docker-image://${formatReference({ ...withDefaultTag(reference), digest })}`,
  }));
}

/** The pin of the image that a context is; none where the context names a digest itself. */
function pinOfSource(source: string, pins: readonly Pin[]): Pin | undefined {
  const parsed = source.startsWith('docker-image://') ? parseReference(source.slice('docker-image://'.length)) : undefined;
  if (parsed?.ok !== true || parsed.value.digest !== undefined) return undefined;
  const wanted = formatReference(withDefaultTag(parsed.value));
  return pins.find(({ reference }) => formatReference(withDefaultTag(reference)) === wanted);
}

/**
 * Why a base can not be pinned by a context, as a clause: BuildKit takes a context with the name of a build stage for that
 * stage, and knows `docker.io/quay.io/a` and `quay.io/a` by one name.
 */
export function whyNotPinned(pin: Pin, { stages, pins }: BuildPlan): string | undefined {
  const name = contextNameOf(pin.reference);
  if (stages.some((stage) => normalContextName(stage.toLowerCase()) === name)) return 'a build stage of the Dockerfile has its name';
  const rival = pins.find((other) => other !== pin && contextNameOf(other.reference) === name);
  if (rival === undefined) return undefined;
  return formatReference(rival.reference) === formatReference(pin.reference)
    ? 'it is pinned twice'
    : `BuildKit can not tell it from ${formatReference(rival.reference)}`;
}
