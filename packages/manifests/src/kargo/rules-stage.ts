import { parseGoDuration } from './duration.ts';
import type { ObjectOf } from './object-index.ts';
import { checkStep, checkText, textsIn } from './rules-steps.ts';
import { expressionsIn } from './text.ts';
import type { PromotionStep, RequestedFreight, StageSpec } from './types.ts';

/** What can be said of a Stage alone: that it does something, and that its clocks are ones that Kargo starts. */
export function checkStage({ spec }: ObjectOf<'Stage'>): string[] {
  const { requestedFreight, promotionTemplate, verification } = spec;
  const steps = promotionTemplate?.spec.steps ?? [];
  const origins = requestedFreight.map(({ origin }) => origin.name);
  return [
    ...(origins.length === 0 ? ['it asks for no Freight'] : []),
    ...(new Set(origins).size === origins.length ? [] : ['it asks for the Freight of one Warehouse twice']),
    // Without steps it is a control-flow Stage: no verification, and no soak time behind it.
    ...(steps.length === 0 ? ['it has no steps'] : []),
    ...(new Set(steps.map(({ as }) => as)).size === steps.length ? [] : ['two steps have the same alias']),
    ...requestedFreight.flatMap(checkSources),
    ...steps.flatMap((step) => [...checkStep(step), ...checkTexts(step)]),
    ...checkArguments(verification),
  ];
}

function checkSources({ origin, sources }: RequestedFreight): string[] {
  const direct = 'direct' in sources;
  const stages = 'stages' in sources ? sources.stages : [];
  const soak = 'requiredSoakTime' in sources ? sources.requiredSoakTime : undefined;
  return [
    ...(direct || stages.length > 0 ? [] : [`nothing is said of where the Freight of ${origin.name} comes from`]),
    ...(direct && (stages.length > 0 || soak !== undefined) ? [`Kargo ignores what stands beside direct for ${origin.name}`] : []),
    ...(soak !== undefined && parseGoDuration(soak) === undefined ? [`the soak time ${soak} is not in Go's form`] : []),
    ...(stages.length > 1
      ? [`the Freight of ${origin.name} may come from several Stages, and the soak time of one counts for another`]
      : []),
  ];
}

// Only a task may read Secrets: what stands in a Stage is made from names of images.
function checkTexts(step: PromotionStep): string[] {
  const texts = 'uses' in step ? textsIn(step.config) : step.vars.map(({ value }) => value);
  return texts.flatMap((text) => [
    ...checkText(text),
    ...expressionsIn(text)
      .filter(readsSecrets)
      .map(() => 'a Stage reads a Secret'),
  ]);
}

function readsSecrets(expression: string): boolean {
  return /\b(?:secret|sharedSecret|configMap|sharedConfigMap)\s*\(/.test(expression);
}

function checkArguments(verification: StageSpec['verification']): string[] {
  return (verification?.args ?? []).flatMap(({ name, value }) => [
    ...checkText(value),
    ...(expressionsIn(value).every((expression) => /^\s*quote\(/.test(expression)) ? [] : [`the argument ${name} could become a number`]),
  ]);
}
