/** What a build definition says about one build, beside the Dockerfile's text. What it leaves out is absent. */
export interface BuildDefinition {
  /** As written, relative to the context (bake, compose) or to the repository (workflow). */
  readonly dockerfile?: string;
  /** The Dockerfile itself, where the definition holds it. */
  readonly dockerfileInline?: string;
  readonly context?: string;
  /** Stage to build. */
  readonly target?: string;
  /** As written: `linux/arm64`. */
  readonly platforms?: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Named contexts: `docker-image://…`, `target:…`, a folder or URL. */
  readonly contexts?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** What can't be known without a run; never guessed. */
  readonly unknown: readonly UnknownValue[];
}

/** A value that depends on what only a run knows. */
export interface UnknownValue {
  readonly field: 'dockerfile' | 'context' | 'target' | 'platforms' | 'buildArgs' | 'contexts' | 'tags';
  /** Name of the build argument or context, where the field is a mapping. */
  readonly key?: string;
  /** As it stands in the file. */
  readonly written: string;
  /** Line in the file, from 1. */
  readonly line: number;
  /** Why, in words that end a sentence "… because". */
  readonly why: string;
}
