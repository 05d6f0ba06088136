import type { PlannedImage, RebuildPlan } from '@image-factory/use-cases';
import { counted, joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table, type Cell } from '../../terminal/table.ts';

type Decision = PlannedImage['decision'];

/** In the order in which people look. */
const order: readonly Decision[] = ['rebuild', 'wait', 'hold', 'unknown', 'current'];

const titles: Readonly<Record<Decision, string>> = {
  rebuild: 'Due',
  wait: 'Waiting',
  hold: 'Held',
  unknown: 'Unknown',
  current: 'Current',
};

/** What is due, waiting, held and unknown, and why; and what would follow. */
export function renderPlan({ images, cascade }: Omit<RebuildPlan, 'problems'>, page: Page): string {
  const groups = order.flatMap((decision) => {
    const rows = images.filter((image) => image.decision === decision).map(rowOf);
    return section(`${titles[decision]} (${rows.length})`, table(['IMAGE', 'WHEN', 'WHY'], rows, page), page);
  });
  const follow = cascade.map(({ image, level, via, after }): Cell[] => [image, String(level), via, after ?? '-']);
  return joinSections([
    ...groups,
    ...section('What would follow', table(['IMAGE', 'LEVEL', 'BEHIND', 'NOT BEFORE'], follow, page), page),
    summaryOf(images),
  ]);
}

function rowOf({ name, decision, cause, until, why }: PlannedImage): Cell[] {
  return [name, decision === 'rebuild' ? `now (${cause ?? 'routine'})` : (until ?? '-'), why];
}

/** Such as `2 due, 1 waiting; 12 current.` */
function summaryOf(images: readonly PlannedImage[]): string {
  if (images.length === 0) return 'No image of ours is enrolled.';
  const counts = order.flatMap((decision) => {
    const count = images.filter((image) => image.decision === decision).length;
    return count === 0 ? [] : [`${count} ${titles[decision].toLowerCase()}`];
  });
  return `${counted(images.length, 'image')}: ${counts.join(', ')}.`;
}
