import { analyze, update } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { parseCheckouts } from '../checkouts.ts';
import { runWhere, tokenIn } from '../commit.ts';
import { runOutcome } from '../run-outcome.ts';
import { checkClaims, hasClaims, readClaims } from './claims.ts';
import type { analyzeSpec } from './spec.ts';

export async function runAnalyze({ options }: Parsed<typeof analyzeSpec>, context: Context): Promise<Outcome> {
  const { cwd, place, ports, clock, env, log } = context;
  const { image, 'dry-run': dryRun, checkout } = options;
  const checkouts = parseCheckouts(checkout, cwd);
  const claims = readClaims(options);
  const problems = [...checkouts.problems, ...claims.problems];
  if (problems.length > 0) return refused(problems);
  const { gitRepo, gitBranch } = claims.value;
  if (options.commit && gitRepo !== undefined && gitBranch !== undefined) await ports.clone(gitRepo, gitBranch, tokenIn(env));
  if (hasClaims(claims.value)) {
    const disagreements = await checkClaims(claims.value, place, ports);
    if (disagreements.length > 0) return refused(disagreements);
  }
  const run = options.commit ? update : analyze; // state and manifests of one commit never disagree
  const inputs = { dir: place.dir, dryRun, ...(image === undefined ? {} : { image }) };
  const ran = await runWhere(options, checkouts.value, context, (target) => run(inputs, { ...target, clock, log }));
  if (!ran.ok) return refused(ran.error);
  const { tag, digest } = claims.value;
  const outcome = runOutcome(ran.value, place.dir, ['image-factory synth', 'bring the manifests up to date, too']);
  if (image === undefined || (tag === undefined && digest === undefined)) return outcome;
  const published = { image, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
  return { ...outcome, report: { published, ...outcome.report }, render: (page) => `${startedBy(published)}\n\n${outcome.render(page)}` };
}

function startedBy({ image, tag, digest }: { readonly image: string; readonly tag?: string; readonly digest?: string }): string {
  return `Started for ${image}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}.`;
}
