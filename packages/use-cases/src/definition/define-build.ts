import type { BuildDefinition, UnknownValue } from '@image-factory/core/definition';
import { parsePlatform, type BuildOptions } from '@image-factory/core/dockerfile';
import type { ManagedImage } from '@image-factory/core/enrollment';
import { warning, type Problem } from '@image-factory/core/problem';
import type { Sources } from '../ports.ts';
import { choose, joined, type LinkedBuild } from './choose.ts';
import type { DefinitionFile, DefinitionFiles } from './read-definition.ts';

/** How an image is built, from its enrollment and the files around its Dockerfile. */
export interface DefinedBuild {
  readonly options: BuildOptions;
  /** The Dockerfile itself, where a file around it holds it. */
  readonly inline?: string;
  /** The target of bake, or the service of compose, that builds the image. */
  readonly target?: string;
  /** Other builds whose results this one copies from or stands on (`target:` contexts of bake): what they pull, it pulls. */
  readonly linked: readonly LinkedBuild[];
  readonly problems: readonly Problem[];
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
    ...(chosen.target === undefined ? {} : { target: chosen.target }),
    linked: chosen.linked ?? [],
    problems: [...problems, ...disagreements(image, definition, file), ...untold(image, definition, own, file)],
  };
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

function without(options: BuildOptions, key: 'target'): BuildOptions {
  const { [key]: _, ...rest } = options;
  return rest;
}
