import { diffDetails, fitting, fittingMatrix, problemList, table } from '@image-factory/action-kit';
import type { Problem } from '@image-factory/core/problem';
import type { StateChange } from '@image-factory/core/state';
import type { FileReport, ImageReport, MatrixEntry, RunReport } from '@image-factory/use-cases';

/** The outputs of action.yml. */
export interface AnalyzeOutputs {
  readonly changed: boolean;
  readonly images: readonly ImageReport[];
  readonly changes: readonly StateChange[];
  readonly files: readonly FileReport[];
  readonly matrix: readonly (readonly MatrixEntry[])[];
  readonly waves: number;
  readonly emptyReason: string;
  readonly commit: string;
  readonly problems: readonly Problem[];
}

export const nothing: AnalyzeOutputs = {
  changed: false,
  images: [],
  changes: [],
  files: [],
  matrix: [],
  waves: 0,
  emptyReason: 'The analysis did not come to its end.',
  commit: '',
  problems: [],
};

/** Characters for each; the matrix has the rest of what a job may give. */
const most = { images: 100_000, changes: 60_000, files: 40_000, problems: 60_000 } as const;

export function toOutputs({ changed, images, changes, files, builds, problems }: RunReport, commit: string): AnalyzeOutputs {
  return {
    changed,
    images: fitting(images, most.images),
    changes: fitting(changes, most.changes),
    files: fitting(files, most.files),
    ...fittingMatrix(builds?.matrix ?? [], builds?.emptyReason ?? nothing.emptyReason, ''),
    commit,
    problems: fitting(problems, most.problems),
  };
}

/** The job summary: what was found, what changed, what was wrong. */
export function renderSummary(report: RunReport, commit: string): string {
  const { images, changes, problems, dryRun, diff } = report;
  return [
    `## Image Factory: analyze${dryRun ? ' (dry run)' : ''}`,
    images.length === 0 ? 'No image is enrolled.' : table(['Image', 'Kind', 'Status', 'Built from'], images.map(imageRow)),
    changes.length === 0 ? 'Nothing changed.' : table(['Change', 'Of', 'Name', 'Why'], changes.map(changeRow)),
    commit === '' ? '' : `Committed as \`${commit.slice(0, 12)}\`.`,
    problemList(problems),
    diff === undefined ? '' : diffDetails(diff),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function imageRow({ name, kind, status, builtFrom }: ImageReport): string[] {
  return [name, kind, status, builtFrom.map(({ image, use }) => (use === 'final-base' ? image : `${image} (${use})`)).join(', ')];
}

function changeRow({ kind, of, name, why, fields }: StateChange): string[] {
  return [kind, of === 'base' ? 'base image' : 'image', name, why ?? (fields === undefined ? '' : fields.join(', '))];
}
