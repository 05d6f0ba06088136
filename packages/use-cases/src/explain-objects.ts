import type { RepoPath } from '@image-factory/core/enrollment';
import type { FactoryModel } from '@image-factory/core/graph';
import { formatLocation } from '@image-factory/core/problem';
import { statePath } from '@image-factory/core/state';
import type { DescribedObject } from '@image-factory/manifests/verify';
import { layoutOf, pathIn } from './layout.ts';

/** An object of the manifests, and what it is there because of. */
export interface ExplainedObject extends DescribedObject {
  /** Places in the repository: the entry, the state, the lines of Dockerfiles. */
  readonly because: readonly string[];
}

/**
 * The objects that the factory's manifests hold, each with the entry, the state and the Dockerfiles that it follows from.
 * They are made anew from enrollment and state; whether the tree holds the same is for `synth --dry-run` to say.
 *
 * @param dir - the folder of the factory
 */
export async function explainObjects(dir: RepoPath, model: FactoryModel): Promise<ExplainedObject[]> {
  const [{ isCatalogFile, synthManifests }, { describeObjects }] = await Promise.all([
    import('@image-factory/manifests/synth'),
    import('@image-factory/manifests/verify'),
  ]);
  const { manifests } = synthManifests(model).value;
  const { layout } = model.config;
  const files = manifests.filter(({ path }) => !isCatalogFile(path, layout)).map(({ path, text }) => ({ file: path, text }));
  const causes = causesOf(dir, model);
  const { factory } = layoutOf(dir);
  return describeObjects(files).map((object) => ({
    ...object,
    because: (object.image === undefined ? undefined : causes.get(object.image)) ?? [factory],
  }));
}

function causesOf(dir: RepoPath, { managed, external, bases }: FactoryModel): ReadonlyMap<string, readonly string[]> {
  const { state } = layoutOf(dir);
  const users = new Map<string, string[]>();
  for (const { image, dependencies } of managed) {
    for (const { name, line } of dependencies) {
      const list = users.get(name) ?? [];
      list.push(`${image.source.dockerfile}:${line} (${image.name})`);
      users.set(name, list);
    }
  }
  const usersOf = (name: string): readonly string[] => users.get(name) ?? [];
  return new Map<string, readonly string[]>([
    ...managed.map(
      ({ image }) => [image.name, [formatLocation(image.at), pathIn(state, statePath({ shelf: 'images', stem: image.name }))]] as const,
    ),
    ...external.map(({ name, image }) => [name, [formatLocation(image.at), ...usersOf(name)]] as const),
    ...bases.map(({ name }) => [name, [pathIn(state, statePath({ shelf: 'bases', stem: name })), ...usersOf(name)]] as const),
  ]);
}
