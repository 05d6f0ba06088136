import type { Checked } from '../problem/index.ts';
import type { ImageReference } from '../reference/index.ts';
import type { Brand } from '../text/index.ts';

/** `os/arch[/variant]`, normalised as containerd/platforms does: `linux/amd64`, `linux/arm64`, `linux/arm/v7`. */
export type Platform = Brand<string, 'Platform'>;

/** How a build uses an image that it pulls (SPEC section 4). */
export type ImageUse = 'final-base' | 'build-stage' | 'copy-from' | 'mount' | 'frontend' | 'context';

/** What the enrollment says about a build, beside the Dockerfile's text. */
export interface BuildOptions {
  /** Path of the Dockerfile, for the places of problems. */
  readonly file: string;
  /** Stage to build, by name; a number is taken for its index, with a warning, though BuildKit takes names alone. Default: the last. */
  readonly target?: string;
  /** Platforms to build for; default: one build for the platform that builds run on. */
  readonly platforms?: readonly Platform[];
  /** Where builds run: BuildKit's `BUILDPLATFORM`; default: linux/amd64. */
  readonly buildPlatform?: Platform;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Arguments that the build gives a value that is not known here, each with the reason; `*` stands for all that are not in `buildArgs`. */
  readonly unknownArgs?: ReadonlyMap<string, string>;
  /** Named contexts: `name` to `docker-image://…`, `target:…`, a folder or URL. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** ONBUILD instructions of a base whose config is known; undefined when it is not. */
  readonly onbuild?: (base: ImageReference) => readonly string[] | undefined;
  /**
   * Whether this is the build itself and nothing is missing: an ARG without a value is empty then, and a target is a
   * name, as for BuildKit. Default: the real build may give more, so what depends on such an ARG is not known.
   */
  readonly complete?: boolean;
  /** How the reader gives build arguments, for hints. Default: in `buildArgs` of images.yaml. */
  readonly argsGiven?: 'in-enrollment' | 'as-options';
  /** List an image at each line that names it. Default: once for each use, at the first line. */
  readonly everyLine?: boolean;
}

/** An image that the build pulls. One entry for each reference and use; several platforms give one entry where they agree. */
export interface PulledImage {
  readonly reference: ImageReference;
  readonly use: ImageUse;
  /** The words as they stand in the Dockerfile, before expansion. */
  readonly written: string;
  /** Line of the instruction in the Dockerfile, from 1. */
  readonly line: number;
  /** A tag or digest together with a digest: moves only when somebody edits the Dockerfile. */
  readonly pinned: boolean;
  /** The platforms that it is pulled for, each once; without those that can't be known. */
  readonly platforms: readonly Platform[];
}

/** A place that names an image which can't be known without a build; never guessed. */
export interface UnknownImage {
  readonly use: ImageUse;
  readonly written: string;
  readonly line: number;
  /** Why, in words that end a sentence "… because". */
  readonly why: string;
}

export interface BuildStage {
  readonly index: number;
  readonly name?: string;
  /** The base as written, after the flags. */
  readonly base: string;
  readonly line: number;
  /** What the base turned out to be; undefined when the file was refused before. */
  readonly startsFrom?: 'image' | 'stage' | 'scratch' | 'unknown';
  /** Whether the chosen target needs it. */
  readonly reachable: boolean;
}

export interface DockerfileAnalysis {
  /** In the order of the file; `frontend` entries come first, and are the only ones when the file is refused. */
  readonly images: readonly PulledImage[];
  readonly unknown: readonly UnknownImage[];
  readonly stages: readonly BuildStage[];
  /** Whether BuildKit, or a limit of ours, refuses the file; the reasons are among the problems. */
  readonly refused: boolean;
}

export type AnalyzeDockerfile = (text: string, options: BuildOptions) => Checked<DockerfileAnalysis>;
