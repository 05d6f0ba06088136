import { error } from '@image-factory/core/problem';
import { layoutOf, observeRun, type ObservedRun } from '@image-factory/use-cases';
import type { Parsed } from '../../command-line/spec.ts';
import type { Context } from '../../context.ts';
import { refused, type Outcome } from '../../outcome.ts';
import { remoteAccess } from '../../place/remote-access.ts';
import { runWhere } from '../commit.ts';
import { readEvent } from './read-event.ts';
import { renderObservation } from './render.ts';
import type { observeSpec } from './spec.ts';

export async function runObserve({ options, positionals: only }: Parsed<typeof observeSpec>, context: Context): Promise<Outcome> {
  const { cwd, env, place, ports, clock, log } = context;
  const { event: file, 'dry-run': dryRun, offline } = options;
  if (remoteAccess(env, layoutOf(place.dir).factory, offline) === undefined) return refused([isOffline]);
  const event = file === undefined ? undefined : await readEvent(file, cwd);
  if (event?.ok === false) return refused([event.error]);
  const inputs = { dir: place.dir, dryRun, ...(only.length === 0 ? {} : { only }), ...(event === undefined ? {} : { event: event.value }) };
  const registries = ports.registries(env, log);
  let done: ObservedRun | undefined;
  const ran = await runWhere(options, new Map(), context, async (target) => {
    done = await observeRun(inputs, target, { clock, log, registries });
    return done.run;
  });
  if (!ran.ok) return refused(ran.error);
  const { report: run, commit, pushes } = ran.value;
  // The last try did not land: what it says has not happened.
  if (done === undefined || done.run !== run) return refused(run.problems);
  const { problems, ...rest } = done.report;
  const landed = commit === undefined ? '' : `\n${pushes ? 'Committed and pushed' : 'Committed'} as ${commit.slice(0, 12)}.\n`;
  return {
    report: { ...rest, ...(commit === undefined ? {} : { commit }) },
    problems,
    changed: rest.changed,
    failed: rest.failed > 0,
    render: (page) => `${renderObservation(rest, page)}${landed}`,
  };
}

const isOffline = error('observe/no-registry', 'Nothing was looked up: this run may ask no registry.', {
  hint: 'Leave out --offline, and IMAGE_FACTORY_OFFLINE from the environment.',
});
