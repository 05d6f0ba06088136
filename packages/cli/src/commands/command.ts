import type { CommandSpec, Parsed } from '../command-line/spec.ts';
import type { GivenOption } from '../command-line/tokens.ts';
import { valuesOf } from '../command-line/values.ts';
import type { Context } from '../context.ts';
import type { Outcome } from '../outcome.ts';

/** A command with its code, which is loaded when it is run. */
export interface Command {
  readonly spec: CommandSpec;
  run(given: readonly GivenOption[], positionals: readonly string[], context: Context): Promise<Outcome>;
}

/** Puts spec and code together: the code gets exactly the options that the spec names. */
export function command<S extends CommandSpec>(
  spec: S,
  load: () => Promise<(parsed: Parsed<S>, context: Context) => Promise<Outcome>>,
): Command {
  return {
    spec,
    async run(given, positionals, context) {
      const work = await load();
      return work({ options: valuesOf<S['options']>(spec.options, given), positionals }, context);
    },
  };
}
