import type { getOctokit } from '@actions/github';
import { createRequest, graphqlRoute, type HttpOptions, type Parameters as Given, type Request } from './http.ts';
import type { Headers } from './limits.ts';

// Only the types of GitHub's own client are used: the client itself brings a second HTTP stack into every bundle (0.5 MB).
type Described = ReturnType<typeof getOctokit>['rest'];

/** The routes that are asked, under the names that GitHub's own client has for them. */
const routes = {
  git: {
    getTree: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
    getBlob: 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
    getCommit: 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
    createTree: 'POST /repos/{owner}/{repo}/git/trees',
    createCommit: 'POST /repos/{owner}/{repo}/git/commits',
    createRef: 'POST /repos/{owner}/{repo}/git/refs',
  },
  repos: {
    getContent: 'GET /repos/{owner}/{repo}/contents/{path}',
    listCommits: 'GET /repos/{owner}/{repo}/commits',
    compareCommitsWithBasehead: 'GET /repos/{owner}/{repo}/compare/{basehead}',
  },
  pulls: {
    list: 'GET /repos/{owner}/{repo}/pulls',
    create: 'POST /repos/{owner}/{repo}/pulls',
    update: 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
  },
  issues: {
    listComments: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    createComment: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    updateComment: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  },
  actions: {
    getWorkflow: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}',
    listWorkflowRuns: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    listWorkflowRunsForRepo: 'GET /repos/{owner}/{repo}/actions/runs',
  },
} as const satisfies { readonly [N in keyof Described]?: { readonly [M in keyof Described[N]]?: string } };

type Routes = typeof routes;
type Method<F> = F extends (parameters?: infer P) => Promise<infer R> ? (parameters: P) => Promise<R> : never;

type Rest = {
  readonly [N in keyof Routes]: {
    readonly [M in keyof Routes[N]]: M extends keyof Described[N & keyof Described] ? Method<Described[N & keyof Described][M]> : never;
  };
};

export interface Client {
  readonly rest: Rest;
  readonly request: Request;
  /** @throws GraphqlError when the answer holds errors, whatever else it holds */
  graphql<T>(query: string, variables: Given): Promise<T>;
}

export interface QueryFault {
  readonly type?: string;
  readonly message: string;
}

/** What a query was answered that failed, with status 200. */
export class GraphqlError extends Error {
  override readonly name = 'GraphqlError';
  readonly errors: readonly QueryFault[];
  readonly headers: Headers;

  constructor(errors: readonly QueryFault[], headers: Headers) {
    super(errors.map(({ message }) => message).join(' '));
    this.errors = errors;
    this.headers = headers;
  }
}

export function createClient(options: HttpOptions): Client {
  const request = createRequest(options);
  return {
    request,
    rest: toRest(request),
    async graphql<T>(query: string, variables: Given): Promise<T> {
      const { data, headers } = await request(graphqlRoute, { query, variables });
      const { errors, data: found } = data as { readonly errors?: readonly QueryFault[]; readonly data: T };
      if (errors !== undefined && errors.length > 0) throw new GraphqlError(errors, headers);
      return found;
    },
  };
}

/** What comes back is as GitHub describes it: nothing here looks whether it is. */
function toRest(request: Request): Rest {
  const spaces = Object.entries(routes).map(([name, methods]) => {
    const asked = Object.entries(methods).map(([method, route]) => [method, (parameters: Given) => request(route, parameters)] as const);
    return [name, Object.fromEntries(asked)] as const;
  });
  const rest: object = Object.fromEntries(spaces);
  return rest as Rest;
}
