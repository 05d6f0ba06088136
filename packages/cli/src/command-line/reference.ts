import { exitCodesOf, type ExitCode } from './exit-codes.ts';
import { globalOptions } from './global-options.ts';
import { usageOf, usageOfOption } from './help.ts';
import type { ArgumentSpec, CommandSpec, Example, OptionSpec, OptionSpecs, Touched } from './spec.ts';

export interface OptionReference extends OptionSpec {
  readonly name: string;
  /** `-q, --quiet`, `--image NAME`. */
  readonly usage: string;
}

export interface CommandReference {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly description: readonly string[];
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionReference[];
  readonly reads: readonly Touched[];
  readonly writes: readonly Touched[];
  readonly examples: readonly Example[];
  readonly exitCodes: readonly ExitCode[];
}

/** The whole command line as data, for the generated reference. */
export interface CliReference {
  readonly commands: readonly CommandReference[];
  readonly globalOptions: readonly OptionReference[];
}

export function referenceOf(commands: readonly CommandSpec[]): CliReference {
  return { commands: commands.map(commandReference), globalOptions: optionReferences(globalOptions) };
}

function commandReference(spec: CommandSpec): CommandReference {
  const { name, summary, description, arguments: names, options, reads, writes, examples } = spec;
  return {
    name,
    usage: usageOf(spec),
    summary,
    description,
    arguments: names,
    options: optionReferences(options),
    reads,
    writes,
    examples,
    exitCodes: exitCodesOf(spec),
  };
}

function optionReferences(options: OptionSpecs): OptionReference[] {
  return Object.entries(options).map(([name, option]) => ({ name, usage: usageOfOption(name, option), ...option }));
}
