import { show } from '@image-factory/core/text';
import type { EditableMap, YamlPath } from '@image-factory/core/yaml';
import { keyOf, type Catalog } from './catalog.ts';
import { wrong, type Finding } from './found.ts';
import { mapOf, mapsIn, textOf, textsWithin, type Part } from './parts.ts';
import { askedImages, type AskedImage } from './rules-expression.ts';
import { originOf } from './rules-stage.ts';
import { stepsOf } from './rules-step.ts';
import { normalized } from './rules-warehouse.ts';
import type { Subject } from './subject.ts';

/**
 * Images that the expressions of a Stage ask for. Kargo compares repositories letter by letter: under another spelling
 * there is nothing, and a Promotion that finds nothing is never tried again. Says nothing while a Warehouse is unknown.
 */
export function checkAskedImages({ namespace, spec }: Subject, catalog: Catalog): Finding[] {
  const origins = mapsIn(spec['requestedFreight'], []).map(({ value }) => originOf(value));
  const watched = origins.map((origin) => catalog.warehouses.get(keyOf(namespace, origin)));
  if (watched.some((repositories) => repositories === undefined)) return [];
  const known = watched.flatMap((repositories) => repositories ?? []);
  const asked = [...askedInSteps(spec), ...askedInArguments(spec), ...askedOfTasks(namespace, spec, catalog)];
  return asked.flatMap(({ path, value }) => checkAsked(value, path, known));
}

function checkAsked({ repository, isChosen }: AskedImage, path: YamlPath, known: readonly string[]): Finding[] {
  const times = known.filter((one) => one === repository).length;
  if (times === 1 || (times > 1 && isChosen)) return [];
  if (times > 1)
    return [
      wrong('image-ambiguous', path, `several Warehouses of this Stage watch ${show(repository)}: the expression ends with an error`, {
        hint: `Write \`imageFrom('${repository}', warehouse(ctx.targetFreight.origin.name))\`.`,
      }),
    ];
  const other = known.find((one) => normalized(one) === normalized(repository));
  const hint =
    other === undefined
      ? { hint: `Watched are ${[...new Set(known)].slice(0, 5).join(', ') || 'none'}.` }
      : { hint: `The Warehouse writes it as \`${other}\`.` };
  return [
    wrong(
      'image-spelling',
      path,
      `no Warehouse of this Stage watches ${show(repository)}, as it is written here: the Promotion fails and is never tried again`,
      hint,
    ),
  ];
}

function askedInSteps(spec: EditableMap): Part<AskedImage>[] {
  return stepsOf(spec).flatMap(({ path, value }) => [
    ...askedWithin(value['config'], [...path, 'config']),
    ...askedWithin(value['if'], [...path, 'if']),
    ...askedWithin(value['vars'], [...path, 'vars']),
  ]);
}

function askedInArguments(spec: EditableMap): Part<AskedImage>[] {
  return askedWithin(mapOf(spec['verification'])['args'], ['spec', 'verification', 'args']);
}

function askedWithin(value: EditableMap[string] | undefined, path: YamlPath): Part<AskedImage>[] {
  return textsWithin(value, path).flatMap((text) => askedImages(text.value).map((image) => ({ path: text.path, value: image })));
}

/** A task asks for what a variable says: one repository, or one for each origin. */
function askedOfTasks(namespace: string, spec: EditableMap, { tasks }: Catalog): Part<AskedImage>[] {
  return stepsOf(spec).flatMap(({ path, value }) => {
    const task = mapOf(value['task']);
    const place = task['kind'] === 'ClusterPromotionTask' ? '' : namespace;
    const known = tasks.get(keyOf(place, textOf(task['name'])));
    if (known === undefined) return [];
    const given = new Map(mapsIn(value['vars'], [...path, 'vars']).map((variable) => [textOf(variable.value['name']), variable]));
    return [...known.asksFor].flatMap((name) => {
      const variable = given.get(name);
      const text = variable === undefined ? (known.variables.get(name) ?? '') : textOf(variable.value['value']);
      const at = variable === undefined ? [...path, 'task'] : [...variable.path, 'value'];
      return repositoriesIn(text).map((repository) => ({ path: at, value: { repository, isChosen: true } }));
    });
  });
}

/** A table by origin is `{"origin": "repository"}[…]`; of any other expression nothing is known. */
function repositoriesIn(value: string): string[] {
  if (value === '') return [];
  if (!value.includes('${')) return [value];
  if (!/^\$\{%\s*\{[\s\S]*\}\[ctx\.targetFreight\.origin\.name\]\s*%\}$/.test(value)) return [];
  return [...value.matchAll(/:\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, double, single]) => double ?? single ?? '');
}
