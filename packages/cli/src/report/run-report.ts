import { hasErrors } from '@image-factory/core/problem';
import { familiarName, familiarReference, parseReference } from '@image-factory/core/reference';
import type { RunReport } from '@image-factory/use-cases';
import type { Page } from '../terminal/page.ts';
import { table, type Cell } from '../terminal/table.ts';
import { fileRows } from './files.ts';
import { renderRunDiff } from './run-diff.ts';
import { counted, joinSections, section } from './sections.ts';
import { useText } from './uses.ts';

export type NextStep = readonly [command: string, about: string];

/** What a run found, changed and will watch, for people. Problems are printed elsewhere. */
export function renderRunReport(report: RunReport, next: readonly NextStep[], page: Page): string {
  // Nothing was looked at: the problem says why.
  if (!report.enrolled || report.problems.some(({ code }) => code === 'inputs/unknown-image')) return '';
  const { images, watches, changes, files, objects, dryRun, changed, diff } = report;
  const would = dryRun ? ' (dry run: nothing was written)' : '';
  return joinSections([
    ...section(`Images (${images.length})`, table(['NAME', 'KIND', 'STATUS', 'BUILT FROM'], images.map(imageRow), page), page),
    ...section(
      `Watched (${watches.length})`,
      table(
        ['IMAGE', 'TAGS', 'REBUILDS'],
        watches.map((watch) => watchRow(watch, page)),
        page,
      ),
      page,
    ),
    ...section(`Changes${would}`, table(['WHAT', 'OF', 'NAME', 'WHY'], changes.map(changeRow), page, { most: 20 }), page),
    ...section(`Files${would}`, table(['WHAT', 'PATH'], fileRows(files, page.everything), page), page),
    ...section(
      'Kubernetes objects',
      table([''], objects.length === 0 ? [] : [[objects.map(({ kind, count }) => counted(count, kind))]], page),
      page,
    ),
    ...(diff === undefined ? [] : section('Difference', renderRunDiff(diff, page), page)),
    page.paint(changed ? 'green' : 'bold', conclusion(report)),
    ...section('Next', table(['', ''], next, page), page),
  ]);
}

function imageRow({ name, kind, status, builtFrom }: RunReport['images'][number]): Cell[] {
  const bases = builtFrom.map(({ image, use }) => `${shortReference(image)}${useText(use)}`);
  const nothing = status === 'success' ? '(nothing)' : '';
  return [name, kind, status, kind === 'external' ? '(only watched)' : bases.length === 0 ? nothing : bases];
}

/** Digests are long; the first digits tell them apart. The whole one is in the state file and in `--json`. */
function shortReference(text: string): string {
  const parsed = parseReference(text);
  if (!parsed.ok || parsed.value.digest === undefined) return text;
  const { digest, ...rest } = parsed.value;
  return `${familiarReference(rest)}@${digest.slice(0, digest.indexOf(':') + 13)}…`;
}

function watchRow({ name, kind, image, tags, dependents }: RunReport['watches'][number], { everything }: Page): Cell[] {
  const parsed = parseReference(image);
  const subject = kind === 'managed' ? `${name} (built by us)` : parsed.ok ? familiarName(parsed.value) : image;
  return [subject, tags, everything ? dependents : firstOf(dependents)];
}

const mostNames = 5;

/** Half of a company may be built from one image. */
function firstOf(names: readonly string[]): readonly string[] {
  return names.length <= mostNames + 1 ? names : [...names.slice(0, mostNames), `and ${names.length - mostNames} more`];
}

function changeRow({ kind, of, name, why, fields }: RunReport['changes'][number]): Cell[] {
  return [kind, of, name, why ?? fields ?? ''];
}

function conclusion({ dryRun, changed, files, images, problems }: RunReport): string {
  if (!changed)
    return hasErrors(problems)
      ? 'Nothing changed; there are errors.'
      : `Nothing changed: everything is up to date (${counted(images.length, 'image')}).`;
  return dryRun ? `${counted(files.length, 'file')} would change; nothing was written.` : `${counted(files.length, 'file')} changed.`;
}
