import type { Host, RepoSlug } from '@image-factory/core/enrollment';
import { show } from '@image-factory/core/text';
import type { Api } from '../api/client.ts';
import { ApiError, isRecord } from '../api/failure.ts';
import type { AnswerCache } from '../sources/answer-cache.ts';
import { parseJson } from '../sources/json.ts';
import { refusalOfRead } from './github-answers.ts';
import type { PlaceOfRuns, RunState } from './types.ts';

const runs = 'GET /repos/{owner}/{repo}/actions/runs';

/**
 * What has become of a run of GitHub Actions. Needs `actions: read`. GitHub is asked each time, with the mark of its last answer:
 * when nothing has changed since then it says so, and does not count it.
 */
export async function followGitHubRun(api: Api, { host, repo: slug }: PlaceOfRuns, id: string, answers: AnswerCache): Promise<RunState> {
  const { owner, repo } = api;
  const place = new URL(nameOf(host, slug, id));
  const known = await findAnswer(answers, place, id);
  try {
    const request = known === undefined ? {} : { ifNoneMatch: known.etag };
    const { data, headers } = await api.read((client) => client.request(`${runs}/{run_id}`, { owner, repo, run_id: id, request }));
    const state = readRunState(data, id);
    const { etag } = headers;
    if (isCertain(state) && typeof etag === 'string') await answers.keep(place, { etag, value: JSON.stringify(kept(data)) });
    return state;
  } catch (error) {
    if (known !== undefined && isUnchanged(error)) return known.state;
    return isAbsent(error) ? explainAbsence(api, id) : refusalOfRead(error);
  }
}

/** Under which an answer is kept; nothing is sent there. */
function nameOf(host: Host, repo: RepoSlug, id: string): string {
  return `https://${host}/repos/${repo.toLowerCase()}/actions/runs/${id}`;
}

/** What GitHub said last; undefined where it said nothing that could be used again. */
async function findAnswer(answers: AnswerCache, place: URL, id: string): Promise<{ etag: string; state: RunState } | undefined> {
  const found = await answers.find(place);
  if (found === undefined) return undefined;
  const state = readRunState(parseJson(Buffer.from(found.value)), id);
  return isCertain(state) ? { etag: found.etag, state } : undefined;
}

function isCertain({ kind }: RunState): boolean {
  return kind === 'running' || kind === 'ended';
}

/** Of a run no more than is read of it. */
function kept(data: unknown): object {
  if (!isRecord(data)) return {};
  return Object.fromEntries(['id', 'status', 'conclusion', 'updated_at', 'html_url'].map((name) => [name, data[name]]));
}

function isUnchanged(error: unknown): boolean {
  return error instanceof ApiError && error.failure.kind === 'refused' && error.failure.status === 304;
}

function isAbsent(error: unknown): boolean {
  if (!(error instanceof ApiError) || error.failure.kind !== 'refused') return false;
  return error.failure.status === 404 || error.failure.status === 410;
}

/**
 * A repository that a token may not see gives the same 404 as a run that was deleted. Only who sees the list of the runs
 * knows that the run is gone; anything else would start a second build beside a first that is going on.
 */
async function explainAbsence(api: Api, id: string): Promise<RunState> {
  const { owner, repo } = api;
  try {
    await api.read((client) => client.request(runs, { owner, repo, per_page: 1 }));
    return { kind: 'gone', why: `${owner}/${repo} has no run ${id} any more.` };
  } catch (error) {
    return refusalOfRead(error);
  }
}

/**
 * How a run can end, by GitHub's `conclusion` (the schemas of its API list them).
 *
 * - `failure`, `timed_out`, `startup_failure`: the run failed, or its file could not be read.
 * - `stale`: GitHub gave it up after two weeks without news.
 * - `neutral`: it says neither that it succeeded nor that it failed. What was built is seen by the published tag; a success
 *   that nobody claims is none.
 * - `skipped`: the conditions of all its jobs said no. As with `cancelled`, nothing is wrong with what would be built.
 */
const outcomes = new Map<unknown, 'succeeded' | 'failed' | 'cancelled'>([
  ['success', 'succeeded'],
  ['failure', 'failed'],
  ['timed_out', 'failed'],
  ['startup_failure', 'failed'],
  ['stale', 'failed'],
  ['neutral', 'failed'],
  ['cancelled', 'cancelled'],
  ['skipped', 'cancelled'],
]);

/**
 * Reads a run. A run has no time of its own for its end: it is taken to be when the completed run was last changed.
 *
 * `action_required` is a run that is completed for GitHub and not for us: it waits for somebody who approves it, and then goes
 * on as the same run. Another one beside it would be a second build. GitHub deletes what nobody approves within 30 days, so it
 * does not wait forever.
 *
 * @returns `later` for what is no run, or has ended in a way that is not known here: nothing is concluded from it
 */
function readRunState(data: unknown, id: string): RunState {
  if (!isRecord(data) || String(data['id']) !== id) return { kind: 'later', why: `GitHub answered with something else than the run ${id}` };
  const { status, conclusion, updated_at: updated, html_url: url } = data;
  if (typeof status !== 'string') return { kind: 'later', why: `GitHub does not say how far the run ${id} is` };
  if (status !== 'completed' || conclusion === null || conclusion === 'action_required') return { kind: 'running' };
  const at = new Date(typeof updated === 'string' ? updated : Number.NaN);
  const outcome = outcomes.get(conclusion);
  if (outcome === undefined || Number.isNaN(at.getTime()))
    return { kind: 'later', why: `the run ${id} ended in a way that is not known (${show(conclusion)})` };
  return { kind: 'ended', outcome, at, ...(typeof url === 'string' ? { url } : {}) };
}
