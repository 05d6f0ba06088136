import { fitting, problemList, table } from '@image-factory/action-kit';
import type { Problem } from '@image-factory/core/problem';
import type { DispatchReport, RebuildPlan } from '@image-factory/use-cases';

/** The outputs of action.yml. */
export interface DispatchOutputs {
  readonly asked: DispatchReport['asked'];
  readonly started: readonly { readonly image: string; readonly outcome: string; readonly run: string }[];
  readonly followed: DispatchReport['followed'];
  readonly plan: readonly Pick<RebuildPlan['images'][number], 'name' | 'decision' | 'why' | 'until'>[];
  readonly capped: number;
  readonly commits: readonly string[];
  readonly problems: readonly Problem[];
}

export const nothing: DispatchOutputs = { asked: [], started: [], followed: [], plan: [], capped: 0, commits: [], problems: [] };

/** Characters for each: with more than 1 MB of outputs, counted in UTF-16, a job fails. */
const most = { asked: 100_000, started: 100_000, followed: 100_000, plan: 250_000, problems: 100_000 } as const;

export function toOutputs({ asked, relayed, followed, images, capped, commits, problems }: DispatchReport): DispatchOutputs {
  return {
    asked: fitting(asked, most.asked),
    started: fitting(relayed.map(startedOf), most.started),
    followed: fitting(followed, most.followed),
    plan: planOf(images),
    capped,
    commits,
    problems: fitting(problems, most.problems),
  };
}

/** A plan that was not carried out. */
export function plannedOnly({ images, problems }: RebuildPlan): DispatchReport {
  return { images, problems, asked: [], relayed: [], followed: [], capped: 0, commits: [] };
}

/** What is not current comes first: of very many images, the current ones are left out. */
function planOf(images: RebuildPlan['images']): DispatchOutputs['plan'] {
  const rows = images.map(({ name, decision, why, until }) => ({ name, decision, why, ...(until === undefined ? {} : { until }) }));
  return fitting(
    rows.toSorted((a, b) => Number(a.decision === 'current') - Number(b.decision === 'current')),
    most.plan,
  );
}

function startedOf({ image, outcome }: DispatchReport['relayed'][number]): DispatchOutputs['started'][number] {
  const run = 'run' in outcome ? (outcome.run?.url ?? outcome.run?.id ?? '') : '';
  return { image, outcome: outcome.kind, run };
}

const titles = { rebuild: 'due', wait: 'waiting', hold: 'held', unknown: 'unknown', current: 'current' } as const;

/** The job summary: what became of builds, what is asked for, and how the others stand. */
export function renderSummary({ asked, relayed, followed, images, capped, problems }: DispatchReport, isPlan: boolean): string {
  const counts = Object.entries(titles).flatMap(([decision, title]) => {
    const count = images.filter((image) => image.decision === decision).length;
    return count === 0 ? [] : [`${count} ${title}`];
  });
  const standing = images.filter(({ decision }) => decision !== 'current' && (isPlan || decision !== 'rebuild'));
  return [
    `## Image Factory: dispatch-rebuild${isPlan ? ' (plan)' : ''}`,
    `${images.length} images: ${counts.join(', ') || 'none'}.${capped === 0 ? '' : ` ${capped} requests wait for their turn.`}`,
    block(
      'Earlier builds',
      ['Image', 'What became of it'],
      followed.map(({ image, why }) => [image, why]),
    ),
    block(
      'Asked for',
      ['Image', 'Why'],
      asked.map(({ image, why }) => [image, why]),
    ),
    block(
      'Started',
      ['Image', 'Outcome', 'Run'],
      relayed.map(startedOf).map(({ image, outcome, run }) => [image, outcome, run]),
    ),
    block(
      'How the others stand',
      ['Image', 'Decision', 'Until', 'Why'],
      standing.map(({ name, decision, until = '', why }) => [name, titles[decision], until, why]),
    ),
    problemList(problems),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function block(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? '' : `### ${title}\n\n${table(head, rows)}`;
}
