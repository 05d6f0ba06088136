import type { BuildDefinition, UnknownValue } from '@image-factory/core/definition';
import { parsePlatform, type BuildOptions } from '@image-factory/core/dockerfile';
import { parseRepoPath, type ManagedImage, type RepoPath } from '@image-factory/core/enrollment';
import { error, hasErrors, notice, warning, type Problem } from '@image-factory/core/problem';
import type { Sources } from '../ports.ts';
import type { DefinitionFile, DefinitionFiles } from './read-definition.ts';

/** How an image is built, from its enrollment and the files around its Dockerfile. */
export interface DefinedBuild {
  readonly options: BuildOptions;
  /** The Dockerfile itself, where a file around it holds it. */
  readonly inline?: string;
  /** Other builds whose results this one copies from or stands on (`target:` contexts of bake): what they pull, it pulls. */
  readonly linked: readonly LinkedBuild[];
  readonly problems: readonly Problem[];
}

export interface LinkedBuild {
  readonly dockerfile: RepoPath;
  readonly inline?: string;
  readonly options: BuildOptions;
}

/** How it is built as far as the enrollment tells. */
export function enrolledBuild({ source }: ManagedImage): BuildOptions {
  const { dockerfile, target, platforms, buildArgs, contexts } = source;
  return {
    file: dockerfile,
    ...(target === undefined ? {} : { target }),
    ...(platforms === undefined ? {} : { platforms }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
    ...(contexts === undefined ? {} : { contexts }),
  };
}

/**
 * Fills what the enrollment leaves open from the files around the Dockerfile; what the enrollment says, stands. Values that
 * only a run knows are told and never guessed. With errors among the problems nothing is to be analyzed.
 *
 * @param slug - `owner/name` of the source repository, when it is known
 */
export async function defineBuild(
  image: ManagedImage,
  found: DefinitionFiles,
  sources: Sources,
  slug: string | undefined,
): Promise<DefinedBuild> {
  const chosen = await choose(image, found, sources, slug);
  const { definition, file } = chosen;
  const enrolled = enrolledBuild(image);
  const problems = chosen.problems.map((problem) => ({ ...problem, image: image.name }));
  if (definition === undefined || file === undefined) return { options: enrolled, linked: [], problems };
  // With a bake or compose file `target` is the target or service there, not a stage.
  const own = found.kind === 'workflow' ? enrolled : without(enrolled, 'target');
  const platforms = own.platforms ?? definition.platforms?.flatMap((text) => parsePlatform(text) ?? []);
  const unknownArgs = argsIn(definition.unknown, own.buildArgs ?? {}, file);
  const { dockerfileInline: inline } = definition;
  return {
    options: {
      ...own,
      ...(own.target === undefined && definition.target !== undefined ? { target: definition.target } : {}),
      ...(platforms === undefined || platforms.length === 0 ? {} : { platforms }),
      buildArgs: { ...definition.buildArgs, ...own.buildArgs },
      contexts: { ...definition.contexts, ...own.contexts },
      ...(unknownArgs.size === 0 ? {} : { unknownArgs }),
    },
    ...(inline === undefined ? {} : { inline }),
    linked: chosen.linked ?? [],
    problems: [...problems, ...disagreements(image, definition, file), ...untold(image, definition, own, file)],
  };
}

interface Choice {
  readonly definition?: BuildDefinition;
  readonly file?: DefinitionFile;
  readonly linked?: readonly LinkedBuild[];
  readonly problems: readonly Problem[];
}

async function choose(image: ManagedImage, { kind, files }: DefinitionFiles, sources: Sources, slug: string | undefined): Promise<Choice> {
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
      if (dockerfile !== undefined) linked.push(linkOf(dockerfile, next));
    }
  }
  return linked;
}

function linkOf(dockerfile: RepoPath, { target, platforms, buildArgs, contexts, dockerfileInline: inline }: BuildDefinition): LinkedBuild {
  const known = platforms?.flatMap((text) => parsePlatform(text) ?? []) ?? [];
  const options = {
    file: dockerfile,
    ...(target === undefined ? {} : { target }),
    ...(known.length === 0 ? {} : { platforms: known }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
    ...(contexts === undefined ? {} : { contexts }),
  };
  return { dockerfile, options, ...(inline === undefined ? {} : { inline }) };
}

async function chooseService(image: ManagedImage, file: DefinitionFile): Promise<Choice> {
  const { readCompose, selectService } = await import('@image-factory/core/definition');
  const compose = readCompose(file.path, file.text);
  if (hasErrors(compose.problems)) return { problems: compose.problems };
  const { name, registry, repository } = image;
  const { target } = image.source;
  const selected = selectService(compose.value, { name, registry, repository, ...(target === undefined ? {} : { target }) });
  if (selected.kind === 'selected') return { file, definition: selected.definition, problems: compose.problems };
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

function joined(folder: string, name: string): RepoPath | undefined {
  const parts: string[] = [];
  for (const part of [...folder.split('/'), ...name.split('/')]) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const path = parseRepoPath(parts.join('/'));
  return path.ok ? path.value : undefined;
}

function argsIn(unknown: readonly UnknownValue[], given: Readonly<Record<string, string>>, { path }: DefinitionFile): Map<string, string> {
  const args = unknown.filter(({ field, key }) => field === 'buildArgs' && !(key !== undefined && Object.hasOwn(given, key)));
  return new Map(args.map(({ key, line, why }) => [key ?? '*', `line ${line} of ${path} gives it a value that is not known: ${why}`]));
}

/** What can't be known besides build arguments, which the analysis tells where they matter. */
function untold(image: ManagedImage, { unknown }: BuildDefinition, own: BuildOptions, { path }: DefinitionFile): Problem[] {
  const open = unknown.filter(
    ({ field }) => (field === 'target' || field === 'platforms' || field === 'contexts') && own[field] === undefined,
  );
  return open.map(({ field, key, written, line, why }) => {
    const what = key === undefined ? `\`${field}\`` : `\`${key}\` of \`${field}\``;
    return warning('definition/unknown-value', `${image.name}: ${what} is not known, because ${why}: ${written.slice(0, 200)}`, {
      image: image.name,
      source: { file: path, range: { start: { line, column: 1 }, end: { line, column: 1 } } },
      hint: `Say it in \`source.${field}\` of images.yaml.`,
    });
  });
}

/** A bake or compose file that builds another Dockerfile than the enrollment names. */
function disagreements(
  image: ManagedImage,
  { dockerfile, context, dockerfileInline }: BuildDefinition,
  { path }: DefinitionFile,
): Problem[] {
  if (dockerfile === undefined || dockerfileInline !== undefined || path.startsWith('.github/')) return [];
  const built = joined(context ?? '.', dockerfile);
  if (built === undefined || built === image.source.dockerfile) return [];
  return [
    warning('definition/other-dockerfile', `${image.name}: ${path} builds ${built}, and the enrollment says ${image.source.dockerfile}.`, {
      image: image.name,
      source: image.dockerfileAt ?? image.at,
      hint: 'The enrollment decides what is analyzed. Correct whichever of the two is wrong.',
    }),
  ];
}

function bakeUnknown({ path }: DefinitionFile, line: number): Problem {
  return notice('definition/unknown-value', `What bake builds in line ${line} of ${path} is not known without a run.`, {
    source: { file: path, range: { start: { line, column: 1 }, end: { line, column: 1 } } },
    hint: 'Name the bake file in `source.bakeFile`, or the build arguments, target and platforms in images.yaml.',
  });
}

function without(options: BuildOptions, key: 'target'): BuildOptions {
  const { [key]: _, ...rest } = options;
  return rest;
}
