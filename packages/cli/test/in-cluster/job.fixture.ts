import type { KargoObject } from '@image-factory/testkit';

/** An image as the Warehouse that watches it has found it. */
export interface Published {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

interface Container {
  readonly name: string;
  readonly command?: readonly string[];
  readonly args: readonly string[];
  readonly workingDir: string;
  readonly env: readonly Variable[];
}

interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
}

interface Pod {
  readonly serviceAccountName: string;
  readonly containers: readonly [Container];
  readonly [field: string]: unknown;
}

/** A Stage that has new versions verified. */
interface Stage {
  readonly verification?: {
    readonly analysisTemplates: readonly { readonly name: string }[];
    readonly args: readonly Argument[];
  };
}

interface Argument {
  readonly name: string;
  readonly value?: string;
}

interface Template {
  readonly args: readonly Argument[];
  readonly metrics: readonly [{ readonly provider: { readonly job: { readonly spec: { readonly backoffLimit: number; readonly template: { readonly spec: Pod } } } } }];
}

/** The Pod of the Job as the template has it. */
export function podOf(objects: readonly KargoObject[]): Pod {
  return templateOf(objects, 'analyze-dockerfile').metrics[0].provider.job.spec.template.spec;
}

/**
 * The container that runs when a Stage has been promoted to a new version: Kargo makes an AnalysisRun of the template with the
 * Stage's arguments, and Argo Rollouts writes them into the Job.
 */
export function containerFor(stage: string, published: Published, objects: readonly KargoObject[]): Container {
  const { verification } = specOf<Stage>(objects, 'Stage', stage);
  if (verification === undefined) throw new Error(`${stage} has nothing verified.`);
  const [used] = verification.analysisTemplates;
  const template = templateOf(objects, used?.name ?? '');
  const values = new Map(verification.args.map((argument): [string, string] => [argument.name, evaluated(argument.value ?? '', published)]));
  const missing = template.args.filter((argument) => !values.has(argument.name) && argument.value === undefined);
  if (missing.length > 0) throw new Error(`The run would have no value for ${missing.map((argument) => argument.name).join(', ')}.`);
  const resolve = (text: string): string => text.replaceAll(/\{\{\s*args\.([\w-]+)\s*\}\}/g, (_, argument: string) => values.get(argument) ?? unknown(argument));
  const [container] = template.metrics[0].provider.job.spec.template.spec.containers;
  return { ...container, args: container.args.map(resolve) };
}

/** The variables of a container. @param secrets - what is in the Secrets of the namespace, by name and key */
export function environmentOf({ env }: Container, secrets: Readonly<Record<string, Readonly<Record<string, string>>>>): Record<string, string> {
  return Object.fromEntries(
    env.map(({ name, value, valueFrom }) => {
      const { name: secret = '', key = '' } = valueFrom?.secretKeyRef ?? {};
      return [name, value ?? secrets[secret]?.[key] ?? unknown(`${secret}.${key}`)];
    }),
  );
}

/** What Kargo makes of an argument, as far as ours have a form. */
function evaluated(text: string, { repository, tag, digest }: Published): string {
  const [, field] = new RegExp(`^\\$\\{\\{ quote\\(imageFrom\\("${repository}"\\)\\.(Tag|Digest)\\) \\}\\}$`).exec(text) ?? [];
  if (field !== undefined) return field === 'Tag' ? tag : digest;
  if (text.includes('${')) throw new Error(`Not an argument of ours: ${text}`);
  return text;
}

function templateOf(objects: readonly KargoObject[], name: string): Template {
  return specOf<Template>(objects, 'AnalysisTemplate', name);
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the kind says which form it has
function specOf<T>(objects: readonly KargoObject[], kind: string, name: string): T {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return found['spec'] as T;
}

function unknown(what: string): never {
  throw new Error(`There is no ${what}.`);
}
