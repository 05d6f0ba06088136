import { error } from '@image-factory/core/problem';
import { explainObjects, inspect, type ExplainedObject } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import type { Page } from '../../terminal/page.ts';
import { printable } from '../../terminal/printable.ts';
import { strangersIn } from './strangers.ts';
import type { synthSpec } from './spec.ts';

/** Says of every object of the manifests what it is for, and which entry, state and Dockerfiles it follows from. */
export async function runSynthExplain(
  { options, positionals }: Parsed<typeof synthSpec>,
  { place, ports, log }: Context,
): Promise<Outcome> {
  const strangers = [
    ...strangersIn(options, 'explain'),
    ...(positionals.length > 0 ? [error('inputs/unknown', '--explain takes no files: it explains what is generated.')] : []),
  ];
  if (strangers.length > 0) return refused(strangers);
  const { model, problems } = await log.phase('Read enrollment and state', () => inspect(place.dir, ports));
  if (model === undefined) return refused(problems);
  const objects = await explainObjects(place.dir, model);
  return { report: { objects }, problems, render: (page) => objects.map((object) => renderObject(object, page)).join('') };
}

const mostShown = 5;

function renderObject({ kind, name, file, line, why, because }: ExplainedObject, page: Page): string {
  const shown = page.everything || because.length <= mostShown + 1 ? because : because.slice(0, mostShown);
  const more = because.length - shown.length;
  return [
    `${page.paint('bold', printable(`${kind} ${name}`))}  ${page.paint('dim', printable(`${file}:${line}`))}`,
    ...(why === '' ? [] : [`  ${printable(why)}`]),
    ...shown.map((cause) => `  because of ${printable(cause)}`),
    ...(more === 0 ? [] : [`  and of ${more} more (--verbose shows all)`]),
    '',
  ].join('\n');
}
