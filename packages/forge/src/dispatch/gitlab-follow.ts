import { show } from '@image-factory/core/text';
import { numberField, parseJson, textField } from '../sources/json.ts';
import type { NoReply, Reply } from '../sources/request.ts';
import { readRefusal } from './gitlab-answers.ts';
import type { RunState } from './types.ts';

/**
 * What has become of a pipeline.
 *
 * @param ask - asks for what is below the pipelines of the project
 */
export async function followGitLabPipeline(ask: (...rest: readonly string[]) => Promise<Reply | NoReply>, id: string): Promise<RunState> {
  const reply = await ask(id);
  if (reply.kind === 'reply' && reply.status === 200) return readPipelineState(parseJson(reply.bytes), id);
  if (reply.kind !== 'reply' || (reply.status !== 404 && reply.status !== 410)) return readRefusal(reply);
  // A project that a token may not see gives the same answer as a pipeline that was deleted.
  const list = await ask();
  return list.kind === 'reply' && list.status === 200
    ? { kind: 'gone', why: `The project has no pipeline ${id} any more.` }
    : readRefusal(list);
}

const outcomes = new Map<unknown, 'succeeded' | 'failed' | 'cancelled'>([
  ['success', 'succeeded'],
  ['failed', 'failed'],
  ['canceled', 'cancelled'],
  ['skipped', 'cancelled'],
]);

/**
 * What is on its way: `manual` waits for a person who lets a job go on, `scheduled` for a time; both go on as the same
 * pipeline.
 */
const open = new Set<unknown>([
  'created',
  'waiting_for_resource',
  'waiting_for_callback',
  'preparing',
  'pending',
  'running',
  'canceling',
  'manual',
  'scheduled',
]);

/** @returns `later` for what is no pipeline, or is in a state that is not known here: nothing is concluded from it */
function readPipelineState(json: unknown, id: string): RunState {
  const status = textField(json, 'status');
  if (String(numberField(json, 'id')) !== id || status === undefined)
    return { kind: 'later', why: `GitLab answered with something else than the pipeline ${id}` };
  if (open.has(status)) return { kind: 'running' };
  const outcome = outcomes.get(status);
  // What was skipped never began, and has no time at which it finished.
  const at = new Date(textField(json, 'finished_at') ?? textField(json, 'updated_at') ?? '');
  if (outcome === undefined || Number.isNaN(at.getTime()))
    return { kind: 'later', why: `the pipeline ${id} is in a state that is not known (${show(status)})` };
  const url = textField(json, 'web_url');
  return { kind: 'ended', outcome, at, ...(url === undefined ? {} : { url }) };
}
