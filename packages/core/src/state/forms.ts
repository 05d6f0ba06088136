import { isList, isMap, isNull, type YamlMap } from '../yaml/index.ts';

type Form = 'text' | 'list' | 'map';

/** What stands in the fields that we know; nothing at all may stand in every one of them. */
const forms: Readonly<Record<Form, readonly string[]>> = {
  text: [
    'name',
    'enrolledAt',
    'lastDiscovery',
    'discoveryStatus',
    'analysisKey',
    'repoURL',
    'allowTags',
    'constraint',
    'imageSelectionStrategy',
    'currentVersion',
    'currentDigest',
    'lastBuilt',
    'lastChecked',
    'lastUpdated',
    'previousDigest',
    'fullImage',
    'registry',
    'repository',
    'tag',
    'digest',
    'firstDiscovered',
  ],
  list: ['baseImages', 'baseImageDetails', 'unknownImages', 'dependentImages', 'updateHistory', 'versions'],
  map: [
    'discoveryError',
    'enrollment',
    'builtFrom',
    'checkFailure',
    'seen',
    'absent',
    'otherTags',
    'rebuildState',
    'rebuildEligibleAt',
    'metadata',
  ],
};

const formOf: ReadonlyMap<string, Form> = new Map(
  (['text', 'list', 'map'] as const).flatMap((form) => forms[form].map((field) => [field, form] as const)),
);

/** The known fields that hold something of another form, with the form that they should have. */
export function misshapen(state: YamlMap): readonly { readonly field: string; readonly form: Form }[] {
  const found: { field: string; form: Form }[] = [];
  for (const [field, value] of state) {
    const form = formOf.get(field);
    if (form === undefined || isNull(value)) continue;
    const actual = isMap(value) ? 'map' : isList(value) ? 'list' : 'text';
    if (actual !== form) found.push({ field, form });
  }
  return found;
}
