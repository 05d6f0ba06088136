import { summary, warning } from '@actions/core';
import type { Env } from '../inputs/names.ts';
import { limits } from '../limits.ts';
import { logText } from '../text/command-free.ts';
import { cutSummary } from './cut-summary.ts';

/** Whether anybody will see a summary: outside a runner, and on some servers, there is none. */
export function hasSummary(env: Env): boolean {
  return Boolean(env['GITHUB_STEP_SUMMARY']);
}

/** Adds to the summary of the job. It never decides about the run: when it can not be written, that is a warning. */
export async function publishSummary(markdown: string, env: Env): Promise<void> {
  if (!hasSummary(env) || markdown.trim() === '') return;
  try {
    await summary.addRaw(cutSummary(`${markdown}\n`, limits.summaryBytes)).write();
  } catch (cause) {
    warning(logText(`The summary of this job could not be written: ${cause instanceof Error ? cause.message : String(cause)}`));
  }
}
