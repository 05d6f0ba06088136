import { systemPace, type Pace } from '../../api/pace.ts';
import { createWriteBucket, type WriteBucket } from '../../api/write-bucket.ts';
import { asObjectId, numberField, parseJson, textField } from '../../sources/json.ts';
import { request } from '../../sources/request.ts';
import { failureOf, GitLabError } from './failure.ts';

/** A personal, project or group access token; or the one that a job of GitLab CI gets. */
export interface GitLabToken {
  readonly kind: 'private' | 'job';
  readonly value: string;
}

export interface MergeRequestsOptions {
  /** Path of the project, with its groups. */
  readonly project: string;
  /** Base of the API, `https://HOST/api/v4`. */
  readonly apiUrl: string;
  readonly token: GitLabToken;
  readonly writes?: WriteBucket;
  readonly pace?: Pace;
  readonly timeoutMs?: number;
}

export interface MergeRequest {
  /** Its number within the project. */
  readonly iid: number;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  /** The newest commit that it holds; undefined when GitLab does not say. */
  readonly head: string | undefined;
  readonly description: string;
}

/** What of a merge request can be written. */
interface MergeRequestText {
  readonly title: string;
  readonly description: string;
}

/** The merge requests of one project from one branch to another. What is not answered well is thrown as GitLabError. */
export interface MergeRequests {
  /** The newest first; those from forks are none of ours, whatever their branch is called. */
  list(): Promise<MergeRequest[]>;
  create(text: MergeRequestText): Promise<MergeRequest>;
  update(iid: number, text: MergeRequestText): Promise<MergeRequest>;
  close(iid: number, description: string): Promise<void>;
  say(iid: number, body: string): Promise<void>;
  /** A file at a commit; undefined where there is none. */
  readFile(path: string, commit: string): Promise<string | undefined>;
}

const mostBytes = 16 * 1024 * 1024;
const mostReads = 4;
/** Who is asked to wait longer than this says so, and does not sleep. */
const mostWaitMs = 60_000;

type Method = 'GET' | 'POST' | 'PUT';

export function openMergeRequests(
  { project, apiUrl, token, pace = systemPace, writes = createWriteBucket({ pace }), timeoutMs = 30_000 }: MergeRequestsOptions,
  { base, branch }: { readonly base: string; readonly branch: string },
): MergeRequests {
  const credentials: Readonly<Record<string, string>> = { [token.kind === 'job' ? 'job-token' : 'private-token']: token.value };

  async function ask(method: Method, path: readonly string[], sent: Readonly<Record<string, unknown>>, good: number): Promise<Buffer> {
    const url = new URL([apiUrl, 'projects', encodeURIComponent(project), ...path.map(encodeURIComponent)].join('/'));
    const headers = { 'user-agent': 'image-factory', ...credentials };
    if (method !== 'GET') await writes.turn();
    else for (const [name, value] of Object.entries(sent)) url.searchParams.set(name, String(value));
    const body = method === 'GET' ? {} : { body: JSON.stringify(sent), headers: { ...headers, 'content-type': 'application/json' } };
    const reply = await request(url, { method, headers, ...body, timeoutMs, maxBytes: mostBytes });
    if (reply.kind !== 'reply' || reply.status !== good) throw new GitLabError(failureOf(reply, method !== 'GET'));
    return reply.bytes;
  }

  /** Reading again changes nothing, so an answer that did not come is asked for once more. */
  async function read(path: readonly string[], query: Readonly<Record<string, unknown>>): Promise<Buffer> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask('GET', path, query, 200);
      } catch (error) {
        if (!(error instanceof GitLabError) || error.failure.kind !== 'later' || tries === mostReads) throw error;
        const { afterMs = pace.random() * 1000 * 2 ** tries } = error.failure;
        if (afterMs > mostWaitMs) throw error;
        await pace.sleep(afterMs);
      }
    }
  }

  async function write(method: 'POST' | 'PUT', path: readonly string[], sent: Readonly<Record<string, unknown>>): Promise<MergeRequest> {
    const made = readMergeRequest(parseJson(await ask(method, path, sent, method === 'POST' ? 201 : 200)));
    if (made === undefined) throw new GitLabError({ kind: 'lost', why: 'GitLab answered with something else than a merge request' });
    return made;
  }

  return {
    async list() {
      const query = { source_branch: branch, target_branch: base, state: 'all', order_by: 'created_at', sort: 'desc', per_page: 100 };
      const items = parseJson(await read(['merge_requests'], query));
      if (!Array.isArray(items)) throw new GitLabError({ kind: 'later', why: 'GitLab answered with something else than merge requests' });
      return items.filter(isWithinProject).flatMap((item) => readMergeRequest(item) ?? []);
    },
    create: async ({ title, description }) =>
      write('POST', ['merge_requests'], { source_branch: branch, target_branch: base, title, description, remove_source_branch: true }),
    update: async (iid, { title, description }) => write('PUT', ['merge_requests', String(iid)], { title, description }),
    async close(iid, description) {
      await write('PUT', ['merge_requests', String(iid)], { description, state_event: 'close' });
    },
    async say(iid, body) {
      await ask('POST', ['merge_requests', String(iid), 'notes'], { body }, 201);
    },
    async readFile(path, commit) {
      try {
        return (await read(['repository', 'files', path, 'raw'], { ref: commit })).toString('utf8');
      } catch (error) {
        if (error instanceof GitLabError && error.failure.kind === 'refused' && error.failure.status === 404) return undefined;
        throw error;
      }
    },
  };
}

function isWithinProject(item: unknown): boolean {
  return numberField(item, 'source_project_id') === numberField(item, 'target_project_id');
}

function readMergeRequest(item: unknown): MergeRequest | undefined {
  const [iid, url, state] = [numberField(item, 'iid'), textField(item, 'web_url'), textField(item, 'state')];
  if (iid === undefined || url === undefined || state === undefined) return undefined;
  return {
    iid,
    url,
    state: state === 'closed' || state === 'merged' ? state : 'open', // also while it is locked: it is being merged then
    head: asObjectId(Reflect.get(Object(item), 'sha')),
    description: textField(item, 'description') ?? '',
  };
}
