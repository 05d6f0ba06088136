import { show } from '../../text/index.ts';
import type { BuildStage } from '../types.ts';
import type { Improvement } from './improvement.ts';

/** Stages that a build of the last one does not need. */
export function unusedStages(stages: readonly BuildStage[]): Improvement[] {
  return stages
    .filter(({ reachable }) => !reachable)
    .map(({ index, name, base, line }) => ({
      severity: 'notice',
      code: 'dockerfile/unused-stage',
      message: `A build of the last stage does not need the stage ${name === undefined ? index : show(name)}.`,
      hint:
        name === undefined
          ? 'Without a name nobody can build it either: remove it, or name it with AS.'
          : `Remove it, unless somebody builds it with ${show(`--target ${name}`)}.`,
      line,
      words: name === undefined ? base : '',
    }));
}
