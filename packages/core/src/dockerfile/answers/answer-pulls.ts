import type { Problem } from '../../problem/index.ts';
import { formatReference, parseReference, withDefaultTag, type ImageReference } from '../../reference/index.ts';
import { analyzeDockerfile } from '../analyze.ts';
import type { PulledImage, Platform } from '../types.ts';
import type { PullsAnswer, PullsQuestion } from './question.ts';

/**
 * Says what BuildKit would pull for one build, or why it would refuse it. Total, and linear in the text for each platform.
 *
 * Unlike an analysis for the state, the question is the whole build: an ARG without a value is empty. `ok: false` is
 * also the answer where a limit of ours leaves something unknown.
 */
export function answerPulls({ text, onBuild, ...build }: PullsQuestion): PullsAnswer {
  const triggers = onBuild === undefined ? undefined : byReference(onBuild);
  const { value, problems } = analyzeDockerfile(text, {
    file: 'Dockerfile',
    complete: true,
    ...build,
    ...(triggers === undefined ? {} : { onbuild: (base) => triggers.get(formatReference(base)) }),
  });
  const frontend = value.images.find(({ use }) => use === 'frontend');
  const named = frontend === undefined ? null : formatReference(frontend.reference);
  const reason = problems.find(({ severity }) => severity === 'error') ?? problems.find(({ severity }) => severity === 'warning');
  if (reason !== undefined) return { ok: false, error: describe(reason), frontend: named };
  const platforms = platformsOf(value.images);
  return { ok: true, pulls: [...platforms.keys()], platforms: Object.fromEntries(platforms), frontend: named };
}

function byReference(onBuild: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(onBuild).flatMap(([name, instructions]): (readonly [string, readonly string[]])[] => {
      const reference = parseReference(name);
      return reference.ok ? [[canonical(reference.value), instructions]] : [];
    }),
  );
}

function canonical(reference: ImageReference): string {
  return formatReference(withDefaultTag(reference));
}

function platformsOf(images: readonly PulledImage[]): Map<string, readonly Platform[]> {
  const platforms = new Map<string, readonly Platform[]>();
  for (const image of images) {
    if (image.use === 'frontend') continue;
    const name = formatReference(image.reference);
    const known = platforms.get(name);
    platforms.set(name, known === undefined ? image.platforms : [...new Set([...known, ...image.platforms])]);
  }
  return platforms;
}

/** With the line: the reader has no other way to find it. */
function describe({ message, source }: Problem): string {
  const line = source?.range?.start.line;
  return line === undefined ? message : `line ${line}: ${message}`;
}
