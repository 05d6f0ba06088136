import type { Host, RepoSlug } from '@image-factory/core/enrollment';
import { systemPace, type Pace } from '../api/pace.ts';
import { createWriteBucket, type WriteBucket } from '../api/write-bucket.ts';
import { waitOf } from '../api/limits.ts';
import { field, numberField, parseJson, textField } from '../sources/json.ts';
import { request, type NoReply, type Reply, type RequestOptions } from '../sources/request.ts';
import { matchRun, type ListedRun } from './match-run.ts';
import type { ForgeRefusal, GitLabTarget, RunOrder, RunSearch, Runs, RunStart, WantedRun } from './types.ts';

type Place = { readonly host: Host; readonly repo: RepoSlug };

export interface GitLabRunsOptions {
  /** The pipeline trigger token of a project; undefined where there is none. */
  readonly triggerToken: (place: Place) => Promise<string | undefined>;
  /** A token with `read_api`; without one no pipeline can be looked for. */
  readonly readToken?: (place: Place) => Promise<string | undefined>;
  /** Default: `https://HOST/api/v4`. */
  readonly apiUrl?: (host: Host) => string;
  readonly writes?: WriteBucket;
  readonly pace?: Pace;
  readonly timeoutMs?: number;
}

const pageSize = 100;
const mostPages = 10;
const mostBytes = 4 * 1024 * 1024;

/**
 * Pipelines of GitLab. A pipeline is told by its name where `workflow:name` shows the key, else by project, branch and time.
 * Inputs are given as `inputs`, and as variables `IMAGE_FACTORY_<NAME>` where the project declares none.
 */
export function createGitLabRuns(options: GitLabRunsOptions): Runs<GitLabTarget> {
  const { apiUrl = (host: Host) => `https://${host}/api/v4`, pace = systemPace, timeoutMs = 30_000 } = options;
  const writes = options.writes ?? createWriteBucket({ pace });

  function urlOf({ host, repo }: GitLabTarget, ...rest: readonly string[]): URL {
    return new URL([apiUrl(host), 'projects', encodeURIComponent(repo), ...rest].join('/'));
  }

  async function ask(url: URL, more: Pick<RequestOptions, 'method' | 'headers' | 'body'>): Promise<Reply | NoReply> {
    return request(url, { ...more, headers: { 'user-agent': 'image-factory', ...more.headers }, timeoutMs, maxBytes: mostBytes });
  }

  async function list(wanted: WantedRun<GitLabTarget>, token: string): Promise<readonly ListedRun[] | ForgeRefusal | 'too many'> {
    const runs: ListedRun[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const { target, since } = wanted;
      const url = urlOf(target, 'pipelines');
      const query = {
        source: 'trigger',
        ref: target.ref,
        created_after: since.toISOString(),
        per_page: String(pageSize),
        page: String(page),
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const reply = await ask(url, { headers: { 'private-token': token } });
      if (reply.kind !== 'reply' || reply.status !== 200) return readRefusal(reply);
      const items = parseJson(reply.bytes);
      if (!Array.isArray(items)) return { kind: 'later', why: 'GitLab answered with something else than pipelines' };
      runs.push(...items.flatMap((item: unknown) => readPipeline(item) ?? []));
      if (items.length < pageSize) return runs;
    }
    return 'too many';
  }

  async function find(wanted: WantedRun<GitLabTarget>): Promise<RunSearch> {
    const token = await options.readToken?.(wanted.target);
    // Nothing can be seen: whether an earlier relay has started it, nobody knows.
    if (token === undefined)
      return wanted.unnamed === undefined ? { kind: 'none' } : { kind: 'ambiguous', runs: ['pipelines that no token may read'] };
    const runs = await list(wanted, token);
    if (runs === 'too many')
      return { kind: 'ambiguous', runs: [`more than ${mostPages * pageSize} pipelines since ${wanted.since.toISOString()}`] };
    return 'kind' in runs ? runs : matchRun(runs, wanted);
  }

  async function post({ target, inputs }: RunOrder<GitLabTarget>, token: string, form: 'inputs' | 'variables'): Promise<Reply | NoReply> {
    await writes.turn();
    const body = JSON.stringify({ token, ref: target.ref, ...(form === 'inputs' ? { inputs } : { variables: variablesOf(inputs) }) });
    return ask(urlOf(target, 'trigger', 'pipeline'), { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  }

  return {
    inspect: async () => ({ kind: 'form', showsKey: false }),
    find,
    async start(order) {
      const token = await options.triggerToken(order.target);
      if (token === undefined) return { kind: 'denied', why: `There is no trigger token for ${order.target.repo}.` };
      const reply = await post(order, token, 'inputs');
      // What was refused for its form was not started.
      return refusesInputs(reply) ? readStart(await post(order, token, 'variables')) : readStart(reply);
    },
  };
}

function variablesOf(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`IMAGE_FACTORY_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`, value]),
  );
}

function refusesInputs(reply: Reply | NoReply): boolean {
  return reply.kind === 'reply' && (reply.status === 400 || reply.status === 422) && /input/i.test(saidBy(reply));
}

function readStart(reply: Reply | NoReply): RunStart {
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
function readRefusal(reply: Reply | NoReply): ForgeRefusal {
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

function readPipeline(item: unknown): ListedRun | undefined {
  const id = numberField(item, 'id');
  const createdAt = new Date(textField(item, 'created_at') ?? '');
  if (id === undefined || Number.isNaN(createdAt.getTime())) return undefined;
  const url = textField(item, 'web_url');
  return { id: String(id), ...(url === undefined ? {} : { url }), name: textField(item, 'name') ?? '', createdAt };
}
