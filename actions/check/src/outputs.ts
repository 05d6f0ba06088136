import { fitting, fittingMatrix } from '@image-factory/action-kit';
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

/** Characters for each; the matrix has the rest of what a job may give. */
const most = { affected: 100_000, grants: 30_000, problems: 80_000 } as const;

/** @param reportFile - empty when none was written */
export function toOutputs(report: CheckReport, reportFile: string): CheckOutputs {
  const { size, affected, grants, problems } = report;
  return {
    changed: isEventful(report),
    size,
    affected: fitting(affected, most.affected),
    ...fittingMatrix(report.matrix, report.emptyReason, ' It is in the file that `report-file` names.'),
    grants: fitting(grants, most.grants),
    problems: fitting(problems, most.problems),
    reportFile,
  };
}
