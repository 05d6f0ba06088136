import { parseBranchName } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { layoutOf, pin, planPins, type PinHome } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { homeIn, type Home } from '../../place/open-forge.ts';
import { remoteAccess } from '../../place/remote-access.ts';
import { tokenIn } from '../commit.ts';
import { reportsOf } from '../plan/read-reports.ts';
import { openPlaces } from './places.ts';
import { renderPins } from './render.ts';
import type { pinSpec } from './spec.ts';

export async function runPin({ options, positionals }: Parsed<typeof pinSpec>, context: Context): Promise<Outcome> {
  const { cwd, place, ports, clock, env, log } = context;
  const reports = await reportsOf(options, cwd);
  const asked = { ...(positionals.length === 0 ? {} : { only: positionals }), ...(reports && { reports }) };
  const remote = remoteAccess(env, layoutOf(place.dir).factory, false);
  const token = tokenIn(env);
  const ground = ports.ground({
    checkouts: new Map(),
    push: !options['dry-run'],
    ...(token === undefined ? {} : { token }),
    ...(remote === undefined ? {} : { remote }),
  });
  const { tree, history } = ports;
  const here = { tree, history, open: ground.store, clock, log };
  const registries = ports.registries(env, log);
  if (options['dry-run']) {
    const home = await planHome(context);
    const { problems, ...plan } = await planPins(
      { dir: place.dir, home, ...asked },
      { ...here, sources: ground.sources(), ...(remote === undefined ? {} : { registries }) },
    );
    return {
      report: { ...plan, requests: [], dryRun: true },
      problems,
      changed: plan.pins.some(({ decision }) => decision === 'move'),
      render: (page) => `${renderPins(plan.pins, [], page)}\nDry run: nothing was proposed.\n`,
    };
  }
  const where = await whereOf(context);
  if (!where.ok) return refused(where.error);
  const { home, factory } = where.value;
  const forge = await openPlaces(factory, context);
  const report = await pin({ dir: place.dir, home, ...asked }, { ...here, pace: ground.pace, forge, registries });
  const { problems, ...rest } = report;
  return {
    report: rest,
    problems,
    changed: rest.requests.some(({ outcome }) => outcome !== 'unchanged' && outcome !== 'declined'),
    render: (page) => renderPins(rest.pins, rest.requests, page),
  };
}

/** For a plan it is enough to know what is here. */
async function planHome({ ports, env }: Context): Promise<PinHome> {
  const { branch, slug, host } = await ports.repository();
  const named = homeIn(env) ?? { ...(slug && { repo: slug }), ...(host && { host }) };
  const usual = parseBranchName('main');
  if (branch !== undefined) return { branch, ...named };
  if (!usual.ok) throw new TypeError('main is no name of a branch');
  return { branch: usual.value, ...named };
}

async function whereOf({ ports, env }: Context): Promise<Result<{ readonly home: PinHome; readonly factory: Home }, Problem[]>> {
  const { branch, slug, host } = await ports.repository();
  if (branch === undefined)
    return fail([
      error('state/no-branch', 'No branch is checked out, so nobody knows what pins of this repository are merged into.', {
        hint: 'Check out the branch that holds images.yaml.',
      }),
    ]);
  const factory = homeIn(env) ?? (slug === undefined || host === undefined ? undefined : { repo: slug, host });
  if (factory !== undefined) return ok({ home: { branch, ...factory }, factory });
  return fail([
    error('pin/not-proposed', 'Nothing says in which repository this factory is.', { hint: 'Let the remote `origin` name it.' }),
  ]);
}
