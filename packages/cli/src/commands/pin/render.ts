import { shortDigest } from '@image-factory/core/decide';
import type { PinRequest, PlannedPin } from '@image-factory/use-cases';
import { counted, joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table, type Cell } from '../../terminal/table.ts';

type Decision = PlannedPin['decision'];

/** In the order in which people look. */
const order: readonly Decision[] = ['move', 'wait', 'hold', 'unknown', 'current'];

const titles: Readonly<Record<Decision, string>> = {
  move: 'Due',
  wait: 'Waiting',
  hold: 'Held',
  unknown: 'Unknown',
  current: 'Current',
};

/** The pull requests, and how all pins stand. */
export function renderPins(pins: readonly PlannedPin[], requests: readonly PinRequest[], page: Page): string {
  const asked = requests.map(({ repository, base, outcome, url }): Cell[] => [repository === '' ? '-' : repository, base, outcome, url]);
  const groups = order.flatMap((decision) => {
    const found = pins.filter((pin) => pin.decision === decision);
    return section(`${titles[decision]} (${found.length})`, table(['WHERE', 'PIN', 'WHEN', 'WHY'], found.map(rowOf), page), page);
  });
  return joinSections([
    ...section('Pull requests', table(['REPOSITORY', 'BASE', 'OUTCOME', 'URL'], asked, page), page),
    ...groups,
    pins.length === 0 ? 'No image of ours has a pinned base.' : `${counted(pins.length, 'pin')} of base images.`,
  ]);
}

function rowOf({ repository, file, line, base, from, to, until, why }: PlannedPin): Cell[] {
  const where = `${repository === '' ? '' : `${repository} `}${file}:${line}`;
  return [where, `${base}@${shortDigest(from)}`, to === undefined ? (until ?? '-') : `now (${shortDigest(to)})`, why];
}
