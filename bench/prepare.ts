import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { generateFactory, type GeneratedFactory } from './factory/generate.ts';
import { measure } from './measure/measure.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** A factory in a repository, at the points from which work is measured. */
export interface Prepared {
  readonly workspace: Workspace;
  readonly factory: GeneratedFactory;
  readonly commits: {
    /** Enrollment and Dockerfiles alone. */
    readonly bare: string;
    /** With the state of 60 % of the images and base images, and no manifests. */
    readonly partial: string;
    /** With all state, and no manifests. */
    readonly analyzed: string;
    /** With all that the factory writes. */
    readonly complete: string;
    /** Complete, but for one Dockerfile that changed since. */
    readonly moved: string;
  };
}

/** @param dist - folder of the bundles, whose first runs make the state */
export async function prepare(path: string, dist: string, size: number, seed: number): Promise<Prepared> {
  const factory = generateFactory(size, seed);
  const workspace = await openWorkspace(path);
  await workspace.write(factory.files);
  const bare = await workspace.commit();
  await measure([join(dist, 'analyze/index.js')], path);
  const analyzed = await workspace.commit();
  await measure([join(dist, 'synth/index.js')], path);
  const complete = await workspace.commit();
  await workspace.write(new Map([[factory.change.path, factory.change.text]]));
  const moved = await workspace.commit();
  await workspace.reset(analyzed);
  await workspace.remove((await workspace.tracked()).filter((name) => name.includes('/state/') && isMissing(name)));
  const partial = await workspace.commit();
  return { workspace, factory, commits: { bare, partial, analyzed, complete, moved } };
}

/** 40 % of the names, the same in every run. */
function isMissing(name: string): boolean {
  return createHash('sha256').update(name).digest().readUInt16BE() < 0.4 * 2 ** 16;
}
