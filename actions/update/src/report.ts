import { fitting, fittingMatrix, problemList, table } from '@image-factory/action-kit';
import type { Problem } from '@image-factory/core/problem';
import type { StateChange } from '@image-factory/core/state';
import type { FileReport, ImageReport, MatrixEntry, RunReport, WatchReport } from '@image-factory/use-cases';

/** The outputs of action.yml. */
export interface UpdateOutputs {
  readonly changed: boolean;
  readonly images: readonly ImageReport[];
  readonly changes: readonly StateChange[];
  readonly files: readonly FileReport[];
  readonly watches: readonly WatchReport[];
  readonly objects: readonly { readonly kind: string; readonly count: number }[];
  readonly commit: string;
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
  matrix: [],
  waves: 0,
  emptyReason: 'The update did not come to its end.',
  problems: [],
};

/** Characters for each; the matrix has the rest of what a job may give. */
const most = { images: 60_000, changes: 50_000, files: 40_000, watches: 50_000, problems: 50_000 } as const;

export function toOutputs(
  { changed, images, changes, files, watches, objects, builds, problems }: RunReport,
  commit: string,
): UpdateOutputs {
  return {
    changed,
    images: fitting(images, most.images),
    changes: fitting(changes, most.changes),
    files: fitting(files, most.files),
    watches: fitting(watches, most.watches),
    objects,
    commit,
    ...fittingMatrix(builds?.matrix ?? [], builds?.emptyReason ?? nothing.emptyReason, ''),
    problems: fitting(problems, most.problems),
  };
}

/** The job summary: what changed and why, where it went, what was wrong. */
export function renderSummary({ images, changes, files, watches, problems, dryRun, changed }: RunReport, commit: string): string {
  const ending = commit === '' ? '' : ` Committed as \`${commit.slice(0, 12)}\`.`;
  return [
    `## Image Factory: update${dryRun ? ' (dry run)' : ''}`,
    `${images.length} images enrolled, ${watches.length} watched. ${changed ? `${files.length} files changed.` : 'Nothing changed.'}${ending}`,
    changes.length === 0 ? '' : table(['Change', 'Of', 'Name', 'Why'], changes.map(changeRow)),
    problemList(problems),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function changeRow({ kind, of, name, why, fields }: StateChange): string[] {
  return [kind, of === 'base' ? 'base image' : 'image', name, why ?? (fields === undefined ? '' : fields.join(', '))];
}
