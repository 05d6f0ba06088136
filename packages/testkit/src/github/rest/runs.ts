import { notFound, ok, type Answer } from '../answer.ts';
import { repositoryUrl } from '../view/repository.ts';
import { viewRun } from '../view/run.ts';
import type { Run } from '../world.ts';
import { answerPage, cutPage } from './page.ts';
import { route, type RepositoryExchange } from './route.ts';
import { findWorkflow } from './workflows.ts';

export const runRoutes = [
  route('GET /actions/runs', ['actions:read'], (exchange) => list(exchange, exchange.repository.runs, '/actions/runs')),
  route('GET /actions/runs/{run_id}', ['actions:read'], async ({ world, repository, path }) => {
    const run = repository.runs.find(({ id }) => String(id) === path['run_id']);
    if (run === undefined) throw notFound();
    return ok(await viewRun(world, repository, run));
  }),
  route('GET /actions/workflows/{workflow_id}/runs', ['actions:read'], async (exchange) => {
    const { id } = await findWorkflow(exchange);
    const runs = exchange.repository.runs.filter(({ workflow }) => workflow.id === id);
    return list(exchange, runs, `/actions/workflows/${exchange.path['workflow_id']}/runs`);
  }),
];

/** Newest first. */
async function list(exchange: RepositoryExchange, runs: readonly Run[], path: string): Promise<Answer> {
  const { world, repository, query } = exchange;
  const found = runs.filter((run) => isWanted(run, query)).toReversed();
  const shown = await Promise.all(cutPage(found, exchange).map((run) => viewRun(world, repository, run)));
  return answerPage({ total_count: found.length, workflow_runs: shown }, found.length, repositoryUrl(world, repository) + path, query);
}

function isWanted(run: Run, query: URLSearchParams): boolean {
  const fits = (name: string, value: string | null): boolean => query.get(name) === null || query.get(name) === value;
  const status = query.get('status');
  return (
    fits('actor', run.actor) &&
    fits('branch', run.branch) &&
    fits('event', run.event) &&
    fits('head_sha', run.sha) &&
    (status === null || status === run.status || status === run.conclusion) &&
    isWithin(run.createdAt, query.get('created'))
  );
}

/** `2026-01-01`, `>=2026-01-01T00:00:00Z`, `A..B` and the like. */
function isWithin(at: Date, range: string | null): boolean {
  if (range === null) return true;
  const [, from, to] = /^(.+)\.\.(.+)$/.exec(range) ?? [];
  if (from !== undefined && to !== undefined) return isWithin(at, `>=${from}`) && isWithin(at, `<=${to}`);
  const [, sign = '', text = ''] = /^(>=|<=|>|<)?(.*)$/.exec(range) ?? [];
  const time = Date.parse(text);
  switch (sign) {
    case '>=':
      return at.getTime() >= time;
    case '<=':
      return at.getTime() <= time;
    case '>':
      return at.getTime() > time;
    case '<':
      return at.getTime() < time;
    default:
      return at.toISOString().startsWith(text);
  }
}
