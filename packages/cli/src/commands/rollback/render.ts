import { formatTime } from '@image-factory/core/text';
import type { RollbackReport } from '@image-factory/use-cases';
import { joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table, type Cell } from '../../terminal/table.ts';

const words = {
  planned: 'would move',
  moved: 'moved',
  there: 'is there already',
  failed: 'could not be moved',
  left: 'not tried',
} as const;

/** Which tags go where, and since when and until when the image is held. */
export function renderRollback({ image, outcome, to, tags, hold, commit, dryRun }: Omit<RollbackReport, 'problems'>, page: Page): string {
  if (to === undefined || hold === undefined) return '';
  const rows = tags.map(({ tag, from, outcome: became }): Cell[] => [
    tag,
    from === undefined ? '-' : short(from),
    short(to.digest),
    words[became],
  ]);
  const until = hold.until === undefined ? 'until its hold is taken out of images.yaml' : `until ${formatTime(hold.until)}`;
  const name = to.version ?? to.key ?? short(to.digest);
  return joinSections([
    ...section(
      `Tags of ${image}${dryRun ? ' (dry run: nothing was moved or written)' : ''}`,
      table(['TAG', 'FROM', 'TO', 'WHAT'], rows, page),
      page,
    ),
    `${dryRun ? 'It would be held' : 'Held'} ${until}: ${hold.reason}`,
    ...(commit === undefined ? [] : [`Committed and pushed as ${commit.slice(0, 12)}.`]),
    conclusion(outcome, image, name),
    ...(outcome === 'done' ? [`To go forward again: take the hold away, then image-factory dispatch ${image} --reason "…".`] : []),
  ]);
}

function conclusion(outcome: RollbackReport['outcome'], image: string, name: string): string {
  switch (outcome) {
    case 'done':
      return `${image} is back at ${name}.`;
    case 'planned':
      return `${image} would go back to ${name}.`;
    case 'nothing-to-do':
      return `${image} is back at ${name} already: nothing was done.`;
    case 'unfinished':
      return `${image} is held, and not all of its tags are at ${name}. Run the same command again.`;
    case 'refused':
      return '';
  }
}

function short(digest: string): string {
  return digest.replace(/^([^:]+:.{12}).*$/, '$1');
}
