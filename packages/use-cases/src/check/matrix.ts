import type { ImageName, ManagedImage } from '@image-factory/core/enrollment';
import type { MatrixEntry } from './report.ts';

/** The most jobs that GitHub makes of one matrix. */
export const mostJobs = 256;

/**
 * The builds of each wave. A wave with more builds than a matrix takes is divided: its parts follow each other, which
 * costs time and breaks no order.
 */
export function toMatrix(waves: readonly (readonly ImageName[])[], images: ReadonlyMap<string, ManagedImage>): MatrixEntry[][] {
  return waves.flatMap(chunk).map((wave, index) =>
    wave.flatMap((name) => {
      const image = images.get(name);
      return image === undefined ? [] : [toEntry(image, index + 1)];
    }),
  );
}

function chunk(wave: readonly ImageName[]): ImageName[][] {
  const parts = Math.ceil(wave.length / mostJobs);
  return Array.from({ length: parts }, (_, index) => wave.slice(index * mostJobs, (index + 1) * mostJobs));
}

function toEntry({ name, registry, repository, source }: ManagedImage, wave: number): MatrixEntry {
  const { repo, branch, dockerfile, context, target = '', platforms = [] } = source;
  return {
    image: name,
    wave,
    reference: `${registry}/${repository}`,
    repository: repo ?? '',
    branch,
    dockerfile,
    context,
    target,
    platforms: platforms.join(','),
  };
}
