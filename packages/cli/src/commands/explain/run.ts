import { error, type Problem } from '@image-factory/core/problem';
import { readRebuild } from '@image-factory/core/rebuild';
import { show, suggest } from '@image-factory/core/text';
import { explain, inspect, planRebuilds, subjects, type Inspection } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { renderExplanation } from './render.ts';
import type { explainSpec } from './spec.ts';

export async function runExplain({ positionals }: Parsed<typeof explainSpec>, { place, ports, clock, log }: Context): Promise<Outcome> {
  const [subject = ''] = positionals;
  const inspection = await log.phase('Read enrollment and state', () => inspect(place.dir, ports));
  const { model, state, problems } = inspection;
  const explanation = model === undefined ? undefined : explain(subject, model, state);
  if (explanation === undefined) return refused([...problems, notKnown(subject, inspection)]);
  // Problems of other images are not what was asked about; a circle is a problem of all that are in it.
  const own = problems.filter(({ image, code }) => image === undefined || image === explanation.name || code === 'graph/cycle');
  const plan =
    explanation.kind === 'managed' ? await planRebuilds({ dir: place.dir, only: [explanation.name] }, { ...ports, clock }) : undefined;
  const rebuild = plan?.images[0];
  const { emergencies, scans } = readRebuild(state.images.get(explanation.name) ?? new Map());
  return {
    report: { explanation, ...(rebuild && { rebuild }), ...(emergencies && { emergencies }), ...(scans && { scans }) },
    problems: own,
    render: (page) => renderExplanation(explanation, { rebuild, emergencies, scans }, page),
  };
}

function notKnown(subject: string, { enrollment, model }: Inspection): Problem {
  const entry = [...(enrollment?.images.values() ?? [])].find(({ name }) => name === subject);
  if (entry !== undefined && !entry.enabled) {
    return error('inputs/unknown-image', `${subject} is enrolled and disabled: nothing is done for it.`, {
      source: entry.at,
      hint: 'Remove `enabled: false` to bring it back.',
    });
  }
  if (enrollment?.unusable.has(subject) === true)
    return error('inputs/unknown-image', `The entry of ${show(subject)} can not be used; see what is wrong with it.`);
  const known = model === undefined ? [] : subjects(model);
  const meant = suggest(subject, known);
  return error('inputs/unknown-image', `No image ${show(subject)} is known.`, {
    hint:
      meant === undefined
        ? '`image-factory status` lists what is known. What Dockerfiles pull is known after `image-factory analyze`.'
        : `Did you mean ${meant}?`,
  });
}
