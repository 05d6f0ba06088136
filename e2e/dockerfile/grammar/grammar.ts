import * as fc from 'fast-check';
import type { Case, Question } from '../question.ts';
import { addChaos } from './chaos.ts';
import { giantKinds, makeGiant } from './beyond.ts';
import { directiveForms, directives } from './directives.ts';
import { Draft } from './draft.ts';
import { instructionForms } from './instructions.ts';
import { layOut, layoutFeatures } from './layout.ts';
import { addTarget, optionFeatures, options } from './options.ts';
import type { Parts } from './parts.ts';
import { addFault, refusalKinds } from './refusals.ts';
import { stage, stageForms } from './stages.ts';
import { baseForms, expansionForms, globalArgForms, imageForms } from './words.ts';

/** Of a hundred cases. */
const chaosShare = 12;

/** Dockerfiles with what builds are told beside them: most are good, about a third has one thing wrong. */
export const anyCase: fc.Arbitrary<Case> = fc.gen().map((draw) => {
  const draft = new Draft(draw);
  const parts = write(draft);
  const text = layOut(draft, parts.head, [...parts.globals, ...parts.stages.flat()]);
  const isChaotic = text.length < 5000 && draft.chance(chaosShare);
  return { question: toQuestion(parts, isChaotic ? addChaos(draft, text) : text), features: [...draft.features] };
});

function write(draft: Draft): Parts {
  const parts: Parts = { ...options(draft), head: directives(draft), globals: [], stages: [] };
  if (draft.chance(60)) for (let left = draft.int(1, 4); left > 0; left -= 1) parts.globals.push(draft.form(globalArgForms));
  for (let left = draft.int(1, 4); left > 0; left -= 1) parts.stages.push(stage(draft));
  addTarget(draft, parts);
  if (draft.chance(30)) addFault(draft, parts);
  if (draft.chance(1)) makeGiant(draft, parts);
  return parts;
}

function toQuestion({ target, platforms, buildPlatform, buildArgs, contexts, onBuild }: Parts, text: string): Question {
  return {
    text,
    ...(target === undefined ? {} : { target }),
    ...(platforms === undefined ? {} : { platforms }),
    ...(buildPlatform === undefined ? {} : { buildPlatform }),
    ...(Object.keys(buildArgs).length === 0 ? {} : { buildArgs }),
    ...(Object.keys(contexts).length === 0 ? {} : { contexts }),
    ...(Object.keys(onBuild).length === 0 ? {} : { onBuild }),
  };
}

const forms = [...directiveForms, globalArgForms, ...stageForms, imageForms, baseForms, expansionForms, ...instructionForms];

/** Noted where no table says it. */
const otherFeatures = [
  'chaos',
  'predefined platform argument',
  'expansion: nested',
  'ARG declared twice',
  'named context as a source',
  'stage name used twice',
  'stage named like its image',
  'stage name in upper case',
] as const;

/** Every feature that a case can have; a refusal counts where BuildKit refuses. */
export const allFeatures: readonly string[] = [
  ...layoutFeatures,
  ...optionFeatures,
  ...otherFeatures,
  ...forms.flatMap((table) => Object.keys(table)),
  ...giantKinds,
  ...refusalKinds,
];
