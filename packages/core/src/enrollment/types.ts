import type { Platform } from '../dockerfile/index.ts';
import type { SourceLocation } from '../problem/index.ts';
import type { Domain, RepositoryPath, Tag } from '../reference/index.ts';
import type { Brand } from '../text/index.ts';

/** `[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?`, not starting with `base-`. */
export type ImageName = Brand<string, 'ImageName'>;
/** `owner/name` on GitHub, `group[/subgroup…]/project` on GitLab. */
export type RepoSlug = Brand<string, 'RepoSlug'>;
export type BranchName = Brand<string, 'BranchName'>;
/** A file or folder in a repository, relative, without `.`/`..` segments; `.` alone is the root where a folder is meant. */
export type RepoPath = Brand<string, 'RepoPath'>;
/** File name of a GitHub workflow, or its numeric id. */
export type WorkflowFile = Brand<string, 'WorkflowFile'>;
export type Host = Brand<string, 'Host'>;
/** A host, or with a dot in front all hosts below one: `.cdn.example.com`. */
export type HostPattern = Brand<string, 'HostPattern'>;
/** An RE2 regular expression that compiles, at most 256 characters. */
export type TagPattern = Brand<string, 'TagPattern'>;

/** A length of time as written (`7d`) and in milliseconds. */
export interface Delay {
  readonly text: string;
  readonly milliseconds: number;
}

export type Provider = 'github' | 'gitlab';

/** Where an image's Dockerfile lives and how it is built (SPEC section 3). */
export interface Source {
  readonly provider: Provider;
  /** `github.com` or `gitlab.com` unless given. */
  readonly host: Host;
  /** Undefined: the repository that images.yaml is in. */
  readonly repo?: RepoSlug;
  readonly branch: BranchName;
  readonly dockerfile: RepoPath;
  readonly context: RepoPath;
  readonly workflow?: WorkflowFile;
  readonly pipeline?: RepoPath;
  readonly job?: string;
  readonly target?: string;
  readonly platforms?: readonly Platform[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly bakeFile?: RepoPath;
}

export interface Hold {
  readonly reason: string;
  readonly until?: Date;
}

export type UpdateType = 'kustomize-set-image' | 'yaml-update' | 'helm';

/** A file elsewhere that uses the image (R18). */
export interface ConsumerUpdate {
  readonly repo: RepoSlug;
  readonly branch?: BranchName;
  readonly path: RepoPath;
  readonly type: UpdateType;
  /** Dotted path of the value, for `yaml-update` and `helm`. */
  readonly key?: string;
}

export interface LocalFiles {
  readonly dir: RepoPath;
  readonly dockerfile?: RepoPath;
  readonly patchFiles?: readonly RepoPath[];
  readonly versionFile?: RepoPath;
}

export type Versioning = 'semver' | 'calver' | 'run' | 'none';
export type Cascade = 'transitive' | 'direct' | 'none';
export type SelectionStrategy = 'Lexical' | 'SemVer' | 'NewestBuild' | 'Digest';

interface EnrolledCommon {
  readonly name: ImageName;
  readonly registry: Domain;
  readonly repository: RepositoryPath;
  readonly rebuildDelay: Delay;
  readonly autoRebuild: boolean;
  readonly enabled: boolean;
  readonly hold?: Hold;
  readonly priority: number;
  readonly owner?: string;
  readonly description?: string;
  /** Free keys, as they stand in the file. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The entry as written, defaults not filled in, for the copy in the state file. */
  readonly written: Readonly<Record<string, unknown>>;
  /** Where the entry starts. */
  readonly at: SourceLocation;
}

/** An enrolled image that we build. */
export interface ManagedImage extends EnrolledCommon {
  readonly kind: 'managed';
  readonly source: Source;
  /** Where the entry names its Dockerfile. */
  readonly dockerfileAt?: SourceLocation;
  readonly cascade: Cascade;
  readonly publishedTag: Tag;
  readonly tags: readonly string[];
  readonly versioning?: Versioning;
  readonly updates: readonly ConsumerUpdate[];
  readonly local?: LocalFiles;
  readonly verify?: Readonly<Record<string, unknown>>;
}

/** An enrolled image that we only watch. */
export interface ExternalImage extends EnrolledCommon {
  readonly kind: 'external';
  readonly allowTags?: TagPattern;
  readonly constraint?: string;
  readonly imageSelectionStrategy: SelectionStrategy;
}

export type EnrolledImage = ManagedImage | ExternalImage;

/** What all enrollment files together say. */
export interface Enrollment {
  /** By name, in the order of the files. */
  readonly images: ReadonlyMap<ImageName, EnrolledImage>;
  /** Names of entries that are there but could not be used: their state is left alone. */
  readonly unusable: ReadonlySet<string>;
  /** False when some entry could not even be named: then nothing counts as removed. */
  readonly complete: boolean;
}
