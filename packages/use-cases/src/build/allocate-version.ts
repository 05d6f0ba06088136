import { allocate, type AllocationRequest, type Version } from '@image-factory/core/build';
import type { BranchName, ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import type { Missing, Unknown } from '@image-factory/core/observe';
import { error, hasErrors, type Problem } from '@image-factory/core/problem';
import type { Repository, Tag } from '@image-factory/core/reference';
import { readState, renderState, statePath } from '@image-factory/core/state';
import { fail, ok, type Result } from '@image-factory/core/text';
import type { YamlMap } from '@image-factory/core/yaml';
import { commitRun, type CommitRunDeps, type Target } from '../commit/index.ts';
import { layoutOf, pathIn } from '../layout.ts';
import type { Clock } from '../ports.ts';
import { emptyReport, type RunReport } from '../report.ts';
import { write } from '../write.ts';

/** Who asks for a version, and how versions are counted where nobody says one. */
export type VersionRequest = Omit<AllocationRequest, 'now' | 'published' | 'versioning'>;

export interface AllocateVersionInputs {
  readonly dir: RepoPath;
  /** The branch that holds images.yaml. */
  readonly branch: BranchName;
  readonly image: Pick<ManagedImage, 'name' | 'registry' | 'repository' | 'versioning'>;
  readonly request: VersionRequest;
}

/** All tags of a repository. */
export interface TagLists {
  listTags(
    repository: Repository,
  ): Promise<{ readonly kind: 'tags'; readonly tags: readonly Tag[]; readonly isComplete: boolean } | Missing | Unknown>;
}

export interface AllocateVersionDeps extends CommitRunDeps {
  readonly clock: Clock;
  readonly registry: TagLists;
}

export interface AllocatedVersion {
  /** Undefined where images have none (`versioning: none`). */
  readonly version: Version | undefined;
  /** The commit that it is recorded in; absent where that was done before, or needs none. */
  readonly commit?: string;
  /** How often it was tried: others may have been faster. */
  readonly tries: number;
}

/**
 * Gives a build its version (SPEC section 10): the one behind all that were given and published, recorded by compare-and-swap
 * in the state of its image. No two builds of an image get the same one, and no build commits a version to its source, so that
 * builds of the same commit have nothing to fight over. Who asks again with the same key gets the same version.
 */
export async function allocateVersion(
  inputs: AllocateVersionInputs,
  deps: AllocateVersionDeps,
): Promise<Result<AllocatedVersion, readonly Problem[]>> {
  const { image, request } = inputs;
  const versioning = image.versioning ?? 'none';
  const isSaid = (request.given ?? request.gitTag) !== undefined;
  if (versioning === 'none' && !isSaid) return ok({ version: undefined, tries: 0 });
  const published = isSaid ? ok([]) : await publishedTags(image, deps.registry);
  if (!published.ok) return fail([published.error]);
  let last: Step | undefined;
  const { report, commit, tries } = await commitRun(inputs, deps, async (target) => {
    last = await step(inputs, { ...request, versioning, published: published.value, now: deps.clock.now() }, target, deps);
    return last.report;
  });
  if (last === undefined || last.report !== report || hasErrors(report.problems)) return fail(report.problems);
  return ok({ version: last.version, tries, ...(commit === undefined ? {} : { commit }) });
}

/** Asked once: what is published meanwhile was allocated first. */
async function publishedTags(
  { name, registry, repository }: AllocateVersionInputs['image'],
  lists: TagLists,
): Promise<Result<readonly Tag[], Problem>> {
  const listed = await lists.listTags({ domain: registry, path: repository });
  if (listed.kind === 'missing') return ok([]);
  const hint = 'Run the build again when the registry can be asked, or give the version: `version`.';
  if (listed.kind === 'unknown')
    return fail(error('build/no-version', `Which versions of ${name} are published is not known: ${listed.why}`, { image: name, hint }));
  if (!listed.isComplete)
    return fail(
      error('build/no-version', `${name} has more tags than can be read, and the newest version may be among the others.`, {
        image: name,
        hint,
      }),
    );
  return ok(listed.tags);
}

interface Step {
  readonly version: Version | undefined;
  readonly report: RunReport;
}

/** Only the state of this image is read and written: whoever counts for another one is in nobody's way for long. */
async function step(
  { dir, image }: AllocateVersionInputs,
  request: AllocationRequest,
  { tree }: Target,
  deps: AllocateVersionDeps,
): Promise<Step> {
  const { state: folder } = layoutOf(dir);
  const place = { shelf: 'images', stem: image.name } as const;
  const path = pathIn(folder, statePath(place));
  const own = await ownState(image, tree, path, statePath(place), folder);
  if (!own.ok) return { version: undefined, report: emptyReport([own.error]) };
  const allocated = allocate(own.value, request);
  if (!allocated.ok) return { version: undefined, report: emptyReport([{ ...allocated.error, image: image.name }]) };
  const { state, version } = allocated.value;
  if (state === own.value) return { version, report: emptyReport([]) };
  const change = { kind: 'write', path, text: renderState(place, state) } as const;
  const refused = await write([change], `Allocate ${image.name} ${version}\n`, tree, deps.log);
  return { version, report: { ...emptyReport(refused), changed: true } };
}

async function ownState(
  { name }: AllocateVersionInputs['image'],
  tree: Target['tree'],
  path: RepoPath,
  below: string,
  folder: RepoPath,
): Promise<Result<YamlMap, Problem>> {
  const read = await tree.read(path);
  if (read.kind === 'missing')
    return fail(
      error('build/no-version', `${name} was not analyzed yet, so that it has no state to count versions in.`, {
        image: name,
        hint: 'Run `image-factory update` first, or give the version: `version`.',
      }),
    );
  if (read.kind === 'refused')
    return fail(error('source/unreadable', `${path} can not be read: ${read.reason}.`, { image: name, source: { file: path } }));
  const { snapshot, corrupt } = readState([{ path: below, text: read.text }], folder);
  const state = snapshot.images.get(name);
  if (state !== undefined) return ok(state);
  return fail(corrupt[0]?.problem ?? error('source/unreadable', `${path} holds no state.`, { image: name, source: { file: path } }));
}
