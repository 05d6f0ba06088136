import { comparePackages, readPackages, type PackageChange, type PackageList } from '@image-factory/core/build';
import { maxStatementBytes, planAttestations } from '@image-factory/core/evidence';
import { parseDigest, type Digest, type Repository } from '@image-factory/core/reference';
import { listAt, textAt } from '@image-factory/core/text';
import type { BuiltImage } from './built-image.ts';
import type { RegistryReader } from './ports.ts';

/**
 * What of the packages differs between two images, by the bills of materials that hang on them: of the first platform that both
 * have. Undefined where one of them has none, or none that can be read: it is for people alone.
 */
export async function packageChanges(
  repository: Repository,
  before: BuiltImage,
  after: BuiltImage,
  registries: RegistryReader,
): Promise<readonly PackageChange[] | undefined> {
  const platform = [...after.platforms.keys()].find((one) => before.platforms.has(one));
  const old = platform === undefined ? undefined : before.platforms.get(platform);
  const now = platform === undefined ? undefined : after.platforms.get(platform);
  if (old === undefined || now === undefined) return undefined;
  const [oldList, list] = await Promise.all([
    packagesOf(repository, before, old, registries),
    packagesOf(repository, after, now, registries),
  ]);
  return oldList === undefined || list === undefined ? undefined : comparePackages(oldList, list);
}

async function packagesOf(
  repository: Repository,
  { manifest }: BuiltImage,
  subject: Digest,
  registries: RegistryReader,
): Promise<PackageList | undefined> {
  const statement = planAttestations(manifest).find((one) => one.subject === subject);
  const layers = statement === undefined ? [] : listAt(await registries.manifest(repository, statement.manifest), 'layers');
  const spdx = layers.find((layer) => textAt(layer, 'annotations', 'in-toto.io/predicate-type') === 'https://spdx.dev/Document');
  const blob = parseDigest(textAt(spdx, 'digest') ?? '');
  const text = blob === undefined ? undefined : await registries.blob(repository, blob, maxStatementBytes);
  return text === undefined ? undefined : readPackages(text);
}
