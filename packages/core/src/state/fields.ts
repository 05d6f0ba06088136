import { nothing, Plain, toYaml, type Section, type YamlMap, type YamlValue } from '../yaml/index.ts';

/** Who may write a field of a state file (SPEC section 5); everybody else leaves it as it is. */
export type FieldOwner = 'analyze' | 'observe' | 'dispatch' | 'build';

export type StateKind = 'managed' | 'external' | 'base';

interface Field {
  readonly owner: FieldOwner;
  /** Value in a new file; a field without one appears when there is something to say. */
  readonly initial?: YamlValue;
  readonly of?: readonly StateKind[];
}

interface FieldGroup {
  readonly comment?: string;
  readonly fields: Readonly<Record<string, Field>>;
}

/** Version of the state files that this code writes. A file without one comes from the first implementation. */
export const schemaVersion = 1;

const none = toYaml({});
const empty = toYaml([]);

/** `state/images/<name>.yaml`: managed and external images. */
const imageGroups: readonly FieldGroup[] = [
  {
    fields: {
      schemaVersion: { owner: 'analyze' },
      name: { owner: 'analyze' },
      enrolledAt: { owner: 'analyze' },
      lastDiscovery: { owner: 'analyze' },
      discoveryStatus: { owner: 'analyze' },
      discoveryError: { owner: 'analyze' },
      analysisKey: { owner: 'analyze' },
    },
  },
  { comment: 'Enrollment configuration (copied from images.yaml for reference)', fields: { enrollment: { owner: 'analyze' } } },
  {
    comment: 'Warehouse configuration: what is watched upstream',
    fields: {
      repoURL: { owner: 'analyze' },
      allowTags: { owner: 'analyze' },
      constraint: { owner: 'analyze' },
      imageSelectionStrategy: { owner: 'analyze' },
    },
  },
  {
    comment: 'Found by reading the Dockerfile; names lead to base-images/ or to another enrolled image',
    fields: { baseImages: { owner: 'analyze' }, baseImageDetails: { owner: 'analyze' }, unknownImages: { owner: 'analyze' } },
  },
  {
    comment: 'What is published now',
    fields: {
      currentVersion: { owner: 'build', initial: nothing, of: ['managed'] },
      currentDigest: { owner: 'build', initial: nothing, of: ['managed', 'external'] },
      lastBuilt: { owner: 'build', initial: nothing, of: ['managed'] },
      builtFrom: { owner: 'build', initial: none, of: ['managed'] },
    },
  },
  { comment: 'Versions that builds got (the last 50)', fields: { versions: { owner: 'build' } } },
  {
    comment: 'Seen in the registry',
    fields: {
      lastChecked: { owner: 'observe', initial: nothing, of: ['external'] },
      checkFailure: { owner: 'observe' },
      lastUpdated: { owner: 'observe', initial: nothing, of: ['external'] },
      previousDigest: { owner: 'observe', initial: nothing, of: ['external'] },
      seen: { owner: 'observe', initial: none, of: ['external'] },
      absent: { owner: 'observe' },
      otherTags: { owner: 'observe' },
    },
  },
  {
    comment: 'Rebuild',
    fields: { rebuildState: { owner: 'dispatch', initial: toYaml({ status: 'monitoring', pendingRebuild: false }), of: ['managed'] } },
  },
  { comment: 'Metadata from the registry', fields: { metadata: { owner: 'observe', initial: none } } },
  { comment: 'Update history (the last 50)', fields: { updateHistory: { owner: 'build', initial: empty } } },
  { comment: 'Archived', fields: { archived: { owner: 'analyze' } } },
];

/** `state/base-images/<key>.yaml`. */
const baseGroups: readonly FieldGroup[] = [
  {
    comment: 'Normalized identifier (used as file name and reference)',
    fields: { schemaVersion: { owner: 'analyze' }, name: { owner: 'analyze' } },
  },
  {
    comment: 'Image reference',
    fields: {
      fullImage: { owner: 'analyze' },
      registry: { owner: 'analyze' },
      repository: { owner: 'analyze' },
      tag: { owner: 'analyze' },
      digest: { owner: 'analyze' },
    },
  },
  {
    comment: 'Warehouse configuration: what is watched upstream',
    fields: { repoURL: { owner: 'analyze' }, allowTags: { owner: 'analyze' }, imageSelectionStrategy: { owner: 'analyze' } },
  },
  {
    comment: 'Discovery',
    fields: {
      firstDiscovered: { owner: 'analyze' },
      lastChecked: { owner: 'observe', initial: nothing },
      checkFailure: { owner: 'observe' },
      dependentImages: { owner: 'analyze' },
    },
  },
  {
    comment: 'Seen in the registry',
    fields: {
      currentDigest: { owner: 'observe', initial: nothing },
      lastUpdated: { owner: 'observe', initial: nothing },
      previousDigest: { owner: 'observe', initial: nothing },
      seen: { owner: 'observe', initial: none },
      absent: { owner: 'observe' },
    },
  },
  {
    comment: 'Rebuild eligibility (each dependent has its own delay)',
    fields: { rebuildEligibleAt: { owner: 'observe', initial: toYaml({ default: null }) } },
  },
  { comment: 'Metadata from the registry', fields: { metadata: { owner: 'observe', initial: none } } },
  { comment: 'Update history (the last 50)', fields: { updateHistory: { owner: 'observe', initial: empty } } },
  { comment: 'Archived', fields: { archived: { owner: 'analyze' } } },
];

function groupsOf(kind: StateKind): readonly FieldGroup[] {
  return kind === 'base' ? baseGroups : imageGroups;
}

function fieldsOf(kind: StateKind): readonly (readonly [string, Field])[] {
  return groupsOf(kind).flatMap(({ fields }) => Object.entries(fields));
}

function sectionsOf(groups: readonly FieldGroup[]): readonly Section[] {
  return groups.map(({ comment, fields }) => ({ ...(comment === undefined ? {} : { comment }), keys: Object.keys(fields) }));
}

/** Order and comments of a file, by its folder. */
export const imageSections: readonly Section[] = sectionsOf(imageGroups);
export const baseSections: readonly Section[] = sectionsOf(baseGroups);

/** What a new file starts with in the fields that only exist at run time. */
export const initialFields: Readonly<Record<StateKind, YamlMap>> = {
  managed: initialOf('managed'),
  external: initialOf('external'),
  base: initialOf('base'),
};

function initialOf(kind: StateKind): YamlMap {
  const entries: [string, YamlValue][] = [];
  for (const [key, { initial, of }] of fieldsOf(kind)) {
    if (initial !== undefined && (of === undefined || of.includes(kind))) entries.push([key, initial]);
  }
  return new Map(entries);
}

/** Names of the fields that `owner` writes in files of this kind. */
export function fieldsOwnedBy(owner: FieldOwner, kind: StateKind): readonly string[] {
  return [...owners[kind].keys()].filter((key) => isOwner(owner, kind, key));
}

/** Whether `owner` writes the field in files of this kind. */
export function isOwner(owner: FieldOwner, kind: StateKind, key: string): boolean {
  return owners[kind].get(key) === owner;
}

const owners: Readonly<Record<StateKind, ReadonlyMap<string, FieldOwner>>> = {
  managed: ownersOf('managed'),
  external: ownersOf('external'),
  base: ownersOf('base'),
};

function ownersOf(kind: StateKind): ReadonlyMap<string, FieldOwner> {
  return new Map(fieldsOf(kind).map(([key, { owner }]) => [key, owner]));
}

/** Fields that say only when somebody looked; they are written together with something else (SPEC section 5). */
export const lookedAtFields: ReadonlySet<string> = new Set(['lastDiscovery', 'lastChecked']);

export const schemaVersionValue: YamlValue = new Plain(String(schemaVersion));
