import { parseReference, type ImageReference } from '../reference/index.ts';
import type { EditableMap } from '../yaml/index.ts';
import type { EntryWork } from './entry-work.ts';
import type { Settings } from './settings.ts';

/**
 * Registry and repository of an entry of CascadeGuard: its registry may hold a path, `image` is the last part of the
 * repository, and what an entry lacks comes from `.cascadeguard.yaml` or is Docker Hub.
 */
export function convertImageKeys(work: EntryWork, settings: Settings): void {
  const { entry } = work;
  const whole = wholeReference(entry);
  if (whole !== undefined) return setWhole(work, whole);
  const registry = work.text('registry') ?? settings.registry;
  const [host = '', ...path] = (registry ?? '')
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '')
    .split('/');
  const repository = repositoryOf(work, path, settings, registry === undefined);
  if (repository === undefined) return;
  if (registry === undefined) work.insert('registry', 'docker.io', 'CascadeGuard watches images without a registry on Docker Hub');
  else if (entry['registry'] === undefined) work.insert('registry', host, '`defaults.registry` of .cascadeguard.yaml');
  else if (host !== entry['registry'])
    work.replace('registry', { value: host, why: 'a registry is a host; its path went to `repository`' });
  setRepository(work, repository, 'registry' in entry ? 'the whole path below the registry' : 'the path that CascadeGuard would use');
}

/** `image: ghcr.io/acme/app:1` names everything at once. */
function wholeReference(entry: EditableMap): ImageReference | undefined {
  const { image, registry, repository } = entry;
  if (typeof image !== 'string' || registry !== undefined || repository !== undefined || !/^[^/]*[.:][^/]*\//.test(image)) return undefined;
  const parsed = parseReference(image);
  return parsed.ok ? parsed.value : undefined;
}

function setWhole(work: EntryWork, { domain, path, tag }: ImageReference): void {
  work.replace('image', { key: 'repository', value: path, why: 'the repository in the reference' });
  work.insert('registry', domain, 'the registry in the reference of `image`');
  if (tag !== undefined && work.entry['tag'] === undefined) work.foundTag = tag;
}

function setRepository(work: EntryWork, value: string, why: string): void {
  const { entry } = work;
  if (entry['repository'] !== undefined) work.replace('repository', { value, why });
  else if (work.text('image') !== undefined) work.replace('image', { key: 'repository', value, why });
  else work.insert('repository', value, why);
}

/** Undefined when the entry has it already, or when nothing suggests what it could be. */
function repositoryOf(work: EntryWork, path: readonly string[], settings: Settings, isOnHub: boolean): string | undefined {
  const { entry } = work;
  const own = work.text('repository');
  if (own !== undefined) return path.length === 0 && entry['registry'] !== undefined ? undefined : [...path, own].join('/');
  const name = imagePath(work);
  const isForeign =
    work.text('image') !== undefined ||
    path.length > 0 ||
    settings.present ||
    entry['namespace'] !== undefined ||
    entry['tag'] !== undefined;
  if (name === undefined || !isForeign) return undefined;
  if (!isOnHub) return [...path, ...prefixOf(path, settings), name].join('/');
  return name.includes('/') ? name : `${work.text('namespace') ?? 'library'}/${name}`;
}

function prefixOf(path: readonly string[], { repository }: Settings): string[] {
  return repository === undefined || path.length > 0 ? [] : [repository];
}

/** The image without a tag, which may stand behind it. */
function imagePath(work: EntryWork): string | undefined {
  const image = work.text('image');
  if (image === undefined) return work.text('name');
  const [, path, tag] = /^([^:@]+)(?::([^@]+))?/.exec(image) ?? [];
  if (tag !== undefined && work.entry['tag'] === undefined) work.foundTag = tag;
  return path;
}
