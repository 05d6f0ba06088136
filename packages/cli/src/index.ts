import { referenceOf, type CliReference } from './command-line/reference.ts';
import { commands } from './commands/index.ts';

export type { CliReference, CommandReference, OptionReference } from './command-line/reference.ts';
export type { Surroundings } from './context.ts';
export { openPorts, type OpenPorts, type Ports } from './ports.ts';
export { run } from './run.ts';

/** The command line as data; the reference in docs/ is generated from it. */
export const commandReference: CliReference = referenceOf(commands.map(({ spec }) => spec));
