import { diffDetails, fitting, problemList, table } from '@image-factory/action-kit';
import type { Problem } from '@image-factory/core/problem';
import type { FileReport, RunReport, WatchReport } from '@image-factory/use-cases';

/** The outputs of action.yml. */
export interface SynthOutputs {
  readonly changed: boolean;
  readonly files: readonly FileReport[];
  readonly objects: readonly { readonly kind: string; readonly count: number }[];
  readonly watches: readonly WatchReport[];
  readonly commit: string;
  readonly problems: readonly Problem[];
}

export const nothing: SynthOutputs = { changed: false, files: [], objects: [], watches: [], commit: '', problems: [] };

/** Characters for each: with more than 1 MB of outputs, counted in UTF-16, a job fails. */
const most = { files: 60_000, watches: 300_000, problems: 100_000 } as const;

export function toOutputs({ changed, files, objects, watches, problems }: RunReport, commit: string): SynthOutputs {
  return {
    changed,
    files: fitting(files, most.files),
    objects,
    watches: fitting(watches, most.watches),
    commit,
    problems: fitting(problems, most.problems),
  };
}

/** The job summary: what is watched, what was generated, what was wrong. */
export function renderSummary({ watches, objects, files, problems, dryRun, diff }: RunReport, commit: string): string {
  return [
    `## Image Factory: synth${dryRun ? ' (dry run)' : ''}`,
    watches.length === 0
      ? 'Nothing is watched.'
      : table(
          ['Watched', 'Kind', 'Image', 'Tags', 'Used by'],
          watches.map((watch) => [watch.name, watch.kind, watch.image, watch.tags, watch.dependents.join(', ')]),
        ),
    objects.length === 0
      ? ''
      : table(
          ['Kind', 'Objects'],
          objects.map(({ kind, count }) => [kind, String(count)]),
        ),
    files.length === 0
      ? 'Nothing changed.'
      : table(
          ['File', 'Change'],
          files.map(({ path, change }) => [path, change]),
        ),
    commit === '' ? '' : `Committed as \`${commit.slice(0, 12)}\`.`,
    problemList(problems),
    diff === undefined ? '' : diffDetails(diff),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
