import { parseReference, withDefaultTag } from '../reference/index.ts';
import { fail, ok, show, type Result } from '../text/index.ts';
import { complain, type PlacedComplaint } from './complaint.ts';
import { defaultPlatform } from './platform.ts';
import { detectSyntax } from './syntax/frontend.ts';
import type { BuildOptions, PulledImage } from './types.ts';

/** The image that reads the Dockerfile, when the file or the build asks for one. */
export interface Frontend {
  readonly image: PulledImage;
  /** Whether it is one of Docker's own, which read what this analysis reads. */
  readonly isDockerfile: boolean;
}

/** The build argument that chooses a frontend and wins over the file. */
const override = 'BUILDKIT_SYNTAX';

/** It runs where the build runs, whatever that builds for. */
export function findFrontend(
  text: string,
  { buildArgs = {}, buildPlatform = defaultPlatform }: Pick<BuildOptions, 'buildArgs' | 'buildPlatform'>,
): Result<Frontend | undefined, PlacedComplaint> {
  const given = Object.hasOwn(buildArgs, override) ? buildArgs[override] : undefined;
  const found = given === undefined ? detectSyntax(text) : { value: given.trim().replace(/ .*/s, ''), line: 1 };
  if (found === undefined) return ok(undefined);
  const { value: written, line } = found;
  const parsed = parseReference(written);
  if (!parsed.ok)
    return fail({
      ...complain(`The frontend ${show(written)} is not an image reference: ${parsed.error.message}.`, { words: written }),
      line,
    });
  const reference = withDefaultTag(parsed.value);
  const image: PulledImage = {
    reference,
    use: 'frontend',
    written,
    line,
    pinned: reference.digest !== undefined,
    platforms: [buildPlatform],
  };
  const isDockerfile = reference.domain === 'docker.io' && /^docker\/dockerfile(?:-upstream)?$/.test(reference.path);
  return ok({ image, isDockerfile });
}
