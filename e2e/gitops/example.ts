import { readKubernetesYaml, type ApiObject, type Files } from '@image-factory/testkit';
import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const folder = fileURLToPath(new URL('../../examples/gitops/', import.meta.url));
const docs = fileURLToPath(new URL('../../docs/', import.meta.url));

/** The files of the example repository, by path. */
export const files: Files = Object.fromEntries(
  globSync('**/*', { cwd: folder })
    .filter((path) => statSync(join(folder, path)).isFile())
    .toSorted()
    .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]),
);

function objectsIn(text: string): ApiObject[] {
  return readKubernetesYaml(text).map((object): ApiObject => ({ ...object, metadata: { ...object.metadata } }));
}

/** The objects of a file of the example. */
export function read(path: string): ApiObject[] {
  const text = files[path];
  if (text === undefined) throw new Error(`The example has no ${path}.`);
  return objectsIn(text);
}

/** The objects that stand in the YAML blocks of a page. */
export function blocksOf(page: string): ApiObject[] {
  const text = readFileSync(join(docs, page), 'utf8');
  return [...text.matchAll(/^ *```yaml\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = '']) =>
    block.startsWith('apiVersion:') ? objectsIn(block) : [],
  );
}

interface Kustomization {
  readonly resources: readonly string[];
  readonly patches?: readonly { readonly target: { readonly group: string; readonly kind: string }; readonly patch: string }[];
}

interface Operation {
  readonly op: 'add';
  readonly path: string;
  readonly value: unknown;
}

/** What Kustomize makes of a folder, as far as the example uses it: resources, folders of them, and added fields. */
export function built(path: string): ApiObject[] {
  const text = files[`${path}/kustomization.yaml`] ?? '';
  const [kustomization] = readKubernetesYaml(text);
  const { resources, patches = [] } = { resources: [], ...kustomization } as Kustomization;
  const objects = resources.flatMap((resource) => {
    const target = normalize(join(path, resource)).replaceAll('\\', '/');
    if (files[`${target}/kustomization.yaml`] !== undefined) return built(target);
    // Kustomize reads no file above the folder of its own.
    if (dirname(target) !== path) throw new Error(`${path} names ${resource}, which is in another folder.`);
    return read(target);
  });
  return patches.reduce((patched, { target, patch }) => {
    const operations = readKubernetesYaml(patch)[0] as unknown;
    return patched.map((object) => (isTarget(object, target) ? (operations as Operation[]).reduce(withOperation, object) : object));
  }, objects);
}

function isTarget({ apiVersion, kind }: ApiObject, target: { readonly group: string; readonly kind: string }): boolean {
  return apiVersion.startsWith(`${target.group}/`) && new RegExp(`^(?:${target.kind})$`).test(kind);
}

function withOperation(object: ApiObject, { op, path, value }: Operation): ApiObject {
  const [, part = '', field = '', ...more] = path.split('/');
  if (op !== 'add' || more.length > 0) throw new Error(`The test does not know ${op} ${path}.`);
  return { ...object, [part]: { ...fieldsOf(object[part]), [field]: value } };
}

export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A key of a Secret. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/** The Secrets that objects refer to, wherever they do. */
export function secretsUsedBy(objects: readonly ApiObject[]): SecretKey[] {
  const found = new Map<string, SecretKey>();
  const add = (secret: string, key: string) => found.set(`${secret} ${key}`, { secret, key });
  const visit = (value: unknown): void => {
    if (typeof value === 'string') for (const [, secret = '', key = ''] of value.matchAll(/secret\("([^"]+)"\)\.(\w+)/g)) add(secret, key);
    if (typeof value !== 'object' || value === null) return;
    const { secretKeyRef, secretRef } = fieldsOf(value);
    if (secretKeyRef !== undefined) add(String(fieldsOf(secretKeyRef)['name']), String(fieldsOf(secretKeyRef)['key']));
    if (secretRef !== undefined) add(String(fieldsOf(secretRef)['name']), 'secret');
    Object.values(value).forEach(visit);
  };
  objects.forEach(visit);
  return [...found.values()].toSorted((a, b) => (`${a.secret} ${a.key}` < `${b.secret} ${b.key}` ? -1 : 1));
}

/** The keys that an ExternalSecret makes. */
export function secretsMadeBy(objects: readonly ApiObject[]): SecretKey[] {
  return objects
    .filter(({ kind }) => kind === 'ExternalSecret')
    .flatMap((object) => {
      const { target, data } = fieldsOf(object['spec']);
      const keys = Array.isArray(data) ? data.map((item) => String(fieldsOf(item)['secretKey'])) : [];
      return keys.map((key) => ({ secret: String(fieldsOf(target)['name']), key }));
    })
    .toSorted((a, b) => (`${a.secret} ${a.key}` < `${b.secret} ${b.key}` ? -1 : 1));
}

export function waveOf({ metadata }: ApiObject): number {
  return Number(fieldsOf(metadata['annotations'])['argocd.argoproj.io/sync-wave'] ?? 0);
}
