import { fitting, problemList, table } from '@image-factory/action-kit';
import type { Problem } from '@image-factory/core/problem';
import type { Notice, Told } from '@image-factory/use-cases';

/** The outputs of action.yml. */
export interface NotifyOutputs {
  readonly told: readonly Told[];
  readonly problems: readonly Problem[];
}

export const nothing: NotifyOutputs = { told: [], problems: [] };

/** Characters: with more than 1 MB of outputs, counted in UTF-16, a job fails. */
const mostProblems = 100_000;

export interface NotifyReport {
  /** Undefined when it is not certain what there is to say. */
  readonly notice: Notice | undefined;
  readonly told: readonly Told[];
  readonly problems: readonly Problem[];
  readonly dryRun: boolean;
}

export function toOutputs({ told, problems }: NotifyReport): NotifyOutputs {
  return { told, problems: fitting(problems, mostProblems) };
}

/** The job summary: what needs a person, who was told, what was wrong. */
export function renderSummary({ notice, told, problems, dryRun }: NotifyReport): string {
  const items = notice?.items ?? [];
  return [
    `## Image Factory: notify${dryRun ? ' (dry run)' : ''}`,
    stateOf(notice),
    items.length === 0
      ? ''
      : table(
          ['Image', 'What'],
          items.map(({ image = '', text }) => [image, text]),
        ),
    told.length === 0
      ? ''
      : table(
          ['Told', 'Where', 'Outcome'],
          told.map(({ type, target = '', outcome, url = '' }) => [type, url === '' ? target : url, outcome]),
        ),
    notice !== undefined && told.length === 0 ? 'factory.yaml names nobody to tell (`notifications`).' : '',
    problemList(problems),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function stateOf(notice: Notice | undefined): string {
  if (notice === undefined) return 'It is not certain whether something needs a person.';
  const { length } = notice.items;
  return length === 0 ? 'Nothing needs a person.' : `${length} ${length === 1 ? 'thing needs' : 'things need'} a person.`;
}
