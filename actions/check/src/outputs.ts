import {
  isEventful,
  type AffectedImage,
  type CheckProblem,
  type CheckReport,
  type Grant,
  type MatrixEntry,
} from '@image-factory/use-cases';

/** The outputs of action.yml. */
export interface CheckOutputs {
  readonly changed: boolean;
  readonly size: string;
  readonly affected: readonly AffectedImage[];
  readonly matrix: readonly (readonly MatrixEntry[])[];
  readonly waves: number;
  readonly emptyReason: string;
  readonly grants: readonly Grant[];
  readonly problems: readonly CheckProblem[];
  readonly reportFile: string;
}

export const nothing: CheckOutputs = {
  changed: false,
  size: 'none',
  affected: [],
  matrix: [],
  waves: 0,
  emptyReason: 'The check did not come to its end.',
  grants: [],
  problems: [],
  reportFile: '',
};

/** GitHub takes 1 MB of outputs from a job, counted in UTF-16; with more the job fails. Characters for each. */
const most = { matrix: 250_000, affected: 100_000, grants: 30_000, problems: 80_000 } as const;

/** @param reportFile - empty when none was written */
export function toOutputs(report: CheckReport, reportFile: string): CheckOutputs {
  const { size, affected, grants, problems } = report;
  return {
    changed: isEventful(report),
    size,
    affected: firstOf(affected, most.affected),
    ...matrixOf(report),
    grants: firstOf(grants, most.grants),
    problems: firstOf(problems, most.problems),
    reportFile,
  };
}

/** Half a matrix would look like a whole one. */
function matrixOf({ matrix, emptyReason }: CheckReport): Pick<CheckOutputs, 'matrix' | 'waves' | 'emptyReason'> {
  if (JSON.stringify(matrix).length <= most.matrix) return { matrix, waves: matrix.length, emptyReason: emptyReason.slice(0, 1000) };
  return { matrix: [], waves: 0, emptyReason: 'The matrix is larger than an output may be. It is in the file that `report-file` names.' };
}

function firstOf<T>(items: readonly T[], room: number): readonly T[] {
  let left = room;
  const end = items.findIndex((item) => (left -= JSON.stringify(item).length + 1) < 0);
  return end < 0 ? items : items.slice(0, end);
}
