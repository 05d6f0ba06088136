import { parseVersion, type Version } from '@image-factory/core/build';
import { analyzeDockerfile, type BuildOptions, type DockerfileAnalysis } from '@image-factory/core/dockerfile';
import { parseRepoPath, type ImageName, type ManagedImage, type RepoPath } from '@image-factory/core/enrollment';
import { error, hasErrors, type Problem } from '@image-factory/core/problem';
import { fail, ok, show, type Result } from '@image-factory/core/text';
import { analyzeLinked, withLinked } from '../definition/analyze-linked.ts';
import { defineBuild, enrolledBuild, type DefinedBuild } from '../definition/define-build.ts';
import { readDefinition } from '../definition/read-definition.ts';
import type { FactoryTree, SourceFolder } from './ports.ts';

/** What is built: the source as it lies in its folder, and what BuildKit will make of it. */
export interface DefinedSource {
  readonly options: BuildOptions;
  readonly analysis: DockerfileAnalysis;
  /** All that is pulled, also by other targets of a bake file that this one takes files from. */
  readonly images: DockerfileAnalysis['images'];
  /** Names of all build stages. */
  readonly stages: readonly string[];
  /** Relative to the folder of the source. */
  readonly context: string;
  /** Relative to the context, or absolute. */
  readonly dockerfile: string;
  /** A bake or compose file of the source that says the rest. */
  readonly bake?: { readonly file: RepoPath; readonly target: string; readonly linked: readonly string[] };
  /** What the file says that is kept here for it. */
  readonly version?: Version;
  readonly problems: readonly Problem[];
}

const mebibyte = 1024 * 1024;

/**
 * Reads what is built. A source that is not ours may have its Dockerfile, patches and version kept here (`local` in
 * images.yaml); patches are applied first, for what they change counts.
 *
 * @param buildArgs - of this build alone; they go before those of the enrollment
 */
export async function defineSource(
  image: ManagedImage,
  folder: SourceFolder,
  factory: FactoryTree,
  buildArgs: Readonly<Record<string, string>>,
): Promise<Result<DefinedSource, Problem[]>> {
  const local = await readLocal(image, factory);
  if (!local.ok) return local;
  const misfit = await folder.patch(local.value.patches);
  if (misfit !== undefined) return fail([{ ...misfit, image: image.name }]);
  const around = await readDefinition(image, folder.sources);
  if (around.kind === 'failed') return fail([around.problem]);
  const defined: DefinedBuild =
    around.kind === 'found'
      ? await defineBuild(image, around.definition, folder.sources, image.source.repo)
      : { options: enrolledBuild(image), linked: [], problems: [] };
  if (hasErrors(defined.problems)) return fail([...defined.problems]);
  const text = local.value.dockerfile ?? defined.inline ?? (await readDockerfile(image, folder));
  if (typeof text !== 'string') return fail([text]);
  const options = {
    ...defined.options,
    complete: true,
    buildArgs: { ...defined.options.buildArgs, ...buildArgs },
  };
  const { value: analysis, problems } = analyzeDockerfile(text, options);
  const linked = await Promise.all(defined.linked.map((link) => analyzeLinked(image, link, folder.sources)));
  const named = [
    ...defined.problems,
    ...problems.map((problem) => ({ ...problem, image: image.name })),
    ...linked.flatMap((found) => found.problems),
  ];
  if (analysis.refused || hasErrors(named)) return fail(named);
  const { context, bakeFile } = image.source;
  const own = local.value.dockerfile === undefined ? undefined : await folder.writeBeside('Dockerfile', local.value.dockerfile);
  return ok({
    options,
    analysis,
    images: withLinked(
      analysis.images,
      linked.flatMap(({ images }) => images),
    ),
    stages: [...analysis.stages.flatMap(({ name }) => (name === undefined ? [] : [name])), ...linked.flatMap(({ stages }) => stages)],
    context,
    dockerfile: own ?? relativeTo(context, image.source.dockerfile),
    ...(bakeFile === undefined ? {} : { bake: bakeOf(bakeFile, defined) }),
    ...(local.value.version === undefined ? {} : { version: local.value.version }),
    problems: named,
  });
}

/** Only what was found in the file gets as far as here. */
function bakeOf(file: RepoPath, { target = 'default', linked }: DefinedBuild): DefinedSource['bake'] & {} {
  return { file, target, linked: linked.map(({ name }) => name) };
}

interface Local {
  readonly dockerfile?: string;
  readonly patches: readonly { readonly name: string; readonly text: string }[];
  readonly version?: Version;
}

/** The version that a file of ours has for a source that is not ours; undefined where there is no such file. */
export async function versionInFile(image: ManagedImage, factory: FactoryTree): Promise<Result<Version | undefined, Problem[]>> {
  const local = await readLocal(image, factory);
  return local.ok ? ok(local.value.version) : local;
}

async function readLocal({ local, name, at }: ManagedImage, factory: FactoryTree): Promise<Result<Local, Problem[]>> {
  if (local === undefined) return ok({ patches: [] });
  const problems: Problem[] = [];
  const read = async (file: RepoPath): Promise<string> => {
    const path = parseRepoPath(`${local.dir}/${file}`);
    const found = path.ok ? await factory.read(path.value, mebibyte) : undefined;
    if (found?.kind === 'file') return found.text;
    const why = found?.kind === 'refused' ? found.reason : 'it is not there';
    problems.push(
      error('build/local-file', `${name}: ${local.dir}/${file} can not be read: ${why}.`, {
        image: name,
        source: at,
        hint: 'Correct `local` in images.yaml: paths start at its `dir`, in the repository of the factory.',
      }),
    );
    return '';
  };
  const dockerfile = local.dockerfile === undefined ? undefined : await read(local.dockerfile);
  const patches = [];
  for (const file of local.patchFiles ?? []) patches.push({ name: `${local.dir}/${file}`, text: await read(file) });
  const written = local.versionFile === undefined ? undefined : await read(local.versionFile);
  // P13: one line, which is a tag, and nothing behind it.
  const version = written === undefined ? undefined : parseVersion(written.replace(/\r?\n$/, ''));
  if (written !== undefined && version === undefined && problems.length === 0)
    problems.push(noVersion(name, `${local.dir}/${local.versionFile}`, written));
  if (problems.length > 0) return fail(problems);
  return ok({
    patches,
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(version === undefined ? {} : { version }),
  });
}

async function readDockerfile(image: ManagedImage, { sources }: SourceFolder): Promise<string | Problem> {
  const { dockerfile } = image.source;
  const read = await sources.read(image.source, dockerfile);
  if (read.kind === 'file') return read.text;
  const why = read.kind === 'refused' || read.kind === 'unreachable' ? read.reason : 'it is not there';
  return error('dockerfile/missing', `${image.name}: ${show(dockerfile)} can not be read: ${why}.`, {
    image: image.name,
    source: image.dockerfileAt ?? image.at,
    hint: 'A Dockerfile is a regular text file of at most 1 MiB, reached without symbolic links.',
  });
}

/** Where a file is, seen from a folder; both from the root of the same tree. */
function relativeTo(folder: RepoPath, file: RepoPath): string {
  if (folder === '.') return file;
  const up = folder.split('/');
  const down = file.split('/');
  let shared = 0;
  while (shared < up.length && up[shared] === down[shared]) shared += 1;
  return [...up.slice(shared).map(() => '..'), ...down.slice(shared)].join('/');
}

function noVersion(image: ImageName, file: string, written: string): Problem {
  return error('build/no-version', `${image}: ${file} holds no version: ${show(written.slice(0, 100))}.`, {
    image,
    source: { file },
    hint: 'It has one line of the form of a tag, such as `1.4.2`.',
  });
}
