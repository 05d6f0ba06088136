import type { RuntimeFacts } from '@image-factory/core/graph';

/** A Backstage entity of one of our kinds. */
export interface Entity {
  readonly apiVersion: 'image-factory.io/v1alpha1';
  readonly kind: 'ManagedImage' | 'BaseImage';
  readonly metadata: {
    readonly name: string;
    readonly title: string;
    readonly description?: string;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** Reference to a managed image. Our kinds have refs of their own: `resource:` would be a kind of Backstage's. */
export function managedRef(name: string): string {
  return `managedimage:default/${name}`;
}

export function baseRef(name: string): string {
  return `baseimage:default/${name}`;
}

const factKeys = Object.entries({
  digest: 'digest',
  version: 'version',
  lastBuilt: 'last-built',
  lastUpdated: 'last-updated',
  lastChecked: 'last-checked',
  rebuildStatus: 'rebuild-status',
  discoveryStatus: 'discovery-status',
} as const satisfies Record<keyof RuntimeFacts, string>) as [keyof RuntimeFacts, string][];

/** What is known at run time, as annotations: digests and references are too long for labels. */
export function factAnnotations(facts: RuntimeFacts): Readonly<Record<string, string>> {
  const values: Record<string, string | undefined> = {};
  for (const [fact, key] of factKeys) values[key] = facts[fact];
  return ours(values);
}

/** Annotations under our own prefix; those without a value are left out. */
export function ours(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const annotations: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) if (isPresent(value)) annotations[`image-factory.io/${key}`] = value;
  return annotations;
}

export function present(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) if (isPresent(value)) kept[key] = value;
  return kept;
}

function isPresent(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

/** `node-22-bookworm-slim` as people would write it: `Node 22 Bookworm Slim`. */
export function titleOf(name: string): string {
  return name
    .split('-')
    .filter((word) => word !== '')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(' ');
}
