import type { Problem } from '../../problem/index.ts';
import type { ImageReference } from '../../reference/index.ts';
import { Places } from '../places.ts';
import { parseDockerfile } from '../syntax/parse-dockerfile.ts';
import type { BuildOptions, DockerfileAnalysis } from '../types.ts';
import { argumentsWithoutDefault } from './arguments.ts';
import type { Improvement } from './improvement.ts';
import { digestsWithoutTag, unpinned } from './tags.ts';
import { unusedStages } from './stages.ts';
import { severalVersions } from './versions.ts';

export interface SuggestionOptions extends Pick<BuildOptions, 'file' | 'target' | 'buildArgs' | 'unknownArgs'> {
  /** Whether somebody decides what the tags of an image stand for, so that they need not say a version. Default: never. */
  readonly isEnrolled?: (image: ImageReference) => boolean;
}

/**
 * What somebody with experience would change in a Dockerfile that builds as it is: tags that say nothing, one image in
 * two versions, arguments and stages that a plain build can't use. Each with its place and what to write. What is
 * wrong is not told here but by the analysis; a file that is refused has no improvements.
 *
 * @param analysis - of the same text; with `everyLine`, so that each place is told of
 * @param options - those that the analysis was made with
 * @returns notices, and warnings for what the factory can't follow; by line. No message has the number of a line: it is
 *   the same where lines moved
 */
export function suggestImprovements(
  text: string,
  { images, stages, refused }: DockerfileAnalysis,
  { file, target, buildArgs = {}, unknownArgs, isEnrolled = () => false }: SuggestionOptions,
): readonly Problem[] {
  if (refused) return [];
  // A named context comes from whoever builds, not from the file.
  const own = images.filter(({ use }) => use !== 'context');
  const others = own.filter(({ reference }) => !isEnrolled(reference));
  const isGiven = (arg: string): boolean =>
    Object.hasOwn(buildArgs, arg) || unknownArgs?.has(arg) === true || unknownArgs?.has('*') === true;
  const found = [
    ...unpinned(others),
    ...digestsWithoutTag(others),
    ...severalVersions(own.filter(({ use }) => use !== 'frontend')),
    ...argumentsWithoutDefault(parseDockerfile(text), isGiven),
    ...(target === undefined ? unusedStages(stages) : []),
  ];
  const places = new Places(text);
  return found.toSorted((a, b) => a.line - b.line).map((improvement) => toProblem(improvement, file, places));
}

function toProblem({ line, words, behind, severity, code, message, hint }: Improvement, file: string, places: Places): Problem {
  return { severity, code, message, hint, source: { file, range: places.rangeOf(line, words, behind) } };
}
