import type { Problem } from '@image-factory/core/problem';

/** The outputs of action.yml. */
export interface ReportOutputs {
  readonly recorded: boolean;
  readonly version: string;
  readonly commit: string;
  readonly problems: readonly Problem[];
}

export const nothing: ReportOutputs = { recorded: false, version: '', commit: '', problems: [] };
