/** A Dockerfile, what is said about its build, and what BuildKit makes of the two. */
export type DockerfileCase = DockerfileBuild & Expected;

interface DockerfileBuild {
  /** `topic/slug`: never given to another case. */
  readonly id: string;
  /** What could be taken wrongly, in one line. */
  readonly story: string;
  readonly text: string;
  readonly target?: string;
  /** Default: one build for linux/amd64, which is also where builds run. */
  readonly platforms?: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Named contexts, name to value. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** ONBUILD instructions in the configurations of base images, by canonical reference. */
  readonly onbuild?: Readonly<Record<string, readonly string[]>>;
}

type Expected =
  | {
      /** Canonical references of all images that are pulled, frontends aside; a set. */
      readonly pulls: readonly string[];
    }
  | {
      /** Line of the instruction that BuildKit refuses, from 1; 0 where the options are wrong and no line is. */
      readonly refusedAt: number;
      /** The line that BuildKit tells, where it counts otherwise. */
      readonly toldLine?: number;
      /** The bases, as written, that a value for an ARG without default would make right: told as unknown, not as refused. */
      readonly unknown?: readonly string[];
    };

/** Official images of Docker Hub, in full. */
export function official(...names: readonly string[]): readonly string[] {
  return names.map((name) => `docker.io/library/${name}`);
}

export const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
