import { error, warning, type Problem } from '../../problem/index.ts';
import { familiarReference, parseReference } from '../../reference/index.ts';
import { show } from '../../text/index.ts';
import type { BuildPlan } from '../types.ts';
import { whyNotPinned } from './context-names.ts';
import { looksSecret } from './secret-arguments.ts';
import { survivesBake } from './template.ts';

/**
 * What is wrong with a plan before anything is built: what BuildKit would refuse, understand otherwise, or publish to
 * everybody. With an error nothing should be built; what a warning is about is left out of the definition.
 */
export function checkPlan(plan: BuildPlan): readonly Problem[] {
  return [...checkArguments(plan), ...checkPins(plan), ...checkNotes(plan), ...checkTexts(plan), ...checkOutput(plan), ...checkTimes(plan)];
}

function checkArguments({ buildArgs, attest }: BuildPlan): Problem[] {
  return Object.entries(buildArgs).flatMap(([name, value]) => {
    if (/^BUILDKIT_ATTEST_/i.test(name)) {
      return [
        error('build/forbidden-argument', `The build argument ${show(name)} would change what is attested.`, {
          hint: 'Use the inputs `provenance` and `sbom`.',
        }),
      ];
    }
    if (!looksSecret(name, value)) return [];
    const hint = 'Give it to the build as a secret, and mount it where it is used: `RUN --mount=type=secret,id=…`.';
    const says = `The build argument ${show(name)} looks like a secret`;
    return attest.provenance === 'max'
      ? [
          error('build/secret-argument', `${says}, and everybody could read it in the provenance.`, {
            hint: `${hint} Or set \`provenance: min\`.`,
          }),
        ]
      : [warning('build/secret-argument', `${says}; everybody can read it in the history of the image.`, { hint })];
  });
}

function checkPins(plan: BuildPlan): Problem[] {
  return plan.pins.flatMap((pin) => {
    const why = whyNotPinned(pin, plan);
    if (why === undefined) return [];
    return [
      warning('build/not-pinned', `${show(familiarReference(pin.reference))} can not be pinned to what was decided: ${why}.`, {
        hint: 'Give the image a tag or the stage another name. Until then the build takes what stands under the tag.',
      }),
    ];
  });
}

/** Keys of labels and annotations: BuildKit takes no blank in the latter, and an `=` ends them. */
const noteKey = /^[^\s=\p{Cc}]{1,255}$/u;

function checkNotes({ labels, annotations }: BuildPlan): Problem[] {
  const keys = [
    ...Object.keys(labels).map((key) => ['label', key] as const),
    ...annotations.map(({ key }) => ['annotation', key] as const),
  ];
  return keys.flatMap(([kind, key]) =>
    noteKey.test(key)
      ? []
      : [error('build/invalid-value', `${show(key)} is not the key of ${kind === 'label' ? 'a label' : 'an annotation'}.`)],
  );
}

function checkTexts(plan: BuildPlan): Problem[] {
  const inMap = (what: string, record: Readonly<Record<string, string>>): Named[] =>
    Object.entries(record).map(([name, value]) => ({ what: `${what} ${show(name)}`, texts: [name, value] }));
  const all: readonly Named[] = [
    ...inMap('The build argument', plan.buildArgs),
    ...inMap('The context', plan.contexts),
    ...inMap('The label', plan.labels),
    ...plan.annotations.map(({ key, value }) => ({ what: `The annotation ${show(key)}`, texts: [key, value] })),
    ...[plan.context, plan.dockerfile].flatMap((path) => (path === undefined ? [] : [{ what: `The path ${show(path)}`, texts: [path] }])),
  ];
  return all.flatMap(({ what, texts }) => {
    if (texts.every((text) => survivesBake(text) && !text.includes('\0'))) return [];
    const hint = 'Write it in composed characters (NFC), without control characters.';
    return [error('build/invalid-value', `${what} has characters that would reach the build as others.`, { hint })];
  });
}

interface Named {
  readonly what: string;
  readonly texts: readonly string[];
}

function checkOutput({ output }: BuildPlan): Problem[] {
  if (output.kind !== 'registry' || parseReference(output.name).ok) return [];
  return [error('build/invalid-value', `${show(output.name)} is not where an image can be pushed.`)];
}

function checkTimes({ sourceDateEpoch, rewriteTimestamp }: BuildPlan): Problem[] {
  if (sourceDateEpoch !== undefined && !(Number.isSafeInteger(sourceDateEpoch) && sourceDateEpoch >= 0)) {
    return [error('build/invalid-value', `${show(sourceDateEpoch)} is no time: whole seconds since 1970.`)];
  }
  if (!rewriteTimestamp || sourceDateEpoch !== undefined) return [];
  return [
    warning('build/invalid-value', 'The times of files are to be rewritten, and no time is given.', { hint: 'Set SOURCE_DATE_EPOCH.' }),
  ];
}
