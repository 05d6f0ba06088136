import type { Problem } from '../../problem/index.ts';
import { Places } from '../places.ts';
import { parseDockerfile } from '../syntax/parse-dockerfile.ts';
import type { BuildOptions, DockerfileAnalysis } from '../types.ts';
import { argumentsWithoutDefault } from './arguments.ts';
import type { Improvement } from './improvement.ts';
import { digestsWithoutTag, unpinned } from './tags.ts';
import { unusedStages } from './stages.ts';
import { severalVersions } from './versions.ts';

/**
 * What somebody with experience would change in a Dockerfile that builds as it is: tags that say nothing, one image in
 * two versions, arguments and stages that a plain build can't use. Each with its place and what to write. What is
 * wrong is not told here but by the analysis; a file that is refused has no improvements.
 *
 * @param analysis - of the same text; with `everyLine`, so that each place is told of
 * @param options - those that the analysis was made with
 * @returns notices, and warnings for what the factory can't follow; by line
 */
export function suggestImprovements(
  text: string,
  { images, stages, refused }: DockerfileAnalysis,
  { file, target }: Pick<BuildOptions, 'file' | 'target'>,
): readonly Problem[] {
  if (refused) return [];
  // A named context comes from whoever builds, not from the file.
  const own = images.filter(({ use }) => use !== 'context');
  const found = [
    ...unpinned(own),
    ...digestsWithoutTag(own),
    ...severalVersions(own.filter(({ use }) => use !== 'frontend')),
    ...argumentsWithoutDefault(parseDockerfile(text)),
    ...(target === undefined ? unusedStages(stages) : []),
  ];
  const places = new Places(text);
  return found.toSorted((a, b) => a.line - b.line).map((improvement) => toProblem(improvement, file, places));
}

function toProblem({ line, words, severity, code, message, hint }: Improvement, file: string, places: Places): Problem {
  return { severity, code, message, hint, source: { file, range: places.rangeOf(line, words) } };
}
