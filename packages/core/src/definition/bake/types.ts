import type { BuildDefinition } from '../types.ts';

export interface BakeSource {
  /** Path in the repository. */
  readonly file: string;
  readonly text: string;
}

export interface BakeOptions {
  /** What the environment or `--var` sets: of more names than the files declare, too. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Targets and groups, as on the command line of bake; `*` and `?` match names. Without it, every target is read. */
  readonly targets?: readonly string[];
}

/** What bake would build. */
export interface BakeFile {
  /** By name, with `inherits` and matrices resolved; also those that others take as `target:` contexts. */
  readonly targets: ReadonlyMap<string, BuildDefinition>;
  /** Targets of each group, those of groups in it included. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}
