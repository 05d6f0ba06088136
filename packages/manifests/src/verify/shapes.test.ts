import { describeShared, readKubernetesYaml } from '@image-factory/testkit';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Shape } from './shape.ts';
import { kinds } from './shapes-kinds.ts';
import { stepShapes } from './shapes-steps.ts';
import { subscriptionShapes } from './shapes-subscription.ts';

type Schema = Readonly<Record<string, unknown>>;

describeShared("our shapes are those of Kargo's own schemas", 'kargo-schemas', (folder) => {
  it.each([...kinds].flatMap(([kind, { spec }]) => (spec === undefined ? [] : [{ kind, spec }])))('$kind', ({ kind, spec }) => {
    const [crd] = readKubernetesYaml(readFileSync(join(folder, `kargo/crds/kargo.akuity.io_${kind.toLowerCase()}s.yaml`), 'utf8'));
    const schema = at(crd, 'spec', 'versions', 0, 'schema', 'openAPIV3Schema', 'properties', 'spec');
    expect(differences(spec, schema, [schema], 'spec')).toEqual([]);
  });

  it('are of every step that there is, and of none else', () => {
    const names = readdirSync(join(folder, 'kargo/step-schemas')).flatMap((name) => (name.endsWith('-config.json') ? [name.replace('-config.json', '')] : []));
    expect([...stepShapes.keys()].toSorted()).toEqual(names.toSorted());
  });

  it.each([...stepShapes].map(([uses, shape]) => ({ uses, shape })))('step $uses', ({ uses, shape }) => {
    const schemas = [`${uses}-config.json`, 'common.json', 'argocd-common.json'].map((name) => readJson(join(folder, 'kargo/step-schemas', name)));
    expect(differences(shape, schemas[0], schemas, 'config')).toEqual([]);
  });

  it.each([...subscriptionShapes].map(([type, shape]) => ({ type, shape })))('subscription $type', ({ type, shape }) => {
    const schema = readJson(join(folder, 'kargo/subscription-schemas', `${type}.json`));
    // The webhook makes 20 of a limit of 0: what is said of that has a rule of its own.
    expect(differences(shape, schema, [schema], type).filter((line) => line !== `${type}.discoveryLimit is from 0`)).toEqual([]);
  });
});

/** What a shape says otherwise than a schema. */
function differences(shape: Shape, given: unknown, all: readonly unknown[], path: string): string[] {
  const schema = resolve(given, all);
  const { type } = schema;
  switch (shape.kind) {
    case 'any':
      return isOpen(schema) ? [] : [`${path} is not just anything`];
    case 'flag':
      return type === 'boolean' ? [] : [`${path} is ${String(type)}, not a flag`];
    case 'labels':
      return type === 'object' && at(schema, 'additionalProperties', 'type') === 'string' ? [] : [`${path} has no labels`];
    case 'text': {
      const values = [...((schema['enum'] as readonly string[] | undefined) ?? [])].toSorted();
      return [
        ...(type === 'string' ? [] : [`${path} is ${String(type)}, not text`]),
        // Defaults of subscriptions are those of a webhook, which has a rule of its own.
        ...(path.startsWith('spec') && hasDefault(schema) !== (shape.hasDefault === true) ? [`${path} has ${hasDefault(schema) ? 'a' : 'no'} default`] : []),
        ...(values.join() === (shape.oneOf ?? []).toSorted().join() ? [] : [`${path} is one of ${values.join()}`]),
        // A pattern that takes no empty text says the same.
        ...(shape.filled === true && schema['minLength'] === undefined ? [`${path} may be empty`] : []),
        ...(shape.pattern !== undefined && schema['pattern'] === undefined ? [`${path} has no pattern`] : []),
        ...(shape.filled !== true && shape.pattern === undefined && schema['minLength'] === 1 && schema['pattern'] === undefined ? [`${path} may not be empty`] : []),
      ];
    }
    case 'number':
      return [
        ...(type === 'integer' ? [] : [`${path} is ${String(type)}, not a number`]),
        ...(shape.least === schema['minimum'] ? [] : [`${path} is from ${String(shape.least)}`]),
        ...(shape.most === schema['maximum'] ? [] : [`${path} is to ${String(shape.most)}`]),
      ];
    case 'list':
      return [
        ...(type === 'array' ? [] : [`${path} is ${String(type)}, not a list`]),
        ...((shape.filled === true) === ((schema['minItems'] ?? 0) === 1) ? [] : [`${path} may ${shape.filled === true ? '' : 'not '}be empty`]),
        ...differences(shape.of, schema['items'], all, `${path}[]`),
      ];
    case 'fields': {
      const properties = (schema['properties'] ?? {}) as Readonly<Record<string, unknown>>;
      const required = (schema['required'] ?? []) as readonly string[];
      const keys = new Set([...shape.fields.keys(), ...Object.keys(properties)]);
      return [...keys].flatMap((key) => {
        const inner = shape.fields.get(key);
        if (inner === undefined) return [`${path}.${key} is not known`];
        if (properties[key] === undefined) return [`${path}.${key} is not there`];
        return [
          ...(shape.required.has(key) === (required.includes(key) && !hasDefault(properties[key])) ? [] : [`${path}.${key} is ${required.includes(key) ? '' : 'not '}required`]),
          ...differences(inner, properties[key], all, `${path}.${key}`),
        ];
      });
    }
  }
}

/** What the API server fills in is never missed. */
function hasDefault(schema: unknown): boolean {
  return at(schema, 'default') !== undefined;
}

function isOpen(schema: Schema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || (schema['properties'] === undefined && schema['items'] === undefined);
}

/** Follows `$ref`, within the schema or into one of the common ones. */
function resolve(given: unknown, all: readonly unknown[]): Schema {
  const schema = given as Schema;
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const name = $ref.slice($ref.lastIndexOf('/') + 1);
  const found = all.map((one) => at(one, 'definitions', name)).find((one) => one !== undefined);
  if (found === undefined) throw new Error(`no definition ${$ref}`);
  return found as Schema;
}

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((part, step) => (typeof part === 'object' && part !== null ? (part as Readonly<Record<string | number, unknown>>)[step] : undefined), value);
}

function readJson(file: string): Schema {
  return JSON.parse(readFileSync(file, 'utf8')) as Schema;
}
