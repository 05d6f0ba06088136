import { ApiError, isRecord } from '../api/failure.ts';
import type { ListedRun } from './match-run.ts';
import type { ForgeRefusal, RunStart } from './types.ts';

/** What a failed request that changes nothing means. */
export function refusalOfRead(error: unknown): ForgeRefusal {
  if (!(error instanceof ApiError)) throw error;
  const { failure } = error;
  switch (failure.kind) {
    case 'wait':
      return { kind: 'later', why: failure.why, afterMs: failure.afterMs };
    case 'unsent':
    case 'lost':
      return { kind: 'later', why: failure.why };
    case 'refused':
      return refusalOf(failure.status, failure.said, failure.needs);
  }
}

/** What a failed dispatch means: where the request was sent and the answer says nothing, it may have been heard. */
export function outcomeOfFailure(error: unknown): RunStart {
  if (!(error instanceof ApiError)) throw error;
  return error.failure.kind === 'lost' ? { kind: 'unclear', why: error.failure.why } : refusalOfRead(error);
}

function refusalOf(status: number, said: string, needs?: string): ForgeRefusal {
  const why = `GitHub refused (${status}): ${said}`;
  if (status !== 401 && status !== 403) return { kind: 'blocked', why };
  return { kind: 'denied', why: needs === undefined ? why : `${why} (it needs ${needs})` };
}

/** The run of a dispatch; undefined for an answer that does not say which one it is. */
export function readStarted(data: unknown): { id: string; url?: string } | undefined {
  if (!isRecord(data)) return undefined;
  const { workflow_run_id: id, html_url: url } = data;
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined;
  return { id: String(id), ...(typeof url === 'string' ? { url } : {}) };
}

/** The runs on a page; those that make no sense are left out. */
export function readRuns(data: unknown): ListedRun[] {
  const list: unknown = isRecord(data) ? data['workflow_runs'] : undefined;
  return Array.isArray(list) ? list.flatMap((item: unknown) => readRun(item) ?? []) : [];
}

function readRun(item: unknown): ListedRun | undefined {
  if (!isRecord(item)) return undefined;
  const { id, html_url: url, display_title: title, name, created_at: created, actor } = item;
  const createdAt = new Date(typeof created === 'string' ? created : Number.NaN);
  if (typeof id !== 'number' || Number.isNaN(createdAt.getTime())) return undefined;
  const login = isRecord(actor) ? actor['login'] : undefined;
  return {
    id: String(id),
    ...(typeof url === 'string' ? { url } : {}),
    name: [title, name].filter((text) => typeof text === 'string').join('\n'),
    createdAt,
    ...(typeof login === 'string' ? { actor: login } : {}),
  };
}

/** The inputs that GitHub says the workflow does not declare; none for any other refusal. */
export function unexpectedInputs(error: unknown): readonly string[] {
  if (!(error instanceof ApiError) || error.failure.kind !== 'refused' || error.failure.status !== 422) return [];
  const [, list = ''] = /Unexpected inputs provided: \[([^\]]*)\]/.exec(error.failure.said) ?? [];
  return [...list.matchAll(/"([^"]*)"/g)].map(([, name = '']) => name);
}
