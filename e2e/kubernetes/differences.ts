import type { ApiObject } from '@image-factory/testkit';

/** What the server keeps of an object beside what was sent. */
const serverOwned = new Set(['managedFields', 'uid', 'resourceVersion', 'generation', 'creationTimestamp']);
/** What it adds to every Namespace, whoever made it. */
const namespaceDefaults = ['metadata.labels.kubernetes.io/metadata.name', 'spec'];

/** Every field that the server has otherwise than it was sent, dropped, or added: what Argo CD would show as a difference. */
export function differences(sent: ApiObject, stored: ApiObject): string[] {
  const { status: _status, ...kept } = stored;
  const metadata = Object.fromEntries(Object.entries(stored.metadata).filter(([key]) => !serverOwned.has(key)));
  const found = compare(sent, { ...kept, metadata }, '');
  if (sent.kind !== 'Namespace') return found;
  return found.filter((line) => !namespaceDefaults.some((path) => line.startsWith(`added ${path} `)));
}

function compare(sent: unknown, stored: unknown, path: string): string[] {
  if (isMapping(sent) && isMapping(stored)) {
    const keys = [...new Set([...Object.keys(sent), ...Object.keys(stored)])].toSorted();
    return keys.flatMap((key) => compareField(sent[key], stored[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(sent) && Array.isArray(stored)) {
    const longer = sent.length > stored.length ? sent : stored;
    return longer.flatMap((_item, index) => compareField(sent[index], stored[index], `${path}[${index}]`));
  }
  return Object.is(sent, stored) ? [] : [`changed ${path} from ${JSON.stringify(sent)} to ${JSON.stringify(stored)}`];
}

function compareField(sent: unknown, stored: unknown, path: string): string[] {
  if (sent === undefined) return [`added ${path} = ${JSON.stringify(stored)}`];
  return stored === undefined ? [`dropped ${path} = ${JSON.stringify(sent)}`] : compare(sent, stored, path);
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
