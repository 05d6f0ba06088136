import type { BranchName, Host, RepoSlug, WorkflowFile } from '@image-factory/core/enrollment';
import type { RebuildKey, RunId, RunPlace } from '@image-factory/core/rebuild';

export type GitHubTarget =
  | { readonly kind: 'workflow'; readonly host: Host; readonly repo: RepoSlug; readonly workflow: WorkflowFile; readonly ref: BranchName }
  | { readonly kind: 'event'; readonly host: Host; readonly repo: RepoSlug; readonly eventType: string };

export interface GitLabTarget {
  readonly kind: 'pipeline';
  readonly host: Host;
  readonly repo: RepoSlug;
  readonly ref: BranchName;
}

export type RunTarget = GitHubTarget | GitLabTarget;

export type ForgeRefusal =
  | { readonly kind: 'blocked'; readonly why: string }
  | { readonly kind: 'denied'; readonly why: string }
  | { readonly kind: 'later'; readonly why: string; readonly afterMs?: number };

export type TargetForm = { readonly kind: 'form'; readonly inputs?: readonly string[]; readonly showsKey: boolean } | ForgeRefusal;

export interface WantedRun<Target = RunTarget> {
  readonly target: Target;
  readonly keys: readonly RebuildKey[];
  readonly since: Date;
  readonly exclude: ReadonlySet<string>;
  readonly unnamed?: { readonly exclude: ReadonlySet<string> };
}

export type RunSearch =
  | { readonly kind: 'found'; readonly run: RunId; readonly isNamed: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly runs: readonly string[] }
  | ForgeRefusal;

export interface RunOrder<Target = RunTarget> {
  readonly target: Target;
  readonly inputs: Readonly<Record<string, string>>;
}

export type RunStart =
  | { readonly kind: 'started'; readonly run?: RunId }
  | { readonly kind: 'unclear'; readonly why: string }
  | ForgeRefusal;

/** What has become of a run. */
export type RunState =
  /** Not over, or waiting for a person. */
  | { readonly kind: 'running' }
  /** `at`: by the forge's clock. */
  | { readonly kind: 'ended'; readonly outcome: 'succeeded' | 'failed' | 'cancelled'; readonly at: Date; readonly url?: string }
  /** It was deleted: the forge shows other runs of the repository, and not this one. */
  | { readonly kind: 'gone'; readonly why: string }
  | ForgeRefusal;

/** Where the runs of one forge are. */
export type PlaceOfRuns = Pick<RunPlace, 'host' | 'repo'>;

/** Runs that can be inspected, found, started and followed. */
export interface Runs<Target = RunTarget, Place = RunPlace> {
  /** What the target takes; only reads. */
  inspect(target: Target): Promise<TargetForm>;
  /** Looks for a run in the newest thousand; only reads. */
  find(wanted: WantedRun<Target>): Promise<RunSearch>;
  /** Starts a run, asking once: an answer that was lost is `unclear`, and never asked for again. */
  start(order: RunOrder<Target>): Promise<RunStart>;
  /** What has become of a run; only reads. A few are asked for at once, and the same run for many images only once. */
  follow(place: Place, run: RunId): Promise<RunState>;
}
