import { diffDetails, fitting, fittingMatrix, problemList, table } from '@image-factory/action-kit';
import type { Problem } from '@image-factory/core/problem';
import type { StateChange } from '@image-factory/core/state';
import type { CommittedRun, FileReport, ImageReport, MatrixEntry, WatchReport } from '@image-factory/use-cases';

/** The outputs of action.yml. */
export interface UpdateOutputs {
  readonly changed: boolean;
  readonly images: readonly ImageReport[];
  readonly changes: readonly StateChange[];
  readonly files: readonly FileReport[];
  readonly watches: readonly WatchReport[];
  readonly objects: readonly { readonly kind: string; readonly count: number }[];
  readonly commit: string;
  /** Its number; empty when there is none. */
  readonly pullRequest: string;
  readonly pullRequestUrl: string;
  readonly matrix: readonly (readonly MatrixEntry[])[];
  readonly waves: number;
  readonly emptyReason: string;
  readonly problems: readonly Problem[];
}

export const nothing: UpdateOutputs = {
  changed: false,
  images: [],
  changes: [],
  files: [],
  watches: [],
  objects: [],
  commit: '',
  pullRequest: '',
  pullRequestUrl: '',
  matrix: [],
  waves: 0,
  emptyReason: 'The update did not come to its end.',
  problems: [],
};

/** Characters for each; the matrix has the rest of what a job may give. */
const most = { images: 60_000, changes: 50_000, files: 40_000, watches: 50_000, problems: 50_000 } as const;

export function toOutputs({ report, commit = '', pullRequest }: CommittedRun): UpdateOutputs {
  const { changed, images, changes, files, watches, objects, builds, problems } = report;
  return {
    changed,
    images: fitting(images, most.images),
    changes: fitting(changes, most.changes),
    files: fitting(files, most.files),
    watches: fitting(watches, most.watches),
    objects,
    commit,
    pullRequest: pullRequest === undefined ? '' : String(pullRequest.number),
    pullRequestUrl: pullRequest?.url ?? '',
    ...fittingMatrix(builds?.matrix ?? [], builds?.emptyReason ?? nothing.emptyReason, ''),
    problems: fitting(problems, most.problems),
  };
}

/** The job summary: what changed and why, where it went, what was wrong. */
export function renderSummary({ report, commit, pullRequest }: CommittedRun): string {
  const { images, changes, files, watches, problems, dryRun, changed, diff } = report;
  const ending = [
    commit === undefined ? '' : ` Committed as \`${commit.slice(0, 12)}\`.`,
    pullRequest === undefined ? '' : ` ${describePullRequest(pullRequest)}`,
  ].join('');
  return [
    `## Image Factory: update${dryRun ? ' (dry run)' : ''}`,
    `${images.length} images enrolled, ${watches.length} watched. ${changed ? `${files.length} files changed.` : 'Nothing changed.'}${ending}`,
    changes.length === 0 ? '' : table(['Change', 'Of', 'Name', 'Why'], changes.map(changeRow)),
    problemList(problems),
    diff === undefined ? '' : diffDetails(diff),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function describePullRequest({ number, url, state }: NonNullable<CommittedRun['pullRequest']>): string {
  const link = `[#${number}](${url})`;
  switch (state) {
    case 'opened':
    case 'updated':
      return `Pull request ${link} was ${state}.`;
    case 'unchanged':
      return `Pull request ${link} proposes just this.`;
    case 'declined':
      return `Pull request ${link} proposed just this, and somebody closed it: it is not proposed again until it is something else.`;
    case 'closed':
      return `Pull request ${link} was closed, for nothing is left to change.`;
  }
}

function changeRow({ kind, of, name, why, fields }: StateChange): string[] {
  return [kind, of === 'base' ? 'base image' : 'image', name, why ?? (fields === undefined ? '' : fields.join(', '))];
}
