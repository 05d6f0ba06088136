import type { DispatchReport } from '@image-factory/use-cases';
import { counted, joinSections, section } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { table, type Cell } from '../../terminal/table.ts';
import { renderPlan } from '../plan/render.ts';

/** What became of earlier builds, what is asked for and what was started; and how the others stand. */
export function renderDispatch(
  { followed, asked, relayed, capped, commits, images }: Omit<DispatchReport, 'problems'>,
  page: Page,
): string {
  const told = ({ image, why }: { readonly image: string; readonly why: string }): Cell[] => [image, why];
  const started = relayed.map(({ image, outcome }): Cell[] => [
    image,
    outcome.kind,
    'why' in outcome ? outcome.why : (outcome.run?.url ?? outcome.run?.id ?? '-'),
  ]);
  return joinSections([
    ...section('Earlier builds', table(['IMAGE', 'WHAT BECAME OF IT'], followed.map(told), page), page),
    ...section('Asked for', table(['IMAGE', 'WHY'], asked.map(told), page), page),
    ...section('Started', table(['IMAGE', 'OUTCOME', 'RUN'], started, page), page),
    ...(capped === 0
      ? []
      : [
          `${counted(capped, 'rebuild')} wait${capped === 1 ? 's' : ''} for ${capped === 1 ? 'its' : 'their'} turn: the caps of factory.yaml are reached.`,
        ]),
    renderPlan(
      { at: '', images: images.filter(({ decision }) => decision !== 'current' && decision !== 'rebuild'), cascade: [] },
      page,
    ).trimEnd(),
    commits.length === 0
      ? 'Nothing new: nothing was committed or started.'
      : `Committed and pushed: ${commits.map((commit) => commit.slice(0, 12)).join(', ')}.`,
  ]);
}
