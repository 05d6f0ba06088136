import { hasErrors, type Problem } from '@image-factory/core/problem';
import type { Env } from '../inputs/names.ts';
import { problemList } from '../markdown/index.ts';
import { publishFailure } from './failure.ts';
import { watchInterruptions } from './interruptions.ts';
import { createLog, type ActionLog } from './log.ts';
import { publishOutputs } from './outputs.ts';
import { publishProblems } from './problems.ts';
import { hasSummary, publishSummary } from './summary.ts';

/** What `main` has to work with. */
export interface Kit {
  readonly env: Env;
  readonly log: ActionLog;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal;
  /** Takes a problem now; it is shown with those of the result, also when `main` throws. */
  readonly report: (problem: Problem) => void;
}

/** What an action came to. */
export interface ActionResult<Outputs extends object> {
  readonly outputs: Outputs;
  readonly problems?: readonly Problem[];
  /** Markdown; default: the list of problems. */
  readonly summary?: string;
  /** Whether the step fails; default: when a problem is an error. */
  readonly failed?: boolean;
}

export interface Action<Outputs extends object> {
  /** As people know it: `analyze`. */
  readonly name: string;
  /** Every output that action.yml declares, by its key in code, with its empty value. */
  readonly outputs: NoInfer<Outputs>;
  readonly main: (kit: Kit) => Promise<ActionResult<Outputs>>;
}

/**
 * Runs an action from inputs to exit status. Never throws and never ends the process: every declared output is set
 * on every path, first to its empty value, so that even a step that is killed has them.
 */
export async function runAction<Outputs extends object>({ name, outputs, main }: Action<Outputs>): Promise<void> {
  using interruptions = watchInterruptions();
  const { env } = process;
  const log = createLog();
  const reported: Problem[] = [];
  const kit: Kit = { env, log, signal: interruptions.signal, report: (problem) => void reported.push(problem) };
  try {
    publishOutputs(outputs, {}, env);
    const result = await Promise.race([main(kit), interruptions.stray]);
    publishOutputs(outputs, result.outputs, env);
    await publishResult(result, [...reported, ...(result.problems ?? [])], kit);
  } catch (error) {
    const cause: unknown = interruptions.signal.aborted ? interruptions.signal.reason : error;
    await publishFailure(name, cause, reported, log, env);
  }
}

async function publishResult({ summary, failed }: ActionResult<object>, problems: readonly Problem[], { env, log }: Kit): Promise<void> {
  if (failed ?? hasErrors(problems)) process.exitCode = 1;
  await publishProblems(problems, log, hasSummary(env) ? 'summary' : 'log');
  await publishSummary(summary ?? problemList(problems), env);
}
