import {
  analyzeDockerfile,
  suggestImprovements,
  type BuildOptions,
  type BuildStage,
  type ImageUse,
  type Platform,
  type PulledImage,
  type UnknownImage,
} from '@image-factory/core/dockerfile';
import type { Checked } from '@image-factory/core/problem';
import { familiarReference, formatReference } from '@image-factory/core/reference';

/** An image at a line that names it. */
export interface PulledHere {
  /** Canonical: `docker.io/library/node:22`. */
  readonly reference: string;
  /** As people write it: `node:22`. */
  readonly image: string;
  readonly use: ImageUse;
  readonly line: number;
  /** Before expansion. */
  readonly written: string;
  readonly pinned: boolean;
  readonly platforms: readonly Platform[];
}

export interface StagePulls {
  readonly index: number;
  readonly name?: string;
  readonly line: number;
  readonly base: string;
  readonly startsFrom?: BuildStage['startsFrom'];
  /** Whether the build needs it; the others pull nothing. */
  readonly needed: boolean;
  readonly images: readonly PulledHere[];
  readonly unknown: readonly UnknownImage[];
}

export interface DockerfilePulls {
  readonly file: string;
  /** BuildKit would refuse it; the problems say why. */
  readonly refused: boolean;
  readonly frontend?: PulledHere;
  readonly stages: readonly StagePulls[];
  /** Canonical references, each once, without the frontend. */
  readonly pulls: readonly string[];
}

/** What a build pulls, stage by stage, for people: with everything that could be better. */
export function describePulls(text: string, options: BuildOptions): Checked<DockerfilePulls> {
  const { value, problems } = analyzeDockerfile(text, { ...options, everyLine: true });
  const frontend = value.images.find(({ use }) => use === 'frontend');
  const images = value.images.filter((image) => image !== frontend);
  const stages = value.stages.map((stage, index) => stagePulls(stage, value.stages[index + 1], images, value.unknown));
  return {
    value: {
      file: options.file,
      refused: value.refused,
      ...(frontend === undefined ? {} : { frontend: pulledHere(frontend) }),
      stages,
      pulls: [...new Set(images.map(({ reference }) => formatReference(reference)))],
    },
    problems: [...problems, ...suggestImprovements(text, value, options)],
  };
}

/** Whatever stands between this FROM and the next belongs to the stage. */
function stagePulls(
  { index, name, line, base, startsFrom, reachable }: BuildStage,
  next: BuildStage | undefined,
  images: readonly PulledImage[],
  unknown: readonly UnknownImage[],
): StagePulls {
  const isHere = (place: { readonly line: number }): boolean => place.line >= line && (next === undefined || place.line < next.line);
  return {
    index,
    ...(name === undefined ? {} : { name }),
    line,
    base,
    ...(startsFrom === undefined ? {} : { startsFrom }),
    needed: reachable,
    images: images.filter(isHere).map(pulledHere),
    unknown: unknown.filter(isHere),
  };
}

function pulledHere({ reference, use, line, written, pinned, platforms }: PulledImage): PulledHere {
  return { reference: formatReference(reference), image: familiarReference(reference), use, line, written, pinned, platforms };
}
