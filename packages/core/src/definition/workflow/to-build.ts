import type { BuildDefinition, UnknownValue } from '../types.ts';
import { combineLegs, type Candidate } from './choose.ts';
import type { Draft, SaidValue } from './said.ts';
import type { DefinedField, WorkflowBuild } from './types.ts';

/** What the legs of one step say together, as a definition. */
export function toBuild(candidates: readonly Candidate[]): WorkflowBuild {
  const call = candidates[0]?.call;
  if (call === undefined || call.form === 'bake-action') return { kind: 'none' };
  const draft = combineLegs(candidates);
  const found = Object.fromEntries([...draft].map(([field, { line }]) => [field, line]));
  return { kind: 'build', form: call.form, definition: { ...knownParts(draft), unknown: unknownParts(draft) }, found, line: call.line };
}

function unknownParts(draft: Draft<DefinedField>): readonly UnknownValue[] {
  const unknown = [...draft].flatMap(([field, { values }]) =>
    values.flatMap(({ key, value, written, line }): UnknownValue[] =>
      typeof value === 'string' ? [] : [{ field, ...(key === undefined ? {} : { key }), written, line, why: value.why }],
    ),
  );
  return unknown.toSorted((a, b) => a.line - b.line);
}

/** What a definition leaves out is absent: no empty lists and mappings. */
function knownParts(draft: Draft<DefinedField>): Omit<BuildDefinition, 'unknown'> {
  const known = (field: DefinedField): readonly (SaidValue & { readonly value: string })[] =>
    (draft.get(field)?.values ?? []).filter((said): said is SaidValue & { readonly value: string } => typeof said.value === 'string');
  const text = (field: DefinedField): string | undefined => known(field)[0]?.value;
  const list = (field: DefinedField): readonly string[] | undefined => orNothing([...new Set(known(field).map(({ value }) => value))]);
  const pairs = (field: DefinedField): Readonly<Record<string, string>> | undefined =>
    known(field).length === 0 ? undefined : Object.fromEntries(known(field).map(({ key = '', value }) => [key, value]));
  const parts: { readonly [Field in DefinedField]: BuildDefinition[Field] | undefined } = {
    dockerfile: text('dockerfile'),
    context: text('context'),
    target: text('target'),
    platforms: list('platforms'),
    buildArgs: pairs('buildArgs'),
    contexts: pairs('contexts'),
    tags: list('tags'),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Omit<BuildDefinition, 'unknown'>;
}

function orNothing(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}
