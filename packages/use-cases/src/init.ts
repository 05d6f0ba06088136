import { parseRepoPath, type Enrollment, type RepoPath } from '@image-factory/core/enrollment';
import { notice, worstFirst, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';
import { credentialFor, type Credential } from './credentials.ts';
import { renderFactoryFile, renderImagesFile } from './init-files.ts';
import { placeholderOwner, proposeImages, type Checkout, type Proposal } from './init-proposal.ts';
import type { WorkflowText } from './init-workflow.ts';
import { layoutOf, pathIn } from './layout.ts';
import { loadFactory, type LoadDeps } from './load.ts';
import type { FileChange, Log } from './ports.ts';
import { write } from './write.ts';

export interface InitInputs {
  readonly dir: RepoPath;
  readonly checkout: Checkout;
  readonly dryRun: boolean;
}

export interface InitDeps extends LoadDeps {
  readonly log: Log;
  /** Paths of files that are Dockerfiles by their names; `complete` is false when the search stopped before its end. */
  findDockerfiles(): Promise<{ readonly paths: readonly string[]; readonly complete: boolean }>;
}

export interface InitReport {
  readonly dryRun: boolean;
  readonly changed: boolean;
  /** What was written, or would have been, with its text; `kept` was there already. */
  readonly files: readonly { readonly path: RepoPath; readonly change: 'added' | 'kept'; readonly text?: string }[];
  /** Entries of the new images.yaml, or what the one that is there lacks. */
  readonly proposals: readonly Proposal[];
  /** What the enrolled images need to be built, those of the new images.yaml included. */
  readonly credentials: readonly { readonly image: string; readonly needs: Credential }[];
  readonly problems: readonly Problem[];
}

/**
 * Writes a first images.yaml and factory.yaml from the Dockerfiles of the repository. Nothing that is there already is
 * touched; the proposals that images.yaml lacks are reported, so that they can be added one by one.
 */
export async function init({ dir, checkout, dryRun }: InitInputs, deps: InitDeps): Promise<InitReport> {
  const { tree, log } = deps;
  const layout = layoutOf(dir);
  const loaded = await loadFactory(dir, deps);
  const found = await log.phase('Look for Dockerfiles', () => findNew(loaded.enrollment, deps));
  const workflows = await readWorkflows(deps);
  const names = [...(loaded.enrollment?.images.keys() ?? []), ...(loaded.enrollment?.unusable ?? [])];
  const { proposals, problems: twins } = withoutPublished(
    proposeImages(found.dockerfiles, checkout, workflows, new Set(names)),
    loaded.enrollment,
  );
  const wanted = [
    { path: layout.images, text: renderImagesFile(proposals) },
    { path: layout.factory, text: renderFactoryFile(checkout) },
  ];
  const files: InitReport['files'][number][] = [];
  const changes: FileChange[] = [];
  for (const { path, text } of wanted) {
    const isThere = (await tree.read(path)).kind !== 'missing';
    files.push(isThere ? { path, change: 'kept' } : { path, change: 'added', text });
    if (!isThere) changes.push({ kind: 'write', path, text });
  }
  const unwritten = dryRun ? [] : await write(changes, 'Set up the image factory\n', tree, log);
  const fresh = files.some(({ path, change }) => path === layout.images && change === 'added');
  return {
    dryRun,
    changed: changes.length > 0,
    files,
    proposals,
    credentials: [
      ...credentialsOf(loaded.enrollment, checkout),
      ...(fresh
        ? proposals.map(({ name, provider }) => ({ image: name, needs: provider === 'gitlab' ? ('gitlab' as const) : ('own' as const) }))
        : []),
    ],
    problems: worstFirst([
      ...unwritten,
      ...found.problems,
      ...twins,
      ...files.filter(({ change }) => change === 'kept').map(({ path }) => kept(path, path === layout.images)),
      ...(fresh ? guessed(proposals, layout.images) : []),
      ...notStartable(proposals, workflows),
      ...(loaded.enrollment === undefined ? [] : loaded.problems),
    ]),
  };
}

interface NewDockerfiles {
  readonly dockerfiles: readonly RepoPath[];
  readonly problems: readonly Problem[];
}

/** Dockerfiles of this repository that no entry names. What is none, or could not be named in images.yaml, is told. */
async function findNew(enrollment: Enrollment | undefined, { tree, findDockerfiles }: InitDeps): Promise<NewDockerfiles> {
  const { paths, complete } = await findDockerfiles();
  const enrolled = new Set(
    [...(enrollment?.images.values() ?? [])].flatMap((image) =>
      image.kind === 'managed' && image.source.repo === undefined ? [image.source.dockerfile] : [],
    ),
  );
  const dockerfiles: RepoPath[] = [];
  const problems: Problem[] = complete
    ? []
    : [leftOut('There are more folders or Dockerfiles than are looked at.', 'Add what is missing with `image-factory enroll`.')];
  for (const text of paths) {
    const path = parseRepoPath(text);
    if (!path.ok) {
      problems.push(leftOut(path.error.message, 'images.yaml can not name such a path: rename the file.'));
    } else if (!enrolled.has(path.value)) {
      const read = await tree.read(path.value);
      if (read.kind === 'file' && /^\s*FROM\s/im.test(read.text)) dockerfiles.push(path.value);
      else
        problems.push(
          leftOut(
            `${show(path.value)} ${read.kind === 'refused' ? `can not be read: ${read.reason}` : 'has no FROM: it is no Dockerfile'}.`,
          ),
        );
    }
  }
  return { dockerfiles, problems };
}

async function readWorkflows({ tree }: InitDeps): Promise<WorkflowText[]> {
  const folder = parseRepoPath('.github/workflows');
  if (!folder.ok) return [];
  const files = await tree.list(folder.value);
  const named = files.filter((file) => parseRepoPath(`${folder.value}/${file}`).ok);
  const reads = await Promise.all(named.map(async (file) => ({ file, read: await tree.read(pathIn(folder.value, file)) })));
  return reads.flatMap(({ file, read }) => (read.kind === 'file' ? [{ file, text: read.text }] : []));
}

/** Two entries can not publish the same image: proposals that would are left out and told. */
function withoutPublished(
  proposals: readonly Proposal[],
  enrollment: Enrollment | undefined,
): { readonly proposals: readonly Proposal[]; readonly problems: readonly Problem[] } {
  const published = new Map(
    [...(enrollment?.images.values() ?? [])].map(({ name, registry, repository }) => [`${registry}/${repository}`, name]),
  );
  const { fresh = [], twin = [] } = Object.groupBy(proposals, ({ registry, repository }) =>
    published.has(`${registry}/${repository}`) ? 'twin' : 'fresh',
  );
  return {
    proposals: fresh,
    problems: twin.map(({ registry, repository, dockerfile }) =>
      leftOut(
        `${show(dockerfile)} would be ${registry}/${repository}, which is enrolled already, as ${published.get(`${registry}/${repository}`) ?? ''}.`,
        'If it is another image, enroll it under another repository.',
      ),
    ),
  };
}

function credentialsOf(enrollment: Enrollment | undefined, checkout: Checkout): InitReport['credentials'] {
  return [...(enrollment?.images.values() ?? [])].map((image) => ({ image: image.name, needs: credentialFor(image, checkout) }));
}

function leftOut(message: string, hint?: string): Problem {
  return notice('init/left-out', message, hint === undefined ? {} : { hint });
}

function kept(path: RepoPath, isImages: boolean): Problem {
  return notice('init/file-kept', `${path} is there already; it was left as it is.`, {
    hint: isImages
      ? 'Add single images with `image-factory enroll`. To start anew, move the file away first.'
      : 'To see every setting, move the file away and run this again.',
  });
}

function guessed(proposals: readonly Proposal[], file: RepoPath): Problem[] {
  if (!proposals.some(({ repository }) => repository.startsWith(`${placeholderOwner}/`))) return [];
  return [
    notice('init/guessed', `No git remote tells who publishes the images: \`repository\` begins with ${show(placeholderOwner)}.`, {
      source: { file },
      hint: 'Put the owner that you publish under in its place.',
    }),
  ];
}

/** Which workflows the factory could not start: it does so by `workflow_dispatch`. */
function notStartable(proposals: readonly Proposal[], workflows: readonly WorkflowText[]): Problem[] {
  const named = new Set<string>(proposals.flatMap(({ workflow }) => workflow ?? []));
  return workflows
    .filter(({ file, text }) => named.has(file) && !/\bworkflow_dispatch\b/.test(text))
    .map(({ file }) =>
      notice('init/not-startable', `.github/workflows/${file} can not be started by the factory: it has no \`workflow_dispatch\`.`, {
        hint: 'Add `workflow_dispatch:` below its `on:`.',
      }),
    );
}
