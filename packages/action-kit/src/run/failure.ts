import { error } from '@actions/core';
import { hasErrors, type Problem } from '@image-factory/core/problem';
import type { Env } from '../inputs/names.ts';
import { problemList, prose } from '../markdown/index.ts';
import { annotationText } from './annotate.ts';
import { inspectCauses } from './causes.ts';
import type { ActionLog } from './log.ts';
import { publishProblems } from './problems.ts';
import { hasSummary, publishSummary } from './summary.ts';
import { UserError } from './user-error.ts';

/** What went wrong, in words for the person who reads the run. */
interface Failure {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly problems?: readonly Problem[];
}

/** Shows why an action failed: a clean message when somebody can put it right, else a request to report it. */
export async function publishFailure(name: string, cause: unknown, reported: readonly Problem[], log: ActionLog, env: Env): Promise<void> {
  process.exitCode = 1;
  log.debug(inspectCauses(cause));
  const failure: Failure = isForPeople(cause) ? cause : askForReport(name, cause, env);
  const problems = [...(failure.problems ?? []), ...reported];
  // Problems that are errors say it on their own; the message is what they have in common.
  if (hasErrors(problems)) log.info(annotationText(failureText(failure)));
  else error(annotationText(failureText(failure)), { title: name });
  await publishProblems(problems, log, hasSummary(env) ? 'summary' : 'log');
  await publishSummary(failureSummary(name, failure, problems), env);
}

/** The edges do not know this package: an error of theirs that says what to do next is meant for people as well. */
function isForPeople(cause: unknown): cause is UserError | (Error & { readonly hint: string }) {
  return cause instanceof UserError || (cause instanceof Error && 'hint' in cause && typeof cause.hint === 'string');
}

function failureText({ message, hint }: Failure): { message: string; hint?: string } {
  return hint === undefined ? { message } : { message, hint };
}

function failureSummary(name: string, { message, hint }: Failure, problems: readonly Problem[]): string {
  return [`❌ **${prose(name)}:** ${prose(message)}`, hint === undefined ? '' : prose(hint), problemList(problems)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function askForReport(name: string, cause: unknown, env: Env): Failure {
  const repository = env['GITHUB_ACTION_REPOSITORY'];
  const where = repository ? ` at ${env['GITHUB_SERVER_URL'] ?? 'https://github.com'}/${repository}/issues` : '';
  return {
    message: `${name} failed in a way that it should not: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: `Please report this${where}. Run the job again with debug logging: the log then says where it happened.`,
  };
}
