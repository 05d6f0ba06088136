import type { Host, RepoSlug } from '@image-factory/core/enrollment';
import type { Api, Client } from '../api/client.ts';
import { ApiError } from '../api/failure.ts';
import { systemPace, type Pace } from '../api/pace.ts';
import { createWriteBucket, type WriteBucket } from '../api/write-bucket.ts';
import { createFollower } from './follower.ts';
import { outcomeOfFailure, readRuns, readStarted, refusalOfRead, unexpectedInputs } from './github-answers.ts';
import { followGitHubRun } from './github-follow.ts';
import { matchRun, type ListedRun } from './match-run.ts';
import type { GitHubTarget, PlaceOfRuns, RunOrder, RunSearch, Runs, RunStart, TargetForm, WantedRun } from './types.ts';
import { createRepositoryApis } from './repository-apis.ts';
import { createRunAnswers } from './run-answers.ts';
import { readWorkflowForm } from './workflow-form.ts';

export interface GitHubRunsOptions {
  /** A token for one repository, with `actions: write` (`contents: write` for events). Asked again when it is not good any more; undefined where there is none. */
  readonly token: (place: { readonly host: Host; readonly repo: RepoSlug }) => Promise<string | undefined>;
  /** Where the API of a host is; default: api.github.com, and `https://HOST/api/v3` for other hosts. */
  readonly apiUrl?: (host: Host) => string;
  /** Login of the account that the token belongs to: tells our runs where their names do not. */
  readonly actor?: string;
  /** Dispatches have a bucket of their own unless one is given. */
  readonly writes?: WriteBucket;
  readonly pace?: Pace;
  readonly timeoutMs?: number;
  /** Where it is kept how runs stood, for those who follow them later; undefined: only as long as this process lives. */
  readonly cacheFolder?: string;
}

type WorkflowTarget = Extract<GitHubTarget, { kind: 'workflow' }>;

const pageSize = 100;
/** GitHub lists no more than a thousand runs. */
const mostPages = 10;
/** A look-up must not outlast the claim that it is made for. */
const patienceMs = 20_000;

/** Runs of GitHub Actions. */
export function createGitHubRuns(options: GitHubRunsOptions): Runs<GitHubTarget, PlaceOfRuns> {
  const { pace = systemPace, timeoutMs = 30_000, writes = createWriteBucket({ pace }) } = options;
  const apiOf = createRepositoryApis({ ...options, pace, timeoutMs, writes, patienceMs });
  const follower = createFollower();
  const answers = createRunAnswers(options.cacheFolder);

  return {
    async inspect(target) {
      if (target.kind === 'event') return { kind: 'form', showsKey: true }; // what listens is the factory's own
      try {
        return await inspect(target, apiOf(target));
      } catch (error) {
        return refusalOfRead(error);
      }
    },
    async find(wanted) {
      try {
        return await find(wanted, apiOf(wanted.target), options.actor);
      } catch (error) {
        return refusalOfRead(error);
      }
    },
    async start(order) {
      try {
        return await start(order, apiOf(order.target));
      } catch (error) {
        return outcomeOfFailure(error);
      }
    },
    follow: (target, run) => follower.follow(target, run, async (id) => followGitHubRun(apiOf(target), target, id, answers)),
  };
}

async function inspect({ workflow, ref }: WorkflowTarget, api: Api): Promise<TargetForm> {
  const at = { owner: api.owner, repo: api.repo };
  const { data } = await api.read((client) => client.rest.actions.getWorkflow({ ...at, workflow_id: workflow }));
  if (data.state !== 'active') return { kind: 'blocked', why: `The workflow ${data.path} is switched off (${data.state}).` };
  try {
    const { data: text } = await api.read((client) =>
      client.rest.repos.getContent({ ...at, path: data.path, ref, mediaType: { format: 'raw' } }),
    );
    return typeof text === 'string' ? readWorkflowForm(text, data.path) : { kind: 'form', showsKey: false };
  } catch (error) {
    // A token that may only start runs can not read the file: then the answer to the dispatch tells what it takes.
    if (error instanceof ApiError && error.failure.kind === 'refused') return { kind: 'form', showsKey: false };
    throw error;
  }
}

async function find(wanted: WantedRun<GitHubTarget>, api: Api, actor: string | undefined): Promise<RunSearch> {
  const runs: ListedRun[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await api.read((client) => listRuns(client, wanted, api, page));
    const found = readRuns(data);
    runs.push(...found);
    if (found.length < pageSize) return matchRun(runs, wanted, actor);
  }
  const match = matchRun(runs, wanted, actor);
  return match.kind === 'none'
    ? { kind: 'ambiguous', runs: [`more than ${mostPages * pageSize} runs since ${wanted.since.toISOString()}`] }
    : match;
}

function listRuns(
  client: Client,
  { target, since }: WantedRun<GitHubTarget>,
  { owner, repo }: Api,
  page: number,
): Promise<{ data: unknown }> {
  const created = `>=${since.toISOString().slice(0, 19)}Z`;
  const asked = { owner, repo, created, per_page: pageSize, page };
  return target.kind === 'workflow'
    ? client.rest.actions.listWorkflowRuns({ ...asked, workflow_id: target.workflow, event: 'workflow_dispatch' })
    : client.rest.actions.listWorkflowRunsForRepo({ ...asked, event: 'repository_dispatch' });
}

async function start({ target, inputs }: RunOrder<GitHubTarget>, api: Api): Promise<RunStart> {
  return target.kind === 'workflow' ? startWorkflow(target, inputs, api) : sendEvent(target, inputs, api);
}

/** What was refused for its form was not started, so that it may be sent again in another one. */
async function startWorkflow(target: WorkflowTarget, inputs: RunOrder['inputs'], api: Api): Promise<RunStart> {
  let given = inputs;
  let details = true;
  for (;;) {
    try {
      const { status, data } = await api.write((client) => postWorkflow(client, target, given, details, api));
      return readAnswer(status, data);
    } catch (error) {
      const unexpected = unexpectedInputs(error).filter((name) => Object.hasOwn(given, name));
      const isOld = details && error instanceof ApiError && error.failure.kind === 'refused' && error.failure.status === 400;
      if (!isOld && unexpected.length === 0) throw error;
      if (isOld) details = false; // servers before 3.20 know no details
      given = Object.fromEntries(Object.entries(given).filter(([name]) => !unexpected.includes(name)));
    }
  }
}

function postWorkflow(
  client: Client,
  { workflow, ref }: WorkflowTarget,
  inputs: RunOrder['inputs'],
  details: boolean,
  { owner, repo }: Api,
) {
  return client.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
    owner,
    repo,
    workflow_id: workflow,
    ref,
    inputs,
    ...(details ? { return_run_details: true } : {}),
    request: { redirect: 'manual' },
  });
}

async function sendEvent({ eventType }: Extract<GitHubTarget, { kind: 'event' }>, inputs: RunOrder['inputs'], api: Api): Promise<RunStart> {
  const { owner, repo } = api;
  const { status, data } = await api.write((client) =>
    client.request('POST /repos/{owner}/{repo}/dispatches', {
      owner,
      repo,
      event_type: eventType,
      client_payload: { factory: { v: 1, ...inputs } },
      request: { redirect: 'manual' },
    }),
  );
  return readAnswer(status, data);
}

function readAnswer(status: number, data: unknown): RunStart {
  if (status >= 300) return { kind: 'blocked', why: `The repository has moved (${status}): write its new name in images.yaml.` };
  const run = readStarted(data);
  return { kind: 'started', ...(run && { run }) };
}
