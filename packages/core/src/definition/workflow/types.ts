import type { BuildDefinition, UnknownValue } from '../types.ts';

/** The image whose build is looked for, as the enrollment has it. */
export interface WantedBuild {
  readonly name: string;
  readonly registry: string;
  readonly repository: string;
  /** Path in the source repository. */
  readonly dockerfile: string;
  readonly context?: string;
  /** `owner/name` of the repository that the workflow is in: what `github.repository` gives. */
  readonly sourceRepository?: string;
}

/** What starts the build. */
export type BuildForm = 'build-push-action' | 'build-image' | 'build-image-workflow';

export type DefinedField = Exclude<keyof BuildDefinition, 'unknown' | 'dockerfileInline'>;

/** What a workflow says about the build of one image. */
export type WorkflowBuild =
  | {
      readonly kind: 'build';
      readonly form: BuildForm;
      readonly definition: BuildDefinition;
      /** Line of each field that the workflow says something about, known or unknown; the others are left to defaults. */
      readonly found: Readonly<Partial<Record<DefinedField, number>>>;
      /** Line of the step, or of the job that calls a workflow. */
      readonly line: number;
    }
  | {
      readonly kind: 'bake';
      /** Bake files as written, relative to `directory`; empty: those that bake looks for itself. */
      readonly files: readonly string[];
      /** Empty: the target or group `default`. */
      readonly targets: readonly string[];
      /** `target.key=value`, as `--set` takes them. */
      readonly overrides: readonly string[];
      /** Folder of the repository in which bake runs; `.` is its root. */
      readonly directory: string;
      readonly unknown: readonly UnknownInput[];
      readonly line: number;
    }
  | { readonly kind: 'ambiguous'; readonly lines: readonly number[] }
  | { readonly kind: 'none' };

/** An input of a bake step that depends on what only a run knows. */
export interface UnknownInput extends Omit<UnknownValue, 'field' | 'key'> {
  readonly input: 'files' | 'targets' | 'set' | 'source' | 'workdir';
}
