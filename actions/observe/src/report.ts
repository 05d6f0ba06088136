import { fitting, problemList, table } from '@image-factory/action-kit';
import type { Problem } from '@image-factory/core/problem';
import type { FileReport, ObservedImage, ObserveReport } from '@image-factory/use-cases';

/** The outputs of action.yml. */
export interface ObserveOutputs {
  readonly changed: boolean;
  readonly images: readonly ObservedImage[];
  /** Names. */
  readonly moved: readonly string[];
  readonly failed: number;
  readonly files: readonly FileReport[];
  readonly commit: string;
  readonly problems: readonly Problem[];
}

export const nothing: ObserveOutputs = { changed: false, images: [], moved: [], failed: 0, files: [], commit: '', problems: [] };

/** Characters for each: with more than 1 MB of outputs, counted in UTF-16, a job fails. */
const most = { images: 250_000, moved: 50_000, files: 50_000, problems: 100_000 } as const;

export function toOutputs({ changed, observed, failed, files, problems }: ObserveReport, commit: string): ObserveOutputs {
  return {
    changed,
    // What is new comes first: of very many, those without news are left out.
    images: fitting(observed.toSorted(newsFirst), most.images),
    moved: fitting(
      observed.filter(hasMoved).map(({ name }) => name),
      most.moved,
    ),
    failed,
    files: fitting(files, most.files),
    commit,
    problems: fitting(problems, most.problems),
  };
}

function newsFirst(a: ObservedImage, b: ObservedImage): number {
  return Number(b.news.length > 0) - Number(a.news.length > 0);
}

function hasMoved({ news }: ObservedImage): boolean {
  return news.some(({ kind }) => kind === 'moved');
}

/** The job summary: what is new, what could not be asked, what was written. */
export function renderSummary({ observed, failed, files, problems, dryRun, changed }: ObserveReport, commit: string): string {
  const rows = observed.flatMap(({ name, news }) => news.map(({ kind, why }) => [name, kind, why]));
  const missed = failed === 0 ? '' : ` ${failed} could not be looked up.`;
  const written = changed ? ` ${files.length} files ${dryRun ? 'would change' : 'changed'}.` : ' Nothing to write.';
  return [
    `## Image Factory: observe${dryRun ? ' (dry run)' : ''}`,
    `${observed.length} images looked up, ${observed.filter(hasMoved).length} moved.${missed}${written}${commit === '' ? '' : ` Committed as \`${commit.slice(0, 12)}\`.`}`,
    rows.length === 0 ? '' : table(['Image', 'What', 'Why'], rows),
    problemList(problems),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
