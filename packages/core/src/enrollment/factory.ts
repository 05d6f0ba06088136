import type { Domain } from '../reference/index.ts';
import type { BranchName, Delay, Host, HostPattern, Provider, RepoPath, RepoSlug } from './types.ts';

/** Why an image is rebuilt (SPEC section 7, point 8). */
type RebuildCause = 'cve' | 'manual' | 'parent' | 'routine';

/** `image-factory/factory.yaml` with every default filled in (SPEC section 3). Owned by the operator. */
export interface FactoryConfig {
  /** The repository that the factory itself lives in; needed for dispatches. */
  readonly repository?: RepoSlug;
  readonly provider: Provider;
  readonly host: Host;
  readonly branch: BranchName;
  /** Who asks the registries: the factory's own hourly sweep, or Kargo. Always there in what `readFactory` gives. */
  readonly watcher?: 'observe' | 'kargo';
  readonly rebuild: {
    readonly settle: Delay;
    readonly coordination: Delay;
    readonly maxPerRun: number;
    readonly maxPerHour: number;
    readonly cve: {
      readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'none';
      readonly kev: boolean;
      /** An EPSS of this and above; undefined: it plays no part. */
      readonly epss?: number;
    };
    /** Who may start an emergency rebuild: users, and teams as `@owner/team`. */
    readonly emergency: readonly string[];
    /** What goes first when caps hold rebuilds back. Always there in what `readFactory` gives. */
    readonly priorities?: readonly RebuildCause[];
  };
  /** Holds on base images, by reference. */
  readonly holds: readonly { readonly image: string; readonly reason: string; readonly until?: Date }[];
  readonly commit: {
    readonly mode: 'push' | 'pull-request';
    /** Branch of state and dist when it is not the enrolled branch. */
    readonly stateBranch?: BranchName;
    readonly author: { readonly name: string; readonly email: string };
    /** How long a commit is tried again when others commit at the same time. Always there in what `readFactory` gives. */
    readonly deadline?: Delay;
  };
  readonly kargo: {
    readonly namespace: string;
    readonly analysis: 'dispatch' | 'job';
    readonly rebuild: 'factory' | 'direct';
    /** How a dispatch reaches the factory in `factory` mode. */
    readonly dispatch: 'repository_dispatch' | 'workflow_dispatch';
    /** Workflow that receives `workflow_dispatch`. */
    readonly workflow: string;
    /** Poll interval of upstream and managed Warehouses. */
    readonly upstreamInterval: Delay;
    readonly managedInterval: Delay;
    /** Of single images, by reference; without a tag of a repository. Always there in what `readFactory` gives. */
    readonly intervals?: readonly { readonly image: string; readonly every: Delay }[];
    /** Image that the analysis Job runs. */
    readonly jobImage: string;
    /** GitLab: numeric project id of the factory. */
    readonly gitlabProject?: string;
    readonly secrets: { readonly dispatch: string; readonly git: string; readonly pull?: string };
    /** Webhook receivers of the ProjectConfig: name of the Secret by kind. */
    readonly receivers: { readonly github?: string; readonly dockerhub?: string; readonly generic?: string };
  };
  readonly backstage: {
    readonly enabled: boolean;
    readonly namespace: string;
    readonly owner: string;
    readonly system: string;
    readonly label: string;
  };
  readonly registries: Readonly<
    Record<
      string,
      {
        readonly realms?: readonly Host[];
        readonly mirror?: Domain;
        readonly redirects?: readonly HostPattern[];
        /** Manifests that it gives out in six hours. */
        readonly pulls?: number;
      }
    >
  >;
  readonly allow: { readonly owners: readonly string[]; readonly hosts: readonly Host[] };
  readonly notifications: readonly Notification[];
  readonly layout: { readonly manifest: RepoPath; readonly catalog: RepoPath; readonly shardThreshold: number };
}

interface Notification {
  readonly type: 'slack' | 'email' | 'issue';
  /** The name of a secret; for `email` that of the password. */
  readonly secret?: string;
  /** The repository of an issue. */
  readonly target?: string;
  /** Always there for `email` in what `readFactory` gives. */
  readonly email?: Email;
}

interface Email {
  readonly host: Host;
  /** Without it the one that is usual for `security`. */
  readonly port?: number;
  /** `none` comes with `localhost` alone. */
  readonly security: 'starttls' | 'tls' | 'none';
  readonly from: string;
  readonly to: readonly string[];
  /** The name of a secret; there exactly when `secret` is. */
  readonly userSecret?: string;
}
