import { analyzeDockerfile, type PulledImage } from '@image-factory/core/dockerfile';
import type { ManagedImage } from '@image-factory/core/enrollment';
import { warning, type Problem } from '@image-factory/core/problem';
import { formatReference } from '@image-factory/core/reference';
import type { Sources } from '../ports.ts';
import type { LinkedBuild } from './choose.ts';

/** What another build pulls, from which this one takes files. */
export interface LinkedAnalysis {
  readonly images: readonly PulledImage[];
  /** Names of its build stages. */
  readonly stages: readonly string[];
  readonly problems: readonly Problem[];
}

export async function analyzeLinked(
  image: ManagedImage,
  { dockerfile, inline, options }: LinkedBuild,
  sources: Sources,
): Promise<LinkedAnalysis> {
  const read = inline === undefined ? await sources.read(image.source, dockerfile) : undefined;
  const text = inline ?? (read?.kind === 'file' ? read.text : undefined);
  if (text === undefined) {
    const problem = warning('definition/unreadable', `${image.name}: ${dockerfile}, from which it takes files, can not be read.`, {
      image: image.name,
      source: image.at,
    });
    return { images: [], stages: [], problems: [problem] };
  }
  const { value, problems } = analyzeDockerfile(text, options);
  return {
    images: value.images,
    stages: value.stages.flatMap(({ name }) => (name === undefined ? [] : [name])),
    problems: problems.map((problem) => ({ ...problem, image: image.name })),
  };
}

/** What another build pulls is, for this one, a context; lines are those of the other Dockerfile. */
export function withLinked(own: readonly PulledImage[], linked: readonly PulledImage[]): readonly PulledImage[] {
  const seen = new Set(own.map(({ reference }) => formatReference(reference)));
  const added: PulledImage[] = [];
  for (const pulled of linked) {
    const reference = formatReference(pulled.reference);
    if (seen.has(reference) || pulled.use === 'frontend') continue;
    seen.add(reference);
    added.push({ ...pulled, use: 'context' });
  }
  return [...own, ...added];
}
