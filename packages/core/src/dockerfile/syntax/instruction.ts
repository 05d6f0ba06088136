/** A variable that ARG declares; without a value it takes what the build gives. */
export interface Declaration {
  readonly name: string;
  readonly value?: string;
}

export interface FromInstruction {
  readonly kind: 'from';
  readonly line: number;
  /** The base as written; variables in it are those in front of the first FROM. */
  readonly base: string;
  /** In lower case. */
  readonly name?: string;
  readonly platform?: string;
}

export interface ArgInstruction {
  readonly kind: 'arg';
  readonly line: number;
  readonly args: readonly Declaration[];
}

/** COPY and ADD. Every word but `from` is expanded in the stage. */
export interface CopyInstruction {
  readonly kind: 'copy' | 'add';
  readonly line: number;
  /** A stage by name or number, a named context or an image; never expanded. */
  readonly from?: string;
  readonly sources: readonly string[];
  readonly destination: string;
  readonly chown: string;
  readonly chmod: string;
  readonly checksum: string;
  /** Whether the files become a layer that depends on nothing before it. */
  readonly link: boolean;
  /** Bodies of heredocs in which variables are expanded. */
  readonly expandedBodies: readonly string[];
}

export interface RunInstruction {
  readonly kind: 'run';
  readonly line: number;
  /** Values of `--mount`, in order. */
  readonly mounts: readonly string[];
  /** What each mount names with `from=`; undefined for none. */
  readonly mountSources: readonly (string | undefined)[];
}

interface OnbuildInstruction {
  readonly kind: 'onbuild';
  readonly line: number;
  /** The instruction for the child's build, with its heredocs. */
  readonly trigger: string;
}

interface ExposeInstruction {
  readonly kind: 'expose';
  readonly line: number;
  readonly ports: readonly string[];
}

interface StopsignalInstruction {
  readonly kind: 'stopsignal';
  readonly line: number;
  readonly signal: string;
}

/** ENV, LABEL, USER, VOLUME, WORKDIR: their words are expanded, and nothing else can go wrong. */
export interface WordsInstruction {
  readonly kind: 'words';
  readonly line: number;
  readonly words: readonly string[];
}

/** CMD, ENTRYPOINT, HEALTHCHECK, MAINTAINER, SHELL: nothing in them is expanded. */
interface OtherInstruction {
  readonly kind: 'other';
  readonly line: number;
}

/** What may stand in a stage behind its FROM. */
export type StageInstruction =
  | ArgInstruction
  | CopyInstruction
  | RunInstruction
  | OnbuildInstruction
  | ExposeInstruction
  | StopsignalInstruction
  | WordsInstruction
  | OtherInstruction;

export type Instruction = FromInstruction | StageInstruction;
