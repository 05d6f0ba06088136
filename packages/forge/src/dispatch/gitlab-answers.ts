import { waitOf } from '../api/limits.ts';
import { field, numberField, parseJson, textField } from '../sources/json.ts';
import type { NoReply, Reply } from '../sources/request.ts';
import type { ListedRun } from './match-run.ts';
import type { ForgeRefusal, RunStart } from './types.ts';

export function refusesInputs(reply: Reply | NoReply): boolean {
  return reply.kind === 'reply' && (reply.status === 400 || reply.status === 422) && /input/i.test(saidBy(reply));
}

export function readStart(reply: Reply | NoReply): RunStart {
  if (reply.kind !== 'reply') return { kind: 'unclear', why: `the answer of GitLab was lost (${reply.kind})` };
  if (reply.status === 201) {
    const json = parseJson(reply.bytes);
    const id = numberField(json, 'id');
    const url = textField(json, 'web_url');
    return { kind: 'started', ...(id === undefined ? {} : { run: { id: String(id), ...(url === undefined ? {} : { url }) } }) };
  }
  const waitMs = waitOf(reply.status, saidBy(reply), Object.fromEntries(reply.headers));
  if (waitMs !== undefined) return { kind: 'later', why: 'GitLab asks to slow down', afterMs: waitMs };
  if (reply.status >= 500 || reply.status < 300 || reply.status === 408)
    return { kind: 'unclear', why: `GitLab answered with ${reply.status}` };
  return refusalOf(reply);
}

/** A failed request that changes nothing. */
export function readRefusal(reply: Reply | NoReply): ForgeRefusal {
  if (reply.kind !== 'reply') return { kind: 'later', why: `the answer of GitLab was lost (${reply.kind})` };
  const afterMs = waitOf(reply.status, saidBy(reply), Object.fromEntries(reply.headers));
  if (afterMs !== undefined) return { kind: 'later', why: 'GitLab asks to slow down', afterMs };
  return reply.status >= 500 ? { kind: 'later', why: `GitLab answered with ${reply.status}` } : refusalOf(reply);
}

function refusalOf(reply: Reply): ForgeRefusal {
  const why = `GitLab refused (${reply.status}): ${saidBy(reply)}`;
  return reply.status === 401 || reply.status === 403 ? { kind: 'denied', why } : { kind: 'blocked', why };
}

/** Its own words, bounded and without what could steer a terminal. It does not repeat tokens. */
function saidBy({ bytes }: Reply): string {
  const json = parseJson(bytes);
  const said = field(json, 'message') ?? field(json, 'error') ?? '';
  return (typeof said === 'string' ? said : JSON.stringify(said)).replaceAll(/\s+/g, ' ').replaceAll(/\p{C}/gu, '').slice(0, 500);
}

export function readPipeline(item: unknown): ListedRun | undefined {
  const id = numberField(item, 'id');
  const createdAt = new Date(textField(item, 'created_at') ?? '');
  if (id === undefined || Number.isNaN(createdAt.getTime())) return undefined;
  const url = textField(item, 'web_url');
  return { id: String(id), ...(url === undefined ? {} : { url }), name: textField(item, 'name') ?? '', createdAt };
}
