import type { Platform } from '../types.ts';

/** A build, and what is asked about it: which images does it pull? Nothing beyond it is known to the build. */
export interface PullsQuestion {
  /** The Dockerfile. */
  readonly text: string;
  /** Name of the stage to build; default: the last. */
  readonly target?: string;
  /** What to build for; default: `buildPlatform`. */
  readonly platforms?: readonly Platform[];
  /** Where the build runs; default: linux/amd64. */
  readonly buildPlatform?: Platform;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Named contexts: `name` to `docker-image://…`, `target:…`, a folder or URL. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** ONBUILD instructions of images, by reference in any spelling that parses; another key stands for no image. */
  readonly onBuild?: Readonly<Record<string, readonly string[]>>;
}

/** What BuildKit would do. References are canonical: `docker.io/library/node:22`. */
export type PullsAnswer =
  | {
      readonly ok: true;
      /** Each once, in the order of the file; without the frontend. */
      readonly pulls: readonly string[];
      /** By reference: what it is pulled for. */
      readonly platforms: Readonly<Record<string, readonly Platform[]>>;
      readonly frontend: string | null;
    }
  | {
      readonly ok: false;
      /** Why BuildKit would refuse the build, or why there is no answer; in words, never empty. */
      readonly error: string;
      /** What is pulled before the file is refused. */
      readonly frontend: string | null;
    };
