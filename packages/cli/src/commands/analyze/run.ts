import { analyze, emptyReport, update, type RunPlace, type RunReport } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { parseCheckouts } from '../checkouts.ts';
import { runWhere } from '../commit.ts';
import { runOutcome } from '../run-outcome.ts';
import { readShard } from '../shard.ts';
import { checkSource, readClaims } from './claims.ts';
import { openState } from './open-state.ts';
import type { analyzeSpec } from './spec.ts';

export async function runAnalyze({ options }: Parsed<typeof analyzeSpec>, context: Context): Promise<Outcome> {
  const { cwd, place, clock, log } = context;
  const { image, 'dry-run': dryRun, checkout } = options;
  const [checkouts, claims, shard] = [parseCheckouts(checkout, cwd), readClaims(options), readShard(options)];
  const problems = [...checkouts.problems, ...claims.problems, ...shard.problems];
  if (problems.length > 0) return refused(problems);
  const opened = await openState(claims.value, options, checkouts.value, context);
  if (!opened.ok) return refused(opened.error);
  await using state = opened.value;
  const { tag, digest } = claims.value;
  const isReport = image !== undefined && (tag !== undefined || digest !== undefined);
  const published = { ...(tag === undefined ? {} : { version: tag }), ...(digest === undefined ? {} : { digest }) };
  const inputs = { dir: place.dir, dryRun, ...(image === undefined ? {} : { image }), ...(isReport ? { published } : {}), ...shard.value };
  const work = async (target: RunPlace): Promise<RunReport> => {
    const disagreements = await checkSource(claims.value, place, target, state.repository);
    if (disagreements.length > 0) return emptyReport(disagreements, dryRun, false);
    // State and manifests of one commit never disagree.
    return (options.commit ? update : analyze)(inputs, { ...target, clock, log });
  };
  const ran = await runWhere(options, state.checkouts, state.context, work, state.branch === undefined ? {} : { branch: state.branch });
  if (!ran.ok) return refused(ran.error);
  if (ran.value.report.problems.some(({ code }) => code === 'inputs/disagreement')) return refused(ran.value.report.problems);
  const usual = runOutcome(ran.value, place.dir, ['image-factory synth', 'bring the manifests up to date, too']);
  // The lines of problems are not in the files here.
  const outcome: Outcome = state.isElsewhere ? { ...usual, readLine: async () => undefined } : usual;
  return isReport ? withStart(outcome, { ...claims.value, image }) : outcome;
}

interface Start {
  readonly image: string;
  readonly tag?: string;
  readonly digest?: string;
}

function withStart(outcome: Outcome, { image, tag, digest }: Start): Outcome {
  const published = { image, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
  return { ...outcome, report: { published, ...outcome.report }, render: (page) => `${startedBy(published)}\n\n${outcome.render(page)}` };
}

function startedBy({ image, tag, digest }: Start): string {
  return `Started for ${image}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}.`;
}
