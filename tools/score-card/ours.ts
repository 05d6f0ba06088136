import { analyzeDockerfile, parsePlatform, type BuildOptions, type Platform } from '@image-factory/core/dockerfile';
import { formatReference } from '@image-factory/core/reference';
import { pulls, refused, type Answer, type Peer, type Question } from './question.ts';

export const ours: Peer = { name: 'Image Factory', answer };

function answer({ text, build, everyStage }: Question): Answer {
  const { target, platforms, buildArgs, contexts, onbuild } = build;
  const options: BuildOptions = {
    file: 'Dockerfile',
    ...(target === undefined ? {} : { target }),
    ...(platforms === undefined ? {} : { platforms: platforms.map(platformOf) }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
    ...(contexts === undefined ? {} : { contexts }),
    ...(onbuild === undefined ? {} : { onbuild: (base) => onbuild[formatReference(base)] }),
  };
  const { stages, ...analysis } = analyzeDockerfile(text, { ...options, complete: true }).value;
  if (analysis.refused) return refused;
  if (!everyStage) return pulls(imagesOf(text, { ...options, complete: true }));
  // A number for a target is ours alone, and only where the build is not known to be complete.
  return pulls(stages.flatMap(({ index }) => imagesOf(text, { ...options, target: String(index) })));
}

function imagesOf(text: string, options: BuildOptions): string[] {
  const { images } = analyzeDockerfile(text, options).value;
  return images.filter(({ use }) => use !== 'frontend').map(({ reference }) => formatReference(reference));
}

function platformOf(text: string): Platform {
  const platform = parsePlatform(text);
  if (platform === undefined) throw new TypeError(`${text} is no platform.`);
  return platform;
}
