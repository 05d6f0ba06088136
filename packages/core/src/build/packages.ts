import { at, isLongerThan, isObject, listAt, parseJson, textAt } from '../text/index.ts';

/** Packages of an image with their versions, by name; one may be there in several versions. */
export type PackageList = ReadonlyMap<string, ReadonlySet<string>>;

export interface PackageChange {
  readonly name: string;
  /** Versions that only the image before has; sorted. */
  readonly before: readonly string[];
  /** Versions that only the new image has; sorted. */
  readonly after: readonly string[];
}

const maxBytes = 64 * 1024 * 1024;
const maxPackages = 200_000;
const maxText = 256;

/**
 * The packages of an SBOM in SPDX (JSON), as a document or as the statement that BuildKit attests.
 *
 * @returns undefined for everything else, and for what is too large to be read
 */
export function readPackages(text: string): PackageList | undefined {
  if (isLongerThan(text, maxBytes)) return undefined;
  const json = parseJson(text);
  const document = isObject(at(json, 'predicate')) ? at(json, 'predicate') : json;
  if (!(textAt(document, 'spdxVersion') ?? '').startsWith('SPDX-2')) return undefined;
  const written = listAt(document, 'packages');
  if (written.length > maxPackages) return undefined;
  const packages = new Map<string, Set<string>>();
  for (const each of written) {
    const [name, version] = [textAt(each, 'name') ?? '', textAt(each, 'versionInfo') ?? ''];
    // What has no version is the image itself, or a folder that the scanner calls a package.
    if (name === '' || version === '' || name.length > maxText || version.length > maxText) continue;
    packages.set(name, (packages.get(name) ?? new Set()).add(version));
  }
  return packages;
}

/** What two lists differ in, by name. */
export function comparePackages(before: PackageList, after: PackageList): readonly PackageChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return names.flatMap((name) => {
    const [gone, come] = [missing(before.get(name), after.get(name)), missing(after.get(name), before.get(name))];
    return gone.length === 0 && come.length === 0 ? [] : [{ name, before: gone, after: come }];
  });
}

/** What only `of` has; sorted. */
function missing(of: ReadonlySet<string> = new Set(), from: ReadonlySet<string> = new Set()): readonly string[] {
  return [...of].filter((version) => !from.has(version)).toSorted();
}
