import type { Platform } from '@image-factory/core/dockerfile';

/** A job that builds some platforms of an image. */
export interface MatrixJob {
  /** For the name of the job, and of what it hands on. */
  readonly name: string;
  readonly runner: string;
  /** One a line; empty: what the image has. */
  readonly platforms: string;
  /** Whether some of them are of another kind than the runner. */
  readonly emulated: boolean;
}

const usual = 'ubuntu-24.04';

/**
 * The jobs that build an image: a platform on the runner that it has, all others together on the first of these, where they
 * are emulated.
 *
 * @param platforms - none: what the Dockerfile is for is the runner's own
 */
export function matrixOf(platforms: readonly Platform[], runners: ReadonlyMap<Platform | undefined, string>): readonly MatrixJob[] {
  const [first = usual] = runners.values();
  if (platforms.length === 0) return [{ name: 'all', runner: first, platforms: '', emulated: false }];
  const native = platforms.filter((platform) => runners.has(platform));
  const others = platforms.filter((platform) => !runners.has(platform));
  const jobs = native.map((platform) => job([platform], runners.get(platform) ?? first, false));
  if (others.length === 0) return jobs;
  return [...jobs, job(others, first, true)];
}

function job(platforms: readonly Platform[], runner: string, emulated: boolean): MatrixJob {
  return { name: platforms.join(' ').replaceAll('/', '-').replaceAll(' ', '_'), runner, platforms: platforms.join('\n'), emulated };
}
