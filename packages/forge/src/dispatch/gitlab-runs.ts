import type { Host, RepoSlug } from '@image-factory/core/enrollment';
import { systemPace, type Pace } from '../api/pace.ts';
import { createWriteBucket, type WriteBucket } from '../api/write-bucket.ts';
import { parseJson } from '../sources/json.ts';
import { request, type NoReply, type Reply, type RequestOptions } from '../sources/request.ts';
import { createFollower } from './follower.ts';
import { readPipeline, readRefusal, readStart, refusesInputs } from './gitlab-answers.ts';
import { followGitLabPipeline } from './gitlab-follow.ts';
import { matchRun, type ListedRun } from './match-run.ts';
import type { ForgeRefusal, GitLabTarget, PlaceOfRuns, RunOrder, RunSearch, Runs, RunState, WantedRun } from './types.ts';

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
export function createGitLabRuns(options: GitLabRunsOptions): Runs<GitLabTarget, PlaceOfRuns> {
  const { apiUrl = (host: Host) => `https://${host}/api/v4`, pace = systemPace, timeoutMs = 30_000 } = options;
  const writes = options.writes ?? createWriteBucket({ pace });
  const follower = createFollower();

  function urlOf({ host, repo }: PlaceOfRuns, ...rest: readonly string[]): URL {
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

  async function follow(target: PlaceOfRuns, id: string): Promise<RunState> {
    const token = await options.readToken?.(target);
    if (token === undefined) return { kind: 'denied', why: `There is no token that may read pipelines of ${target.repo}.` };
    const headers = { 'private-token': token };
    return followGitLabPipeline((...rest) => ask(urlOf(target, 'pipelines', ...rest), { headers }), id);
  }

  return {
    inspect: async () => ({ kind: 'form', showsKey: false }),
    find,
    follow: (target, run) => follower.follow(target, run, async (id) => follow(target, id)),
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
