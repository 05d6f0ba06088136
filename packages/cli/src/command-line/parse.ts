import { error, type Problem } from '@image-factory/core/problem';
import { show, suggest } from '@image-factory/core/text';
import { globalOptions } from './global-options.ts';
import type { CommandSpec, OptionSpecs, OptionValues } from './spec.ts';
import { tokenize, type GivenOption, type Tokens } from './tokens.ts';
import { checkValues, valuesOf } from './values.ts';

export type GlobalValues = OptionValues<typeof globalOptions>;

/** A command with options that it has and as many arguments as it needs. */
export interface RunLine {
  readonly kind: 'run';
  readonly command: CommandSpec;
  readonly given: readonly GivenOption[];
  readonly positionals: readonly string[];
}

/** What somebody asked for. */
export type CommandLine =
  | RunLine
  | { readonly kind: 'help'; readonly command?: CommandSpec }
  | { readonly kind: 'version' }
  | { readonly kind: 'refused'; readonly command?: CommandSpec; readonly problems: readonly Problem[] };

export interface Reading {
  readonly line: CommandLine;
  /** Readable as far as they were right, also when the line is refused. */
  readonly global: GlobalValues;
}

/** Reads a command line. Options may stand before and behind the command; all mistakes are found in one go. */
export function parseCommandLine(argv: readonly string[], commands: readonly CommandSpec[]): Reading {
  const tokens = tokenize(argv, { ...optionsOf(commands), ...globalOptions });
  const global = valuesOf(globalOptions, tokens.options);
  return { line: readLine(tokens, commands, global), global };
}

function optionsOf(commands: readonly CommandSpec[]): OptionSpecs {
  return Object.fromEntries(commands.flatMap(({ options }) => Object.entries(options)));
}

function readLine(tokens: Tokens, commands: readonly CommandSpec[], global: GlobalValues): CommandLine {
  const asked = tokens.positionals[0] === 'help';
  const [name, ...positionals] = asked ? tokens.positionals.slice(1) : tokens.positionals;
  const command = commands.find((candidate) => candidate.name === name);
  const misspelled = tokens.options.filter((option) => !isOption(option.name, commands));
  // The value of a misspelled option looks like a command: then the option alone is reported.
  if (name !== undefined && command === undefined && misspelled.length === 0)
    return { kind: 'refused', problems: [unknownCommand(name, commands)] };
  if (asked || global.help) return command === undefined ? { kind: 'help' } : { kind: 'help', command };
  if (global.version) return { kind: 'version' };
  const problems = [
    ...unknownOptions(tokens.options, command, commands),
    ...checkValues(tokens.options, { ...command?.options, ...globalOptions }),
  ];
  if (command === undefined) return problems.length === 0 ? { kind: 'help' } : { kind: 'refused', problems };
  if (problems.length === 0) problems.push(...checkPositionals(positionals, command));
  return problems.length === 0 ? { kind: 'run', command, given: tokens.options, positionals } : { kind: 'refused', command, problems };
}

function isOption(name: string, commands: readonly CommandSpec[]): boolean {
  return Object.hasOwn(globalOptions, name) || commands.some(({ options }) => Object.hasOwn(options, name));
}

function unknownCommand(name: string, commands: readonly CommandSpec[]): Problem {
  const names = commands.map((command) => command.name);
  const meant = suggest(name, names);
  return error('inputs/unknown', `There is no command ${show(name)}.`, {
    hint: meant === undefined ? `Commands are ${names.join(', ')}.` : `Did you mean ${meant}?`,
  });
}

function unknownOptions(given: readonly GivenOption[], command: CommandSpec | undefined, commands: readonly CommandSpec[]): Problem[] {
  const known = { ...command?.options, ...globalOptions };
  const strangers = given.filter(({ name }) => !Object.hasOwn(known, name));
  return [...new Map(strangers.map((option) => [option.name, option])).values()].map((option) => unknownOption(option, command, commands));
}

function unknownOption({ name, written }: GivenOption, command: CommandSpec | undefined, commands: readonly CommandSpec[]): Problem {
  const owners = commands.filter(({ options }) => Object.hasOwn(options, name)).map((owner) => owner.name);
  if (command === undefined && owners.length > 0) return error('inputs/missing', `${written} needs a command: ${owners.join(', ')}.`);
  const where = command === undefined ? '' : ` of ${command.name}`;
  const candidates = Object.keys({ ...(command?.options ?? optionsOf(commands)), ...globalOptions });
  const meant = name.length > 1 ? suggest(name, candidates) : undefined;
  return error('inputs/unknown', `${show(written)} is not an option${where}.`, { hint: hintFor(meant, owners, command) });
}

function hintFor(meant: string | undefined, owners: readonly string[], command: CommandSpec | undefined): string {
  if (owners.length > 0) return `It is an option of ${owners.join(', ')}.`;
  if (meant !== undefined) return `Did you mean --${meant}?`;
  return `\`image-factory ${command === undefined ? '' : `${command.name} `}--help\` lists the options.`;
}

function checkPositionals(positionals: readonly string[], command: CommandSpec): Problem[] {
  const missing = command.arguments
    .slice(positionals.length)
    .filter(({ many }) => many !== true)
    .map(({ name, description }) => error('inputs/missing', `${command.name} needs ${name.toUpperCase()}.`, { hint: description }));
  const most = command.arguments.at(-1)?.many === true ? positionals.length : command.arguments.length;
  const extra = positionals.slice(most).map((text) =>
    error('inputs/unknown', `${show(text)} is more than ${command.name} takes.`, {
      hint: Object.hasOwn(command.options, 'image')
        ? `For one image write --image ${show(text).slice(1, -1)}.`
        : `\`image-factory ${command.name} --help\` tells how to call it.`,
    }),
  );
  return [...missing, ...extra];
}
