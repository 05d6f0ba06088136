import { notice, warning, type Problem } from '@image-factory/core/problem';
import { listJudged, type Judged, type NoHelp, type OverrideDecision } from '@image-factory/core/scan';

/** What somebody can do about a vulnerability that a rebuild leaves where it is; nothing where others have to act first. */
const remedies: Readonly<Record<NoHelp, string | undefined>> = {
  'code-change': 'Take the fixed version in the source, where a lock file or a manifest names it.',
  'base-pinned': 'Move the pin to a digest of the base image that has the fix.',
  tried: 'See why the rebuild did not bring the fixed version: a cached layer of the build, or a package that is held back.',
  'origin-unknown': 'See which build step or base image brings the package.',
  'base-unknown': '`image-factory plan` says why it is not known; a person may ask for a rebuild.',
  'no-fix': undefined,
  'still-in-base': undefined,
  'base-current': undefined,
  'build-image-current': undefined,
};

/**
 * What people should hear of what was decided about an image; nothing where a rebuild is due for all that is urgent. It is a
 * warning where one of them can do something.
 *
 * @param file - the report; undefined where only advisories speak
 */
export function problemsOf(image: string, file: string | undefined, decision: OverrideDecision): readonly Problem[] {
  const about = { image, ...(file === undefined ? {} : { source: { file } }) };
  switch (decision.kind) {
    case 'stale':
      return [
        warning('scan/stale', `${image}: ${decision.reason}`, { ...about, hint: 'Scan what is published now, and give that report.' }),
      ];
    case 'below-policy':
      return file === undefined ? [] : [notice('scan/below-policy', `${image}: ${decision.reason}`, about)];
    case 'no-help':
      return [notHelped(`${image}: ${decision.reason}`, decision.left, about)];
    case 'due':
      return decision.left.length === 0
        ? []
        : [notHelped(`${image}: The rebuild leaves others: ${listJudged(decision.left)}.`, decision.left, about)];
  }
}

function notHelped(message: string, left: readonly Judged[], about: Pick<Problem, 'image' | 'source'>): Problem {
  const hint = left.flatMap(({ verdict }) => (verdict.helps ? [] : (remedies[verdict.why] ?? [])))[0];
  return hint === undefined ? notice('scan/no-help', message, about) : warning('scan/no-help', message, { ...about, hint });
}
