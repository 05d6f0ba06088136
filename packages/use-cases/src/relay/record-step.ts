import type { ImageName, RepoPath } from '@image-factory/core/enrollment';
import { error, warning, type Problem } from '@image-factory/core/problem';
import { readRebuild } from '@image-factory/core/rebuild';
import { readState, statePath, type StateText } from '@image-factory/core/state';
import type { YamlMap } from '@image-factory/core/yaml';
import { layoutOf, pathIn, type Layout } from '../layout.ts';
import type { Log, Tree } from '../ports.ts';
import type { RunReport } from '../report.ts';
import { changeStates, type StateTransition } from './change-states.ts';
import { record, type Relayed } from './outcome.ts';

export interface Recorded {
  readonly report: RunReport;
  /** What somebody has to be told. */
  readonly news: readonly Problem[];
}

/** Writes what became of requests into the state as it is now; what is no more as it was claimed stays as it is. */
export async function recordOutcomes(
  dir: RepoPath,
  by: string,
  relayed: readonly Relayed[],
  { tree, log }: { readonly tree: Tree; readonly log: Log },
): Promise<Recorded> {
  const layout = layoutOf(dir);
  const states = await readImages(
    layout,
    tree,
    relayed.map(({ image }) => image),
  );
  const transitions: StateTransition[] = [];
  const news: Problem[] = [];
  for (const each of relayed) {
    const state = states.get(each.image);
    if (state === undefined) {
      log.info(`${each.image}: its state is gone or damaged; nothing is recorded there.`);
      continue;
    }
    const transition = record(readRebuild(state), by, each);
    if (transition.kind === 'kept') log.info(`${each.image}: ${transition.why}.`);
    if (transition.isNews === true) news.push(tell(each, transition.why));
    transitions.push({ name: each.image, state, transition });
  }
  return { report: await changeStates('Record', transitions, layout, tree, log), news };
}

/** The states of some images; those that can not be read are left out. */
async function readImages(layout: Layout, tree: Pick<Tree, 'read'>, names: readonly ImageName[]): Promise<ReadonlyMap<string, YamlMap>> {
  const texts: StateText[] = [];
  for (const name of names) {
    const path = statePath({ shelf: 'images', stem: name });
    const read = await tree.read(pathIn(layout.state, path), 1024 * 1024);
    if (read.kind === 'file') texts.push({ path, text: read.text });
  }
  return readState(texts, layout.state).snapshot.images;
}

function tell({ image, outcome }: Relayed, why: string): Problem {
  switch (outcome.kind) {
    case 'blocked':
      return error('dispatch/blocked', `${image} can not be built: ${why}`, {
        image,
        hint: 'It is tried again once a day. Correct `source` in images.yaml, or switch the workflow on.',
      });
    case 'denied':
      return error('dispatch/denied', `${image} can not be built: ${why}`, {
        image,
        hint: 'The token needs `actions: write` there (`contents: write` for repository_dispatch).',
      });
    case 'ambiguous':
      return warning('dispatch/ambiguous', `${image} is held: ${why}`, {
        image,
        hint: 'Look at these runs, then ask for the rebuild by hand if none was for it.',
      });
    case 'started':
    case 'found':
    case 'later':
    case 'unclear':
    case 'no-run':
    case 'left':
      return warning('dispatch/failed', `${image} is held: ${why}`, { image, hint: 'Ask for the rebuild by hand when the cause is gone.' });
  }
}
