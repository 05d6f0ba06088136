import { analyzeDockerfile, suggestImprovements, type BuildOptions, type SuggestionOptions } from '@image-factory/core/dockerfile';
import type { Enrollment, ImageName, ManagedImage } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import { resolverFor } from '@image-factory/core/state';
import { defineBuild, enrolledBuild } from '../definition/define-build.ts';
import { readDefinition } from '../definition/read-definition.ts';
import type { Sources } from '../ports.ts';
import { isHere, type ChangedFiles } from './context.ts';

interface SuggestionSide {
  /** Undefined when there is no usable images.yaml. */
  readonly enrollment: Enrollment | undefined;
  readonly sources: Sources;
}

/**
 * What would be better in the Dockerfiles that a change adds or edits, as far as the base was better there or did not
 * have them. Nobody is told about files that they left alone.
 *
 * All are notices: the build works and the factory follows it, so not even a strict check has a reason to fail. Of images
 * that are enrolled nobody asks for a version: that their tag moves is what the factory is there for.
 *
 * @param managed - the images that head enrolls and builds
 */
export async function findSuggestions(
  before: SuggestionSide,
  after: SuggestionSide,
  managed: readonly ManagedImage[],
  { paths, home }: Pick<ChangedFiles, 'paths' | 'home'>,
): Promise<Problem[]> {
  const changed = new Set(paths);
  const touched = managed.filter(({ source }) => isHere(source, home) && changed.has(source.dockerfile));
  const files = Map.groupBy(touched, ({ source }) => source.dockerfile);
  const found = await Promise.all(
    [...files.values()].map(async (images) => {
      const known = images.map(({ name, ...image }) => managedBy(before, name) ?? { name, ...image });
      const [old, now] = await Promise.all([suggestionsFor(known, before), suggestionsFor(images, after)]);
      return without(now, old);
    }),
  );
  return found.flat();
}

function managedBy({ enrollment }: SuggestionSide, name: ImageName): ManagedImage | undefined {
  const image = enrollment?.images.get(name);
  return image?.kind === 'managed' ? image : undefined;
}

/** Of all images that are built from one Dockerfile, each suggestion once. */
async function suggestionsFor(images: readonly ManagedImage[], { enrollment, sources }: SuggestionSide): Promise<Problem[]> {
  const resolve = enrollment === undefined ? undefined : resolverFor(enrollment);
  const builds = await Promise.all(
    images.map(async (image) => {
      const [read, options] = await Promise.all([sources.read(image.source, image.source.dockerfile), optionsOf(image, sources)]);
      return { text: read.kind === 'file' ? read.text : undefined, options: { ...options, everyLine: true } };
    }),
  );
  const found = builds.map(({ text, options }): readonly Problem[] => {
    if (text === undefined) return [];
    const isEnrolled: SuggestionOptions['isEnrolled'] = (reference) => resolve !== undefined && resolve(reference).kind !== 'base';
    return suggestImprovements(text, analyzeDockerfile(text, options).value, { ...options, isEnrolled });
  });
  // What one image does not need, another may be built with.
  const isBuiltInParts = builds.some(({ options }) => options.target !== undefined);
  const notices = found
    .flat()
    .filter(({ code }) => !(isBuiltInParts && code === 'dockerfile/unused-stage'))
    .map((problem): Problem => ({ ...problem, severity: 'notice' }));
  return [...new Map(notices.map((notice) => [JSON.stringify(notice), notice])).values()];
}

/** How the image is built, as far as enrollment and the files around its Dockerfile tell. */
async function optionsOf(image: ManagedImage, sources: Sources): Promise<BuildOptions> {
  const around = await readDefinition(image, sources);
  if (around.kind !== 'found') return enrolledBuild(image);
  return (await defineBuild(image, around.definition, sources, image.source.repo)).options;
}

/** Lines move and files are renamed, so a suggestion is known by what it says; of several alike as many are old as there were. */
function without(suggestions: readonly Problem[], old: readonly Problem[]): Problem[] {
  const left = new Map<string, number>();
  for (const suggestion of old) left.set(identity(suggestion), (left.get(identity(suggestion)) ?? 0) + 1);
  return suggestions.filter((suggestion) => {
    const known = left.get(identity(suggestion)) ?? 0;
    left.set(identity(suggestion), known - 1);
    return known <= 0;
  });
}

function identity({ code, message }: Problem): string {
  return `${code} ${message}`;
}
