import { parseFolderPath, type RepoPath } from '@image-factory/core/enrollment';
import { analyze } from '../analyze.ts';
import { entry, memoryRepository, type MemoryRepository } from '../memory.fixture.ts';
import type { FsckDeps } from './fsck.ts';

export const dir = folder('image-factory');
export const state = 'image-factory/state';
export const app = `${state}/images/app.yaml`;
export const node = `${state}/base-images/node-22.yaml`;
export const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

function folder(text: string): RepoPath {
  const parsed = parseFolderPath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** A repository in memory whose files have an age. */
export interface AgedRepository extends MemoryRepository {
  /** By path; a file without one is from the time of the clock. */
  readonly ages: Map<string, string>;
  readonly all: FsckDeps;
  edit(path: string, from: string | RegExp, to: string): void;
}

/** Two images of one base, analyzed. */
export async function factory(images = entry('app') + entry('web')): Promise<AgedRepository> {
  const repository = memoryRepository({ 'image-factory/images.yaml': images, 'app/Dockerfile': 'FROM node:22\n', 'web/Dockerfile': 'FROM node:22\n' });
  const ages = new Map<string, string>();
  const { files, deps, clock } = repository;
  await analyze({ dir, dryRun: false }, deps);
  return {
    ...repository,
    ages,
    all: {
      ...deps,
      folders: {
        files: async (folder) =>
          [...files.keys()]
            .filter((path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'))
            .map((path) => ({ name: path.slice(folder.length + 1), modifiedAt: new Date(ages.get(path) ?? clock.now()) })),
      },
    },
    edit(path, from, to) {
      const next = (files.get(path) ?? '').replace(from, to);
      if (next === files.get(path)) throw new Error(`${String(from)} is not in ${path}:\n${next}`);
      files.set(path, next);
    },
  };
}

export { entry };
