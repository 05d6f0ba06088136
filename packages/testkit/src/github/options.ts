import type { Files } from '../temporary.ts';

export type Access = 'read' | 'write';

/** What a token may do, in GitHub's words: `{ contents: 'write', pull_requests: 'write' }`. */
export type Permissions = Readonly<Record<string, Access>>;

export interface TokenOptions {
  /** Slugs; default: every repository. */
  readonly repositories?: readonly string[];
  /** Default: everything may be written. */
  readonly permissions?: Permissions;
  /** Login of its owner; default `image-factory[bot]`. One that ends in `[bot]` is an app. */
  readonly login?: string;
}

export interface PullOptions {
  /** `OWNER:BRANCH`, of a fork or of the repository itself. */
  readonly head: string;
  readonly base?: string;
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'open' | 'closed';
  /** Login; default `contributor`. */
  readonly author?: string;
}

export interface IssueOptions {
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'open' | 'closed';
  readonly labels?: readonly string[];
  /** Login; default `contributor`. */
  readonly author?: string;
}

interface CommentOptions {
  readonly issue: number;
  readonly author: string;
  readonly body: string;
}

/** `classic` are the rules of one branch, `ruleset` those of the repository: they refuse in different words. */
export type Protection = 'classic' | 'ruleset';

export interface RepositoryOptions {
  readonly files?: Files;
  /** Default: `main`. */
  readonly defaultBranch?: string;
  /** Default: true, so that a token needs each permission that it uses. */
  readonly private?: boolean;
  /** Slug of the repository whose commits this one starts with; `files` go on top. */
  readonly forkOf?: string;
  readonly protected?: Readonly<Record<string, Protection>>;
  /** Numbered from 1 in this order. */
  readonly pulls?: readonly PullOptions[];
  readonly comments?: readonly CommentOptions[];
  /** Numbered after the pull requests. */
  readonly issues?: readonly IssueOptions[];
  /** Default: true; a repository without issues refuses everything about them. */
  readonly hasIssues?: boolean;
  /** Workflows by file name that somebody has switched off. */
  readonly disabledWorkflows?: readonly string[];
}

export interface AppOptions {
  /** PEM; a JWT of this app must be signed with its other half. */
  readonly publicKey: string;
  /** By installation id. */
  readonly installations: Readonly<Record<number, { readonly repositories: readonly string[]; readonly permissions: Permissions }>>;
}

/** Members of teams by `OWNER/SLUG`, then by login. A team is seen by tokens with `members: read` for a repository of its owner. */
export type Teams = Readonly<Record<string, Readonly<Record<string, 'active' | 'pending'>>>>;

export interface GitHubOptions {
  readonly repositories: Readonly<Record<string, RepositoryOptions>>;
  /** By token; default: `ghs_test`, which may do everything. */
  readonly tokens?: Readonly<Record<string, TokenOptions>>;
  readonly teams?: Teams;
  /** By client id or app id, as the `iss` of its JWT. */
  readonly apps?: Readonly<Record<string, AppOptions>>;
  /** `ghes-3.19` has its API below `/api`, takes 10 inputs, and gives no details of a run. Default: `github.com`. */
  readonly mode?: 'github.com' | 'ghes-3.19';
  readonly now?: () => Date;
  /** Called for each dispatch that was accepted, before it is answered. */
  readonly onDispatch?: (dispatch: Dispatch) => void | Promise<void>;
}

/** An accepted `workflow_dispatch` or `repository_dispatch`. */
export interface Dispatch {
  readonly repository: string;
  readonly event: 'workflow_dispatch' | 'repository_dispatch';
  /** Of `workflow_dispatch`: the file's name. */
  readonly workflow?: string;
  readonly ref?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  /** Of `repository_dispatch`. */
  readonly eventType?: string;
  readonly clientPayload?: Readonly<Record<string, unknown>>;
  /** The runs that it started. */
  readonly runs: readonly number[];
}
