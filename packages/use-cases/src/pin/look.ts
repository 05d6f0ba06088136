import type { ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { buildModel } from '@image-factory/core/graph';
import { warning, type Problem } from '@image-factory/core/problem';
import { familiarReference } from '@image-factory/core/reference';
import { readDetails, resolverFor } from '@image-factory/core/state';
import type { Loaded } from '../load.ts';
import type { Log, Sources, Tree } from '../ports.ts';
import type { Reports } from '../rebuild/overrides-read.ts';
import type { Registries } from '../rebuild/ports.ts';
import { pathIn } from '../layout.ts';
import { decidePins } from './decide-pins.ts';
import { groupPins, type PinGroup } from './groups.ts';
import { urgentPins } from './overrides.ts';
import type { PinHome } from './places.ts';
import { readPins, type ReadPins } from './read-pins.ts';

/** All pins, found and decided about. */
export interface LookedAt {
  readonly read: ReadPins;
  readonly groups: readonly PinGroup[];
  readonly problems: readonly Problem[];
}

export interface LookInputs {
  /** Names of images: the pull requests that move pins of theirs; all when undefined. */
  readonly only?: readonly string[];
  readonly home: PinHome;
  readonly now: Date;
  /** What scanners and advisories say. */
  readonly reports?: Reports;
}

export interface LookDeps {
  /** What holds images.yaml. */
  readonly tree: Pick<Tree, 'read' | 'list'>;
  readonly sources: Sources;
  readonly registries: Registries | undefined;
  readonly log: Log;
}

const mebibyte = 1024 * 1024;

/**
 * Finds the pins of all images that have some, as the last analysis says, reads the files again, and decides about each.
 */
export async function lookAtPins(
  loaded: Loaded,
  { only, home, now, reports }: LookInputs,
  { tree, sources, registries, log }: LookDeps,
): Promise<LookedAt | undefined> {
  const { enrollment, config, state, layout } = loaded;
  if (enrollment === undefined || config === undefined) return undefined;
  const model = buildModel(enrollment, state, config).value;
  const images = model.managed.map(({ image }) => image).filter((image) => hasPins(image, loaded));
  const enrollmentFiles = await filesOf([layout.images, ...(await namesIn(tree, layout.imagesFolder))], tree);
  const read = await log.phase('Find pins', () => readPins({ images, enrollmentFiles, home, sources, log }));
  const decided = await log.phase('Decide about pins', () =>
    decidePins({
      read,
      state,
      config,
      resolve: resolverFor(enrollment),
      now,
      urgent: async (held) => (reports === undefined ? new Map() : urgentPins(reports, { model, state, now }, await held(), registries)),
      registries,
    }),
  );
  // What is one pull request is looked at as a whole, whoever asks for it.
  const groups = groupPins(decided, read).filter(
    ({ pins }) => only === undefined || pins.some((pin) => pin.images.some((image) => only.includes(image))),
  );
  return { read, groups, problems: [...read.problems, ...lostPins(read)] };
}

function hasPins({ name }: ManagedImage, { state }: Loaded): boolean {
  const own = state.images.get(name);
  return (
    own !== undefined && readDetails(own).some(({ pinned, reference, use }) => pinned && reference.tag !== undefined && use !== 'frontend')
  );
}

async function namesIn(tree: LookDeps['tree'], folder: RepoPath): Promise<RepoPath[]> {
  return (await tree.list(folder)).map((name) => pathIn(folder, name));
}

async function filesOf(paths: readonly RepoPath[], tree: LookDeps['tree']): Promise<{ path: RepoPath; text: string }[]> {
  const reads = await Promise.all(paths.map(async (path) => ({ path, read: await tree.read(path, 8 * mebibyte) })));
  return reads.flatMap(({ path, read }) => (read.kind === 'file' ? [{ path, text: read.text }] : []));
}

/** Pins that somebody has to move by hand. */
function lostPins({ images }: ReadPins): Problem[] {
  return [...images.values()].flatMap(({ image, lost, shared }) => [
    ...lost.map(({ reference, line }) =>
      warning(
        'pin/not-found',
        `${image.name} pulls ${familiarReference(reference)}, and no file that could be changed holds that digest.`,
        {
          image: image.name,
          source: { file: image.source.dockerfile, range: { start: { line, column: 1 }, end: { line, column: 1 } } },
          hint: 'Write tag and digest on one line of the Dockerfile, of a bake or compose file, or of images.yaml. In workflows a person moves pins.',
        },
      ),
    ),
    ...shared.map(({ digest }) =>
      warning('pin/not-found', `${image.name} takes ${digest} for several base images from one place.`, {
        image: image.name,
        source: { file: image.source.dockerfile },
        hint: 'Give each base image a digest of its own.',
      }),
    ),
  ]);
}
