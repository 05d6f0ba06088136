import type { BranchName, Host, RepoSlug, WorkflowFile } from '@image-factory/core/enrollment';
import type { RebuildKey, RunId, RunPlace } from '@image-factory/core/rebuild';

/** What is dispatched to. */
export type RunTarget =
  | { readonly kind: 'workflow'; readonly host: Host; readonly repo: RepoSlug; readonly workflow: WorkflowFile; readonly ref: BranchName }
  /** `repository_dispatch`: whatever listens to the type. */
  | { readonly kind: 'event'; readonly host: Host; readonly repo: RepoSlug; readonly eventType: string }
  /** A pipeline of GitLab. */
  | { readonly kind: 'pipeline'; readonly host: Host; readonly repo: RepoSlug; readonly ref: BranchName };

/** Why a forge did not do what it was asked for. */
export type ForgeRefusal =
  /** 404 or 422: gone, switched off, renamed, or it does not start on this. */
  | { readonly kind: 'blocked'; readonly why: string }
  /** The token may not. */
  | { readonly kind: 'denied'; readonly why: string }
  /** Not now; certainly nothing was started. */
  | { readonly kind: 'later'; readonly why: string; readonly afterMs?: number };

/** What a target takes, and whether its runs can be told apart. */
export type TargetForm =
  | {
      readonly kind: 'form';
      /** Names of the inputs that it declares; undefined when it takes any, or nobody could read it. */
      readonly inputs?: readonly string[];
      /** Whether the names of its runs hold the key that they were given. */
      readonly showsKey: boolean;
    }
  | ForgeRefusal;

/** A run that is looked for. */
export interface WantedRun {
  readonly target: RunTarget;
  /** Any of them will do: images that share a run each have a key. */
  readonly keys: readonly RebuildKey[];
  /** The run was not started before this, by the forge's clock. */
  readonly since: Date;
  /** Runs that it is not. */
  readonly exclude: ReadonlySet<string>;
  /**
   * When no run's name holds the key: whether it may be told by target, actor and time alone. Undefined where nobody has
   * started anything yet, or where names hold the key.
   */
  readonly unnamed?: { readonly exclude: ReadonlySet<string> };
}

export type RunSearch =
  /** `isNamed`: its name holds a key; else it is the only one that it can be. */
  | { readonly kind: 'found'; readonly run: RunId; readonly isNamed: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly runs: readonly string[] }
  | ForgeRefusal;

export interface RunOrder {
  readonly target: RunTarget;
  readonly inputs: Readonly<Record<string, string>>;
}

export type RunStart =
  /** It was taken; some servers do not say which run came of it. */
  | { readonly kind: 'started'; readonly run?: RunId }
  /** The answer was lost, or means nothing: a run may have been started. */
  | { readonly kind: 'unclear'; readonly why: string }
  | ForgeRefusal;

/** The runs of the forges that builds are on. */
export interface Runs {
  inspect(target: RunTarget): Promise<TargetForm>;
  find(wanted: WantedRun): Promise<RunSearch>;
  /** Asks once. It never asks again after an answer that leaves open whether the first was heard. */
  start(order: RunOrder): Promise<RunStart>;
}

/** What has become of a run. */
export type RunState =
  /** Not over, or waiting for a person. */
  | { readonly kind: 'running' }
  /** `at`: by the forge's clock. */
  | { readonly kind: 'ended'; readonly outcome: 'succeeded' | 'failed' | 'cancelled'; readonly at: Date; readonly url?: string }
  /** It was deleted: the forge shows other runs of the repository, and not this one. */
  | { readonly kind: 'gone'; readonly why: string }
  | ForgeRefusal;

/** Runs that were started before. The same edge implements it and {@link Runs}: a relay starts, a sweep follows. */
export interface StartedRuns {
  follow(place: RunPlace, run: RunId): Promise<RunState>;
}

/** The clock of the forge that the factory is on: the one that all relays of a factory share. */
export interface ForgeClock {
  /** @returns undefined when it can not be asked now */
  now(): Promise<Date | undefined>;
}
