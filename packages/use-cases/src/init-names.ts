import { parseImageName, reservedPrefix, type ImageName, type RepoPath } from '@image-factory/core/enrollment';

const longest = 52;

/** Folders that say what they hold, not for which image. */
const generic: ReadonlySet<string> = new Set([
  '.',
  'build',
  'ci',
  'container',
  'containers',
  'deploy',
  'deployment',
  'docker',
  'dockerfile',
  'dockerfiles',
  'images',
  'image',
  'src',
]);

/**
 * A name for the image of each Dockerfile: its folder's, with what the file's own name adds (`Dockerfile.worker`). Where
 * two would be the same, the folders above are put in front; what is still the same is numbered.
 *
 * @param repository - stands in for the folder of a Dockerfile at the root
 * @param taken - names that are enrolled already
 */
export function proposeNames(
  dockerfiles: readonly RepoPath[],
  repository: string,
  taken: ReadonlySet<string> = new Set(),
): ReadonlyMap<RepoPath, ImageName> {
  const parts = new Map(dockerfiles.map((path) => [path, partsOf(path, repository)]));
  const lengths = new Map(dockerfiles.map((path) => [path, 1]));
  for (let again = true; again;) {
    again = false;
    for (const [name, group] of Map.groupBy(dockerfiles, (path) => nameFrom(parts.get(path), lengths.get(path)))) {
      for (const path of group.length > 1 || taken.has(name) ? group : []) {
        const length = lengths.get(path) ?? 1;
        if (length >= (parts.get(path)?.folders.length ?? 0)) continue;
        lengths.set(path, length + 1);
        again = true;
      }
    }
  }
  return numbered(
    dockerfiles.map((path) => [path, nameFrom(parts.get(path), lengths.get(path))]),
    taken,
  );
}

interface NameParts {
  /** Telling folders, the nearest first; never empty. */
  readonly folders: readonly string[];
  /** What the file's own name adds. */
  readonly variant: string | undefined;
}

function partsOf(path: RepoPath, repository: string): NameParts {
  const segments = path.split('/');
  const file = segments.pop() ?? '';
  const [, prefix, ending] = /^(?:(.+)\.)?(?:Dockerfile|Containerfile)(?:\.(.+))?$/i.exec(file) ?? [];
  const folders = segments.filter((segment) => !generic.has(segment.replace(/^\./, '').toLowerCase())).toReversed();
  return { folders: [...folders, repository], variant: prefix ?? ending };
}

function nameFrom(parts: NameParts | undefined, length = 1): string {
  const { folders = [], variant } = parts ?? {};
  const words = [...folders.slice(0, length).toReversed(), ...(variant === undefined ? [] : [variant])];
  return toName(words.join('-'));
}

/** Any text as a name that the grammar takes; `base-python` becomes `python-base`, since that beginning is reserved. */
function toName(text: string): string {
  const words = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  const free = words.startsWith(reservedPrefix) ? `${words.slice(reservedPrefix.length)}-base` : words;
  return cut(free, longest) || 'image';
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/-+$/, '');
}

function numbered(names: readonly (readonly [RepoPath, string])[], enrolled: ReadonlySet<string>): ReadonlyMap<RepoPath, ImageName> {
  const taken = new Set(enrolled);
  const result = new Map<RepoPath, ImageName>();
  for (const [path, name] of names) {
    let unique = name;
    for (let count = 2; taken.has(unique); count += 1) unique = `${cut(name, longest - String(count).length - 1)}-${count}`;
    taken.add(unique);
    const parsed = parseImageName(unique);
    if (!parsed.ok) throw new TypeError(parsed.error.message);
    result.set(path, parsed.value);
  }
  return result;
}
