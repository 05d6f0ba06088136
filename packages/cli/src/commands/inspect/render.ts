import type { ImageUse } from '@image-factory/core/dockerfile';
import type { DockerfilePulls, PulledHere, StagePulls } from '@image-factory/use-cases';
import { counted, joinSections } from '../../report/sections.ts';
import type { Page } from '../../terminal/page.ts';
import { printable } from '../../terminal/printable.ts';
import { table, type Cell } from '../../terminal/table.ts';

/** A table for each Dockerfile; why one is refused is told among the problems. */
export function renderPulls(files: readonly DockerfilePulls[], page: Page): string {
  if (files.length === 0) return '';
  return joinSections([...files.map((file) => renderFile(file, page)), page.paint('bold', totals(files))]);
}

function renderFile({ file, refused, frontend, stages }: DockerfilePulls, page: Page): string {
  const images = [...(frontend === undefined ? [] : [frontend]), ...stages.flatMap((stage) => stage.images)];
  const platforms = [...new Set(images.map((image) => image.platforms.join(', ')))];
  // What is the same for all is said once.
  const common = platforms.length === 1 ? platforms[0] : undefined;
  const rows = [
    ...(frontend === undefined ? [] : [imageRow(frontend, common)]),
    ...(refused ? [] : stages.flatMap((stage) => stageRows(stage, common))),
  ];
  const body = table(['STAGE', 'LINE', 'WHY', 'IMAGE'], rows, page, { most: 200 });
  const about = refused ? ` ${page.paint('red', '(refused)')}` : common === undefined || common === '' ? '' : `, for ${common}`;
  return [`${page.paint('bold', printable(file))}${about}`, ...(body === '' ? [] : [body])].join('\n');
}

/** The name of a stage stands in its first row alone. */
function stageRows(stage: StagePulls, common: string | undefined): Cell[][] {
  const { index, name, line, images, unknown } = stage;
  const rows = [
    ...([...images, ...unknown].some((image) => image.line === line) ? [] : [startRow(stage)]),
    ...images.map((image) => imageRow(image, common)),
    ...unknown.map(({ written, why, use, line: at }): Cell[] => ['', String(at), inWords(use), `${written} (not known, because ${why})`]),
  ].toSorted((a, b) => Number(a[1]) - Number(b[1]));
  return rows.map((row, at) => (at === 0 ? [name ?? String(index), ...row.slice(1)] : row));
}

const starts = { image: 'replaced by a context', stage: 'another stage', scratch: 'empty', unknown: 'not known' } as const;

function startRow({ line, base, startsFrom, needed }: StagePulls): Cell[] {
  const why = needed ? (startsFrom === undefined ? '' : starts[startsFrom]) : 'not needed';
  return ['', String(line), why, base];
}

function imageRow({ line, image, use, pinned, platforms, reference }: PulledHere, common: string | undefined): Cell[] {
  const words = [inWords(use), ...(pinned ? ['pinned'] : []), ...(common === undefined ? platforms : [])];
  return ['', String(line), words.join(', '), image === reference ? image : `${image} (${reference})`];
}

function inWords(use: ImageUse): string {
  return use.replaceAll('-', ' ');
}

function totals(files: readonly DockerfilePulls[]): string {
  const refused = files.filter((file) => file.refused).length;
  const images = new Set(files.flatMap(({ pulls }) => pulls)).size;
  return `${counted(files.length, 'Dockerfile')}${refused === 0 ? '' : ` (${refused} refused)`}, ${counted(images, 'image')}.`;
}
