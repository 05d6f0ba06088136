import type { BareRepository } from './bare-repository.ts';
import type { Dispatch, GitHubOptions, Protection, Teams } from './options.ts';
import type { TokenTable } from './tokens.ts';

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: string;
  readonly createdAt: Date;
  body: string;
  updatedAt: Date;
}

export interface Pull {
  readonly id: number;
  readonly number: number;
  readonly author: string;
  /** Where the head is; it may be another repository. */
  readonly head: { readonly repository: Repository; readonly branch: string };
  readonly createdAt: Date;
  readonly draft: boolean;
  base: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  labels: string[];
  updatedAt: Date;
  /** The head when it was closed: branches move on without it. */
  closedHead?: string;
  mergedAt?: Date;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: string;
  readonly createdAt: Date;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: string[];
  updatedAt: Date;
  closedAt: Date | null;
}

export interface Run {
  readonly id: number;
  readonly workflow: { readonly id: number; readonly path: string; readonly name: string };
  /** What `run-name` said. */
  readonly title: string;
  readonly number: number;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly actor: string;
  readonly createdAt: Date;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  updatedAt: Date;
}

export interface Repository {
  readonly id: number;
  readonly slug: string;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly forkOf: Repository | undefined;
  readonly protections: ReadonlyMap<string, Protection>;
  readonly disabledWorkflows: readonly string[];
  readonly git: BareRepository;
  readonly createdAt: Date;
  readonly pulls: Pull[];
  readonly issues: Issue[];
  readonly hasIssues: boolean;
  readonly comments: Comment[];
  readonly runs: Run[];
  readonly dispatches: Dispatch[];
}

/** Everything there is. */
export interface World {
  readonly mode: 'github.com' | 'ghes-3.19';
  /** `api` is the base of REST, `web` that of links and of git. Known once the server listens. */
  readonly urls: { readonly api: string; readonly web: string };
  readonly repositories: readonly Repository[];
  readonly tokens: TokenTable;
  readonly teams: Teams;
  readonly now: () => Date;
  readonly nextId: () => number;
  readonly onDispatch: NonNullable<GitHubOptions['onDispatch']>;
}

/** Names are the same in any case. */
export function findRepository({ repositories }: Pick<World, 'repositories'>, slug: string): Repository | undefined {
  return repositories.find((repository) => repository.slug.toLowerCase() === slug.toLowerCase());
}

/** Issues and pull requests are numbered together. */
export function nextNumber({ pulls, issues }: Pick<Repository, 'pulls' | 'issues'>): number {
  return pulls.length + issues.length + 1;
}

export function isBot(login: string): boolean {
  return login.endsWith('[bot]');
}
