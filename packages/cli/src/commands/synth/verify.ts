import { error, type Problem } from '@image-factory/core/problem';
import { verifyManifests } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { FileContext } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { findManifests } from './find-manifests.ts';
import { strangersIn } from './strangers.ts';
import type { synthSpec } from './spec.ts';

/** Says of manifests what a cluster with Kargo would come to say, or would not say and not do either. */
export async function runVerify({ options, positionals }: Parsed<typeof synthSpec>, { cwd, stdin, log }: FileContext): Promise<Outcome> {
  const strangers = strangersIn(options, 'verify');
  if (strangers.length > 0) return refused(strangers);
  if (positionals.length === 0)
    return refused([
      error('inputs/missing', 'Nothing is named that could be verified.', {
        hint: 'Name files or folders: `image-factory synth --verify dist`.',
      }),
    ]);
  const { files, problems: unread } = await log.phase('Read manifests', () => findManifests(positionals, cwd, stdin));
  const { problems, objects, others } = verifyManifests(files);
  const lines = new Map<string, readonly string[]>();
  return {
    report: { files: files.map(({ file }) => file), objects, others },
    problems: [...unread, ...problems],
    render: () => summaryOf(objects, others, problems),
    readLine: async ({ source }) => {
      if (source?.range === undefined) return undefined;
      const known = lines.get(source.file) ?? (files.find(({ file }) => file === source.file)?.text ?? '').split(/\r?\n/);
      lines.set(source.file, known);
      return known[source.range.start.line - 1];
    },
  };
}

function summaryOf(objects: number, others: number, problems: readonly Problem[]): string {
  const beside = others === 0 ? '' : `; ${others} of other kinds, which were not looked into`;
  const verdict = problems.length === 0 ? ': nothing to be said of them' : '';
  return `${objects} ${objects === 1 ? 'object' : 'objects'} for Kargo verified${verdict}${beside}.\n`;
}
