import { fitting, problemList, table } from '@image-factory/action-kit';
import type { Problem } from '@image-factory/core/problem';
import type { PinReport } from '@image-factory/use-cases';

/** The outputs of action.yml. */
export interface PinOutputs {
  readonly requests: PinReport['requests'];
  readonly pins: PinReport['pins'];
  readonly problems: readonly Problem[];
}

export const nothing: PinOutputs = { requests: [], pins: [], problems: [] };

/** Characters for each: with more than 1 MB of outputs, counted in UTF-16, a job fails. */
const most = { requests: 100_000, pins: 250_000, problems: 100_000 } as const;

export function toOutputs({ requests, pins, problems }: PinReport): PinOutputs {
  return {
    requests: fitting(requests, most.requests),
    // What is current comes last: of very many pins it is left out first.
    pins: fitting(
      pins.toSorted((a, b) => Number(a.decision === 'current') - Number(b.decision === 'current')),
      most.pins,
    ),
    problems: fitting(problems, most.problems),
  };
}

const titles = { move: 'due', wait: 'waiting', hold: 'held', unknown: 'unknown', current: 'current' } as const;

/** The job summary: the pull requests, and how the other pins stand. */
export function renderSummary({ requests, pins, problems }: PinReport, isDry: boolean): string {
  const counts = Object.entries(titles).flatMap(([decision, title]) => {
    const count = pins.filter((pin) => pin.decision === decision).length;
    return count === 0 ? [] : [`${count} ${title}`];
  });
  const standing = pins.filter(({ decision }) => decision !== 'current' && (isDry || decision !== 'move'));
  return [
    `## Image Factory: pin${isDry ? ' (dry run)' : ''}`,
    `${pins.length} pins: ${counts.join(', ') || 'none'}.`,
    block(
      'Pull requests',
      ['Repository', 'Base', 'Outcome', 'Where'],
      requests.map(({ repository, base, outcome, url }) => [repository, base, outcome, url]),
    ),
    block(
      isDry ? 'Pins' : 'How the others stand',
      ['Where', 'Base', 'Decision', 'Until', 'Why'],
      standing.map(({ repository, file, line, base, decision, until = '', why }) => [
        `${repository} ${file}:${line}`.trim(),
        base,
        titles[decision],
        until,
        why,
      ]),
    ),
    problemList(problems),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function block(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? '' : `### ${title}\n\n${table(head, rows)}`;
}
