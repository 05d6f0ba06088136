import { fail, ok, type Result } from '../../text/index.ts';
import { scalarText, type ScalarNode } from '../document/index.ts';
import type { BuildDefinition, UnknownValue } from '../types.ts';
import { interpolate, type Variables } from './interpolate.ts';
import type { RawPair, RawService } from './raw-service.ts';

type Field = UnknownValue['field'];
type Parts = { readonly [Part in Exclude<keyof BuildDefinition, 'unknown'>]: BuildDefinition[Part] | undefined };

/** What a service is read with. */
export interface ComposeScope {
  readonly variables: Variables;
  /** Whether the file has a service of that name that builds an image. */
  readonly builds: (service: string) => boolean;
}

/**
 * The build of a service. Without `build.platforms` an image is built for the service's own `platform`; a context
 * `service:name` is what another service builds, and written `target:name` as in every other definition.
 *
 * @see the Compose Build Specification for the fields
 */
export function toDefinition(service: RawService, scope: ComposeScope): BuildDefinition {
  const unknown: UnknownValue[] = [];

  function text(field: Field, node: ScalarNode | undefined): string | undefined {
    if (node === undefined) return undefined;
    const result = interpolate(scalarText(node, 'compose') ?? '', scope.variables);
    if (result.ok) return result.value;
    unknown.push({ field, written: node.text, line: node.line, why: result.error });
    return undefined;
  }

  function list(field: Field, nodes: readonly ScalarNode[]): readonly string[] {
    return [...new Set(nodes.map((node) => text(field, node)).filter((value) => value !== undefined))].filter((value) => value !== '');
  }

  function pairs(
    field: Field,
    raw: ReadonlyMap<string, RawPair>,
    adjust: (value: string) => Result<string, string> = ok,
  ): Readonly<Record<string, string>> {
    const known: [string, string][] = [];
    for (const pair of raw.values()) {
      const key = pairKey(pair, scope.variables);
      const result = key === undefined ? fail('its name depends on the environment of the build') : pairValue(pair, scope.variables);
      const value = result.ok ? adjust(result.value) : result;
      if (value.ok) known.push([key ?? '', value.value]);
      else
        unknown.push({
          field,
          ...(key === undefined ? {} : { key }),
          written: writtenOf(pair),
          line: pair.value?.line ?? pair.line,
          why: value.error,
        });
    }
    return Object.fromEntries(known);
  }

  function context(value: string): Result<string, string> {
    const named = /^service:(.*)$/s.exec(value)?.[1];
    if (named === undefined) return ok(value);
    return scope.builds(named) ? ok(`target:${named}`) : fail('no service of that name in the file builds an image');
  }

  const { texts, lists } = service;
  const platforms = lists.platforms.length > 0 ? lists.platforms : present(texts.platform);
  const definition: Parts = {
    dockerfile: text('dockerfile', texts.dockerfile),
    dockerfileInline: text('dockerfile', texts.dockerfile_inline),
    context: text('context', texts.context),
    target: text('target', texts.target),
    platforms: list('platforms', platforms),
    buildArgs: pairs('buildArgs', service.pairs.args),
    contexts: pairs('contexts', service.pairs.additional_contexts, context),
    tags: list('tags', [...present(texts.image), ...lists.tags]),
  };
  if (service.elsewhere !== undefined) unknown.push(...inherited(service.elsewhere, definition));
  return { ...withoutEmpty(definition), unknown: unknown.toSorted((a, b) => a.line - b.line) };
}

function present(node: ScalarNode | undefined): readonly ScalarNode[] {
  return node === undefined ? [] : [node];
}

/** In a list the name is part of a text, in which variables count. */
function pairKey({ key, item }: RawPair, variables: Variables): string | undefined {
  const result = item ? interpolate(key, variables) : ok(key);
  return result.ok ? result.value : undefined;
}

function pairValue({ key, value, item }: RawPair, variables: Variables): Result<string, string> {
  const given = Object.hasOwn(variables, key) ? variables[key] : undefined;
  if (value === undefined)
    return given === undefined ? fail('it has no value here and is taken from the environment of the build') : ok(given);
  if (value.kind !== 'scalar') return fail('it is a list or mapping, and only text can be handed to a build');
  const written = scalarText(value, 'compose') ?? '';
  return interpolate(item ? written.slice(written.indexOf('=') + 1) : written, variables);
}

function writtenOf({ key, value }: RawPair): string {
  return value?.kind === 'scalar' ? value.text : key;
}

/** What a base that can't be read may add: every field that is not said here, and all that are put together. */
function inherited(
  { written, line, why }: NonNullable<RawService['elsewhere']>,
  definition: Partial<Record<Field, unknown>>,
): UnknownValue[] {
  const single = (['dockerfile', 'context', 'target'] as const).filter((field) => definition[field] === undefined);
  const joined = ['platforms', 'buildArgs', 'contexts', 'tags'] as const;
  return [...single, ...joined].map((field) => ({ field, written, line, why }));
}

/** What a definition leaves out is absent: no empty texts, lists or mappings. An empty target is none. */
function withoutEmpty(definition: Parts): Omit<BuildDefinition, 'unknown'> {
  const isEmpty = (value: Parts[keyof Parts]): boolean =>
    value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(definition).filter(([, value]) => !isEmpty(value))) as Omit<BuildDefinition, 'unknown'>;
}
