import { imageLabel, immutableTag, keyLabel } from '@image-factory/core/build';
import type { ManagedImage } from '@image-factory/core/enrollment';
import type { RebuildKey } from '@image-factory/core/rebuild';
import { readBuilt, type BuiltImage } from './built-image.ts';
import type { BuildRegistries } from './ports.ts';

/**
 * What was built for a request before, by the tag that never moves; undefined where there is none, where it is not whole, and
 * where nobody knows: then it is built again, which costs time and nothing else.
 */
export async function builtBefore(image: ManagedImage, key: RebuildKey, registries: BuildRegistries): Promise<BuiltImage | undefined> {
  const repository = { domain: image.registry, path: image.repository };
  const short = immutableTag(undefined, key);
  const listed = await registries.read.listTags(repository);
  if (listed.kind !== 'tags' || short === undefined) return undefined;
  for (const tag of listed.tags.filter((one) => one === short || one.endsWith(`-${short}`))) {
    const found = await registries.read.lookUp({ ...repository, tag });
    const built = found.kind === 'found' ? await readBuilt(image, found.digest, registries) : undefined;
    if (built?.ok === true && built.value.labels.get(keyLabel) === key && built.value.labels.get(imageLabel) === image.name)
      return built.value;
  }
  return undefined;
}
