import type { ImageName } from '@image-factory/core/enrollment';
import { writeRebuild, type Transition } from '@image-factory/core/rebuild';
import { mergeState, renderState, statePath, type StateChange } from '@image-factory/core/state';
import type { YamlMap } from '@image-factory/core/yaml';
import { pathIn, type Layout } from '../layout.ts';
import type { Log, Tree } from '../ports.ts';
import { emptyReport, fileReports, type PlannedFile, type RunReport } from '../report.ts';
import { write } from '../write.ts';

/** A transition of an image's rebuild, over its state. */
export interface StateTransition {
  readonly name: ImageName;
  readonly state: YamlMap;
  readonly transition: Transition;
}

const mostLines = 200;

/** Writes what has moved, in one change. @param verb - of the commit's subject: `Claim`, `Record` */
export async function changeStates(
  verb: string,
  all: readonly StateTransition[],
  layout: Layout,
  tree: Tree,
  log: Log,
): Promise<RunReport> {
  const moved = all.filter(({ transition }) => transition.kind === 'moved').toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const files = moved.map(({ name, state, transition }): PlannedFile => {
    const next = mergeState('managed', state, 'dispatch', new Map([['rebuildState', writeRebuild(state, transition.rebuild)]]));
    const place = { shelf: 'images', stem: name } as const;
    return { change: { kind: 'write', path: pathIn(layout.state, statePath(place)), text: renderState(place, next) }, existed: true };
  });
  const lines = moved.slice(0, mostLines).map(({ name, transition }) => `- ${name}: ${transition.why}`);
  const rest = moved.length > mostLines ? [`- and ${moved.length - mostLines} more`] : [];
  const subject = `${verb} ${moved.length === 1 ? 'a rebuild' : `${moved.length} rebuilds`}`;
  const problems = await write(
    files.map(({ change }) => change),
    `${[subject, '', ...lines, ...rest].join('\n')}\n`,
    tree,
    log,
  );
  const changes = moved.map(({ name, transition }): StateChange => ({
    kind: 'updated',
    of: 'image',
    name,
    why: transition.why,
    fields: ['rebuildState'],
  }));
  return { ...emptyReport(problems), changed: files.length > 0, changes, files: fileReports(files) };
}
