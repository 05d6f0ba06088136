import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { load } from 'js-yaml';
import { parseAllDocuments } from 'yaml';

/** A Kubernetes object as data. */
export interface KargoObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [part: string]: unknown;
}

export interface KargoSchemas {
  /** Kinds for which there is a schema. */
  readonly kinds: ReadonlySet<string>;
  /**
   * What the API server of a cluster with Kargo and Argo Rollouts would refuse, with unknown fields forbidden, and what
   * Kargo's controller would refuse later: subscriptions, and configurations of steps once expressions are replaced.
   */
  check(object: KargoObject): string[];
}

/** The documents of a manifest, read by the rules of YAML 1.1 as the tools around Kubernetes do. */
export function readKubernetesYaml(text: string): KargoObject[] {
  return parseAllDocuments(text, { version: '1.1' }).map((document) => {
    if (document.errors.length > 0) throw new SyntaxError(document.errors.map(({ message }) => message).join('\n'));
    return document.toJS() as KargoObject;
  });
}

/** @param folder - holds `kargo/{crds,subscription-schemas,step-schemas}` and `argo-rollouts/crds` */
export function readKargoSchemas(folder: string): KargoSchemas {
  const crds = [...filesIn(join(folder, 'kargo/crds')), join(folder, 'argo-rollouts/crds/analysis-template-crd.yaml')].map(readCrd);
  const byKind = new Map(crds.map((crd) => [crd.kind, crd]));
  const subscriptions = compileFolder(join(folder, 'kargo/subscription-schemas'));
  const steps = compileFolder(join(folder, 'kargo/step-schemas'));
  return {
    kinds: new Set(byKind.keys()),
    check(object) {
      const crd = byKind.get(object.kind);
      if (crd === undefined) return [];
      const spec = mapping(object['spec']);
      return [
        ...checkAgainst(crd.validate, object, ''),
        ...checkScope(crd, object),
        ...list(spec['subscriptions']).flatMap((item) => checkSubscription(mapping(item), subscriptions)),
        ...stepsOf(object.kind, spec).flatMap((step) => checkStep(object.kind, step, steps)),
        ...list(spec['promotionPolicies']).flatMap((policy) => checkPolicy(mapping(policy))),
      ];
    },
  };
}

interface Crd {
  readonly kind: string;
  readonly namespaced: boolean;
  readonly validate: ValidateFunction;
}

type Mapping = Readonly<Record<string, unknown>>;

function readCrd(file: string): Crd {
  const { group, names, scope, versions } = mapping(mapping(load(readFileSync(file, 'utf8')))['spec']);
  const [version] = list(versions).map(mapping);
  const schema = mapping(mapping(version?.['schema'])['openAPIV3Schema']);
  const properties = {
    ...mapping(closed(schema)['properties']),
    apiVersion: { const: `${String(group)}/${String(version?.['name'])}` },
    metadata,
  };
  const validate = newAjv().compile({ ...closed(schema), properties });
  return { kind: String(mapping(names)['kind']), namespaced: scope === 'Namespaced', validate };
}

const texts = { type: 'object', additionalProperties: { type: 'string' } };
const metadata = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: { name: { type: 'string' }, namespace: { type: 'string' }, labels: texts, annotations: texts },
};

/** A CRD's schema as JSON Schema in which unknown fields are mistakes, as with strict field validation. */
function closed(schema: Mapping): Mapping {
  const { properties, items, additionalProperties, default: _default, ...rest } = schema;
  const isOpen = rest['x-kubernetes-preserve-unknown-fields'] === true || rest['x-kubernetes-int-or-string'] === true;
  const isObject = rest['type'] === 'object' || properties !== undefined;
  return {
    ...rest,
    ...(properties === undefined
      ? {}
      : { properties: Object.fromEntries(Object.entries(mapping(properties)).map(([key, value]) => [key, closed(mapping(value))])) }),
    ...(items === undefined ? {} : { items: closed(mapping(items)) }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: typeof additionalProperties === 'object' ? closed(mapping(additionalProperties)) : additionalProperties }),
    ...(isObject && !isOpen && additionalProperties === undefined ? { additionalProperties: false } : {}),
  };
}

function newAjv(): Ajv2020 {
  // Patterns are Go's, which has no objection to needless escapes.
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default(ajv);
  return ajv;
}

/** The schemas of a folder by file name, by which they refer to each other. */
function compileFolder(folder: string): ReadonlyMap<string, ValidateFunction> {
  const ajv = newAjv();
  const names = filesIn(folder).map((file) => {
    // Most are of draft 2020-12; the older ones use nothing that changed.
    const { $schema: _draft, ...schema } = mapping(JSON.parse(readFileSync(file, 'utf8')));
    ajv.addSchema(schema, basename(file));
    return basename(file);
  });
  return new Map(
    names.flatMap((name) => {
      const validate = ajv.getSchema(name);
      return validate === undefined ? [] : [[name, validate]];
    }),
  );
}

function checkAgainst(validate: ValidateFunction, value: unknown, place: string): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${place}${describe(error)}`);
}

function describe({ instancePath, message = 'is wrong', params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params)}`;
}

function checkScope({ namespaced }: Crd, { metadata: { namespace } }: KargoObject): string[] {
  return namespaced === (namespace !== undefined) ? [] : [namespaced ? 'it has no namespace' : 'it has a namespace'];
}

function checkSubscription(subscription: Mapping, schemas: ReadonlyMap<string, ValidateFunction>): string[] {
  const [type, ...more] = Object.keys(subscription);
  const validate = schemas.get(`${type}.json`);
  if (type === undefined || more.length > 0 || validate === undefined) return ['a subscription has exactly one of image, git and chart'];
  return checkAgainst(validate, subscription[type], `subscription ${type}`);
}

function checkPolicy(policy: Mapping): string[] {
  return 'stage' in policy !== 'stageSelector' in policy ? [] : ['a policy has exactly one of stage and stageSelector'];
}

function stepsOf(kind: string, spec: Mapping): Mapping[] {
  const holder = kind === 'Stage' ? mapping(mapping(spec['promotionTemplate'])['spec']) : kind === 'PromotionTask' ? spec : {};
  return list(holder['steps']).map(mapping);
}

function checkStep(kind: string, step: Mapping, schemas: ReadonlyMap<string, ValidateFunction>): string[] {
  const { uses, task, retry, continueOnError, config } = step;
  if ((uses === undefined) === (task === undefined)) return ['a step has exactly one of uses and task'];
  if (task !== undefined) {
    if (kind === 'PromotionTask') return ['a step of a task can not refer to a task'];
    const isPlain = [retry, continueOnError, config, step['if']].every((part) => part === undefined);
    return isPlain ? [] : ['a step that refers to a task has neither retry, continueOnError, config nor if'];
  }
  const validate = schemas.get(`${String(uses)}-config.json`);
  return validate === undefined
    ? [`there is no step ${String(uses)}`]
    : checkAgainst(validate, evaluated(config ?? {}), `step ${String(uses)}`);
}

/**
 * The configuration as Kargo sees it after evaluation, each expression replaced by a sample. What stays a text and what
 * is typed anew follows Kargo: only a text with an expression is, unless the result stands in double quotes.
 */
function evaluated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(evaluated);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluated(item)]));
  if (typeof value !== 'string' || !/\$\{[{%]/.test(value)) return value;
  const result = value.replaceAll(/\$\{\{([\s\S]*?)\}\}|\$\{%([\s\S]*?)%\}/g, (_all, braces?: string, percent?: string) =>
    sample((braces ?? percent ?? '').trim()),
  );
  if (/^"[\s\S]*"$/.test(result) && result.length > 1) return result.slice(1, -1);
  try {
    return JSON.parse(result);
  } catch {
    return result;
  }
}

// A tag may be `1`: unquoted it would become a number, and the schema finds that.
function sample(expression: string): string {
  if (expression.startsWith('quote(')) return '"1"';
  return expression.includes('.Tag') ? '1' : 'text';
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => join(folder, name));
}

function mapping(value: unknown): Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
