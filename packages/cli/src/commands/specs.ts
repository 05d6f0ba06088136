import type { CommandSpec } from '../command-line/spec.ts';
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
import { synthSpec } from './synth/spec.ts';
import { updateSpec } from './update/spec.ts';

/** What every command is told by, in the order of the overview. Help needs nothing else, and must not wait for more. */
export const specs: readonly CommandSpec[] = [
  updateSpec,
  analyzeSpec,
  synthSpec,
  observeSpec,
  planSpec,
  dispatchSpec,
  pinSpec,
  rollbackSpec,
  checkSpec,
  initSpec,
  enrollSpec,
  migrateSpec,
  graphSpec,
  inspectSpec,
  explainSpec,
  statusSpec,
  fsckSpec,
  cleanupSpec,
];
