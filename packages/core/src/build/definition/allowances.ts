import type { BuildPlan } from '../types.ts';

/** What a builder has to let a build reach on this machine, beside its context: `buildx bake --allow`. */
export interface Allowances {
  /** Files and folders to read; sorted. */
  readonly read: readonly string[];
  /** Folders to write; sorted. */
  readonly write: readonly string[];
  /** The agent with the keys. */
  readonly ssh: boolean;
}

/** Everything that a plan names on this machine, and nothing more: a bake file of the user's gets no more than that either. */
export function allowancesOf(plan: BuildPlan): Allowances {
  const read = [
    ...[plan.context ?? '.', ...Object.values(plan.contexts)].flatMap(localFolder),
    // A Dockerfile that is kept elsewhere than its context.
    ...(plan.dockerfile?.startsWith('/') === true ? [plan.dockerfile] : []),
    ...plan.secrets.flatMap((secret) => (secret.from === 'file' ? [secret.path] : [])),
    ...plan.ssh.flatMap(({ paths }) => paths),
    ...plan.cacheFrom.flatMap(({ type, attributes }) => (type === 'local' ? [attributes['src'] ?? []].flat() : [])),
  ];
  const write = [
    ...(plan.output.kind === 'oci-layout' ? [plan.output.path] : []),
    ...plan.cacheTo.flatMap(({ type, attributes }) => (type === 'local' ? [attributes['dest'] ?? []].flat() : [])),
  ];
  return { read: sortedSet(read), write: sortedSet(write), ssh: plan.ssh.some(({ paths }) => paths.length === 0) };
}

function localFolder(source: string): readonly string[] {
  const layout = /^oci-layout:\/\/([^:@]+)/.exec(source)?.[1];
  if (layout !== undefined) return [layout];
  return /^(?:[a-z][a-z0-9+.-]*:|git@|github\.com\/)/i.test(source) ? [] : [source];
}

function sortedSet(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
