import type { BuildDefinition } from '@image-factory/core/definition';
import { parsePlatform, type BuildOptions } from '@image-factory/core/dockerfile';
import { parseRepoPath, type ManagedImage, type RepoPath } from '@image-factory/core/enrollment';
import { error, hasErrors, notice, type Problem } from '@image-factory/core/problem';
import type { Sources } from '../ports.ts';
import type { DefinitionFile, DefinitionFiles } from './read-definition.ts';

/** Another build that a target of bake takes files from. */
export interface LinkedBuild {
  /** The target of bake. */
  readonly name: string;
  readonly dockerfile: RepoPath;
  readonly inline?: string;
  readonly options: BuildOptions;
}

/** What a file says about the build of one image. */
export interface Choice {
  readonly definition?: BuildDefinition;
  readonly file?: DefinitionFile;
  /** The target of bake, or the service of compose. */
  readonly target?: string;
  readonly linked?: readonly LinkedBuild[];
  readonly problems: readonly Problem[];
}

/** Finds the image's own target, service or step. */
export async function choose(
  image: ManagedImage,
  { kind, files }: DefinitionFiles,
  sources: Sources,
  slug: string | undefined,
): Promise<Choice> {
  const [file] = files;
  if (file === undefined) return { problems: [] };
  switch (kind) {
    case 'bake':
      return chooseTarget(image, [file], file);
    case 'compose':
      return chooseService(image, file);
    case 'workflow':
      return chooseStep(image, file, sources, slug);
  }
}

async function chooseTarget(
  image: ManagedImage,
  files: readonly DefinitionFile[],
  file: DefinitionFile,
  target = image.source.target,
): Promise<Choice> {
  const { readBake, selectBakeTarget } = await import('@image-factory/core/definition');
  const bake = readBake(files.map(({ path, text }) => ({ file: path, text })));
  if (hasErrors(bake.problems) && bake.value.targets.size === 0) return { problems: bake.problems };
  const repository = `${image.registry}/${image.repository}`;
  const selected = selectBakeTarget(bake.value, { name: image.name, repository, ...(target === undefined ? {} : { target }) });
  const definition = selected.value === undefined ? undefined : bake.value.targets.get(selected.value);
  // What is wrong with other targets is no business of this image.
  return {
    file,
    problems: selected.problems,
    ...(selected.value === undefined ? {} : { target: selected.value }),
    ...(definition === undefined ? {} : { definition, linked: linkedTo(definition, bake.value.targets) }),
  };
}

/** The targets that a target's contexts name, and those that theirs name, each once. */
function linkedTo(start: BuildDefinition, targets: ReadonlyMap<string, BuildDefinition>): LinkedBuild[] {
  const seen = new Set<string>();
  const linked: LinkedBuild[] = [];
  const waiting = [start];
  for (let definition = waiting.pop(); definition !== undefined; definition = waiting.pop()) {
    for (const source of Object.values(definition.contexts ?? {})) {
      const name = /^target:(.+)$/.exec(source)?.[1];
      const next = name === undefined || seen.has(name) ? undefined : targets.get(name);
      if (name === undefined || next === undefined) continue;
      seen.add(name);
      waiting.push(next);
      const dockerfile = joined(next.context ?? '.', next.dockerfile ?? 'Dockerfile');
      if (dockerfile !== undefined) linked.push(linkOf(name, dockerfile, next));
    }
  }
  return linked;
}

function linkOf(
  name: string,
  dockerfile: RepoPath,
  { target, platforms, buildArgs, contexts, dockerfileInline: inline }: BuildDefinition,
): LinkedBuild {
  const known = platforms?.flatMap((text) => parsePlatform(text) ?? []) ?? [];
  const options = {
    file: dockerfile,
    ...(target === undefined ? {} : { target }),
    ...(known.length === 0 ? {} : { platforms: known }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
    ...(contexts === undefined ? {} : { contexts }),
  };
  return { name, dockerfile, options, ...(inline === undefined ? {} : { inline }) };
}

async function chooseService(image: ManagedImage, file: DefinitionFile): Promise<Choice> {
  const { readCompose, selectService } = await import('@image-factory/core/definition');
  const compose = readCompose(file.path, file.text);
  if (hasErrors(compose.problems)) return { problems: compose.problems };
  const { name, registry, repository } = image;
  const { target } = image.source;
  const selected = selectService(compose.value, { name, registry, repository, ...(target === undefined ? {} : { target }) });
  if (selected.kind === 'selected') {
    return { file, target: selected.service, definition: selected.definition, problems: compose.problems };
  }
  const names = [...compose.value.keys()].join(', ');
  const message =
    selected.kind === 'none'
      ? `${file.path} has no service that builds ${name}; it has ${names === '' ? 'none' : names}.`
      : `Several services of ${file.path} could be ${name}: ${names}.`;
  const code = selected.kind === 'none' ? 'definition/no-build' : 'definition/ambiguous-build';
  return { problems: [error(code, message, { source: { file: file.path }, hint: 'Name the service in `source.target`.' })] };
}

async function chooseStep(image: ManagedImage, file: DefinitionFile, sources: Sources, slug: string | undefined): Promise<Choice> {
  const { readWorkflowBuild } = await import('@image-factory/core/definition');
  const { name, registry, repository } = image;
  const { dockerfile, context } = image.source;
  const wanted = { name, registry, repository, dockerfile, context, ...(slug === undefined ? {} : { sourceRepository: slug }) };
  const { value: build, problems } = readWorkflowBuild(file.path, file.text, wanted);
  // A workflow that GitHub would refuse, or that says nothing, leaves everything to the enrollment.
  const told = problems.filter(({ severity }) => severity !== 'error');
  if (build.kind === 'build') return { file, definition: build.definition, problems: told };
  if (build.kind !== 'bake') return { problems: told };
  if (build.unknown.length > 0 || build.overrides.length > 0) return { problems: [...told, bakeUnknown(file, build.line)] };
  const names = build.files.length > 0 ? build.files : usualBakeFiles;
  const files = (await Promise.all(names.map((path) => readIn(image, build.directory, path, sources)))).filter(
    (read) => read !== undefined,
  );
  const [first] = files;
  if (first === undefined) return { problems: [...told, bakeUnknown(file, build.line)] };
  const [only, ...more] = build.targets;
  const target = only !== undefined && more.length === 0 && only !== 'default' ? only : image.name;
  const choice = await chooseTarget(image, files, first, target);
  return choice.definition === undefined ? { problems: [...told, bakeUnknown(file, build.line)] } : { ...choice, problems: told };
}

/** What bake reads when it is given no file, in its order. */
const usualBakeFiles = ['docker-bake.json', 'docker-bake.hcl', 'docker-bake.override.json', 'docker-bake.override.hcl'];

async function readIn(image: ManagedImage, folder: string, name: string, sources: Sources): Promise<DefinitionFile | undefined> {
  const path = joined(folder, name);
  const read = path === undefined ? undefined : await sources.read(image.source, path);
  return path !== undefined && read?.kind === 'file' ? { path, text: read.text, hash: read.hash } : undefined;
}

/** A path of the repository, from a folder of it; undefined when it is none. */
export function joined(folder: string, name: string): RepoPath | undefined {
  const parts: string[] = [];
  for (const part of [...folder.split('/'), ...name.split('/')]) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const path = parseRepoPath(parts.join('/'));
  return path.ok ? path.value : undefined;
}

function bakeUnknown({ path }: DefinitionFile, line: number): Problem {
  return notice('definition/unknown-value', `What bake builds in line ${line} of ${path} is not known without a run.`, {
    source: { file: path, range: { start: { line, column: 1 }, end: { line, column: 1 } } },
    hint: 'Name the bake file in `source.bakeFile`, or the build arguments, target and platforms in images.yaml.',
  });
}
