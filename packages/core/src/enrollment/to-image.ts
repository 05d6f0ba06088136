import type { SourceLocation } from '../problem/index.ts';
import { isEditableList, isEditableMap, type EditableMap, type EditableValue } from '../yaml/index.ts';
import {
  delayOf,
  exactTagOf,
  isVersionRange,
  parseBranchName,
  parseFolderPath,
  parseHost,
  parsePublishedTag,
  parseRepositoryIn,
  type Parsed,
} from './grammar/index.ts';
import { isExtension } from './leaves.ts';
import type { Entry, Source as SourceEntry } from './schema.ts';
import type { EnrolledImage, ExternalImage, Host, ManagedImage, Provider, SelectionStrategy, Source } from './types.ts';

const defaultDelay = delayOf('7d');
const defaultBranch = sure(parseBranchName('main'));
const root = sure(parseFolderPath('.'));
const defaultTag = sure(parsePublishedTag('latest'));
const defaultHosts: Readonly<Record<Provider, Host>> = { github: sure(parseHost('github.com')), gitlab: sure(parseHost('gitlab.com')) };

/** Where an entry and its Dockerfile are named. */
export interface EntryPlaces {
  readonly at: SourceLocation;
  readonly dockerfileAt: SourceLocation;
}

/**
 * The image that an entry enrolls, every default filled in (SPEC section 3).
 *
 * @param entry - what the schema gave, the file's defaults included; no rule is broken
 * @param own - the entry as it stands in the file
 */
export function toImage(entry: Entry, own: EditableMap, { at, dockerfileAt }: EntryPlaces): EnrolledImage {
  const common = {
    name: entry.name,
    registry: entry.registry,
    repository: repositoryOf(entry),
    rebuildDelay: entry.rebuildDelay ?? defaultDelay,
    autoRebuild: entry.autoRebuild ?? true,
    enabled: entry.enabled ?? true,
    priority: entry.priority ?? 0,
    ...given(entry, 'hold', 'owner', 'description'),
    metadata: entry.metadata ?? {},
    written: writtenText(own, (key) => isFree(key) || typedKeys.has(key)),
    at,
  };
  return entry.source === undefined
    ? { ...common, ...externalPart(entry) }
    : { ...common, ...managedPart(entry, entry.source), dockerfileAt };
}

function repositoryOf({ registry, repository }: Entry): EnrolledImage['repository'] {
  const parsed = parseRepositoryIn(registry, repository);
  if (parsed === undefined) throw new TypeError('The registry was not checked.');
  return sure(parsed).path;
}

function managedPart(entry: Entry, source: SourceEntry): Omit<ManagedImage, keyof EnrolledImage> & Pick<ManagedImage, 'kind'> {
  return {
    kind: 'managed',
    source: toSource(source),
    cascade: entry.cascade ?? 'transitive',
    publishedTag: entry.publishedTag ?? defaultTag,
    tags: entry.tags ?? [],
    updates: entry.updates ?? [],
    ...given(entry, 'versioning', 'local', 'verify'),
  };
}

function toSource(source: SourceEntry): Source {
  return {
    provider: source.provider,
    host: source.host ?? defaultHosts[source.provider],
    branch: source.branch ?? defaultBranch,
    dockerfile: source.dockerfile,
    context: source.context ?? root,
    ...given(source, 'repo', 'workflow', 'pipeline', 'job', 'target', 'platforms', 'buildArgs', 'contexts', 'bakeFile'),
  };
}

function externalPart(entry: Entry): Omit<ExternalImage, keyof EnrolledImage> & Pick<ExternalImage, 'kind'> {
  return {
    kind: 'external',
    imageSelectionStrategy: entry.imageSelectionStrategy ?? strategyFor(entry),
    ...given(entry, 'allowTags', 'constraint'),
  };
}

/** One tag is followed by its digest, a range by version; among the tags of an expression the last by name is taken. */
function strategyFor({ allowTags, constraint }: Entry): SelectionStrategy {
  if (constraint !== undefined) return isVersionRange(constraint) ? 'SemVer' : 'Digest';
  return allowTags !== undefined && exactTagOf(allowTags) !== undefined ? 'Digest' : 'Lexical';
}

/** The keys that have a value; the schema gives undefined for those that are not there. */
function given<T extends object, K extends keyof T>(from: T, ...keys: readonly K[]): { [P in K]?: Exclude<T[P], undefined> } {
  const found: { [P in K]?: Exclude<T[P], undefined> } = {};
  for (const key of keys) {
    const value = from[key];
    if (isGiven(value)) found[key] = value;
  }
  return found;
}

function isGiven<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}

/** Mappings of the author's own are kept as they stand. */
function isFree(key: string): boolean {
  return key === 'metadata' || key === 'verify' || isExtension(key);
}

const typedKeys: ReadonlySet<string> = new Set(['autoRebuild', 'enabled', 'priority']);

/** An entry whose texts are texts: `tag: 3.20` and `NODE_VERSION: 22` are not re-typed, only the keys that are no text are. */
function writtenText(own: EditableMap, keep: (key: string) => boolean): Readonly<Record<string, unknown>> {
  const written: Record<string, unknown> = {};
  for (const key in own) {
    const value = own[key] ?? null;
    written[key] = keep(key) ? value : asText(value);
  }
  return written;
}

function asText(value: EditableValue): unknown {
  if (isEditableList(value)) return value.map(asText);
  if (isEditableMap(value)) return writtenText(value, isExtension);
  return value === null ? null : String(value);
}

function sure<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new TypeError(parsed.error.message);
  return parsed.value;
}
