import type { DockerfileCase } from '@image-factory/testkit';

/** A Dockerfile, and what BuildKit makes of it. */
export interface Question {
  readonly id: string;
  readonly text: string;
  readonly build: Pick<DockerfileCase, 'target' | 'platforms' | 'buildArgs' | 'contexts' | 'onbuild'>;
  /** Whether builds of all stages are meant together, and not the build of one target. */
  readonly everyStage: boolean;
  readonly wanted: Answer;
}

/** Canonical references, frontends aside; or that the file is refused. */
export type Answer = { readonly kind: 'pulls'; readonly images: readonly string[] } | { readonly kind: 'refused' };

export const refused: Answer = { kind: 'refused' };

export function pulls(images: Iterable<string>): Answer {
  return { kind: 'pulls', images: [...new Set(images)].toSorted() };
}

/** Somebody who says what a Dockerfile pulls. */
export interface Peer {
  readonly name: string;
  /** May throw, which counts as a wrong answer. */
  readonly answer: (question: Question) => Answer;
}
