/** An option as help, the parser and the generated reference know it. */
export interface OptionSpec {
  /** A flag has no value; a list may be given several times. */
  readonly type: 'flag' | 'text' | 'list';
  readonly short?: string;
  /** What stands for the value in help: `NAME`. */
  readonly value?: string;
  readonly default?: string;
  readonly choices?: readonly string[];
  readonly description: string;
  /** Heading of its own in help, for options that belong together. */
  readonly group?: string;
}

/** By name, without the dashes. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** What the options of a command come to. A text that was not given, or was empty, is undefined unless it has a default. */
export type OptionValues<S extends OptionSpecs> = { readonly [Name in keyof S]: ValueOf<S[Name]> };

type ValueOf<O extends OptionSpec> = O['type'] extends 'flag'
  ? boolean
  : O['type'] extends 'list'
    ? readonly string[]
    : O extends { readonly default: string }
      ? string
      : string | undefined;

export interface ArgumentSpec {
  readonly name: string;
  readonly description: string;
  /** Whether there may be any number of it, none too; only the last argument can. */
  readonly many?: boolean;
}

export interface Example {
  readonly line: string;
  readonly about: string;
}

/** A file or folder that a command reads or writes. */
export interface Touched {
  readonly path: string;
  readonly about: string;
}

/** Everything there is to know about a command before it runs: help and the generated reference come from it. */
export interface CommandSpec {
  readonly name: string;
  /** One line, for the overview. */
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  /** All of them are required, but for one of which there may be many. */
  readonly arguments: readonly ArgumentSpec[];
  readonly options: OptionSpecs;
  readonly reads: readonly Touched[];
  readonly writes: readonly Touched[];
  readonly examples: readonly Example[];
  /** `answer`: its text is what was asked for and is printed with `--quiet` too; a `report` only tells what was done. */
  readonly output: 'answer' | 'report';
}

/** What a spec's parsed arguments and options are. */
export interface Parsed<S extends CommandSpec> {
  readonly options: OptionValues<S['options']>;
  readonly positionals: readonly string[];
}
