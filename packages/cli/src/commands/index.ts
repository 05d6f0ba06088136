import { command, fileCommand, type Command } from './command.ts';
import { analyzeSpec } from './analyze/spec.ts';
import { checkSpec } from './check/spec.ts';
import { cleanupSpec } from './cleanup/spec.ts';
import { dispatchSpec } from './dispatch/spec.ts';
import { enrollSpec } from './enroll/spec.ts';
import { explainSpec } from './explain/spec.ts';
import { fsckSpec } from './fsck/spec.ts';
import { graphSpec } from './graph/spec.ts';
import { initSpec } from './init/spec.ts';
import { inspectSpec } from './inspect/spec.ts';
import { migrateSpec } from './migrate/spec.ts';
import { observeSpec } from './observe/spec.ts';
import { pinSpec } from './pin/spec.ts';
import { planSpec } from './plan/spec.ts';
import { rollbackSpec } from './rollback/spec.ts';
import { statusSpec } from './status/spec.ts';
import { synthCommand } from './synth/command.ts';
import { updateSpec } from './update/spec.ts';

/** All commands, in the order of the overview. It is loaded to run one of them: what the lazy parts share comes with it. */
export const commands: readonly Command[] = [
  command(updateSpec, async () => (await import('./update/run.ts')).runUpdate),
  command(analyzeSpec, async () => (await import('./analyze/run.ts')).runAnalyze),
  synthCommand,
  command(observeSpec, async () => (await import('./observe/run.ts')).runObserve),
  command(planSpec, async () => (await import('./plan/run.ts')).runPlan),
  command(dispatchSpec, async () => (await import('./dispatch/run.ts')).runDispatch),
  command(rollbackSpec, async () => (await import('./rollback/run.ts')).runRollback),
  command(pinSpec, async () => (await import('./pin/run.ts')).runPin),
  command(checkSpec, async () => (await import('./check/run.ts')).runCheck),
  command(initSpec, async () => (await import('./init/run.ts')).runInit),
  command(enrollSpec, async () => (await import('./enroll/run.ts')).runEnroll),
  command(migrateSpec, async () => (await import('./migrate/run.ts')).runMigrate),
  command(graphSpec, async () => (await import('./graph/run.ts')).runGraph),
  fileCommand(inspectSpec, async () => (await import('./inspect/run.ts')).runInspect),
  command(explainSpec, async () => (await import('./explain/run.ts')).runExplain),
  command(statusSpec, async () => (await import('./status/run.ts')).runStatus),
  command(fsckSpec, async () => (await import('./fsck/run.ts')).runFsck),
  command(cleanupSpec, async () => (await import('./cleanup/run.ts')).runCleanup),
];
