import type { CommandSpec, Parsed } from '../command-line/spec.ts';
import type { GivenOption } from '../command-line/tokens.ts';
import { valuesOf } from '../command-line/values.ts';
import type { Context, FileContext } from '../context.ts';
import type { Outcome } from '../outcome.ts';
import type { Ports } from '../ports.ts';

/** A command with its code, which is loaded when it is run. */
export interface Command {
  readonly spec: CommandSpec;
  /** @param openPorts - opens the repository, which takes time: for commands that need it */
  run(
    given: readonly GivenOption[],
    positionals: readonly string[],
    context: FileContext,
    openPorts: () => Promise<Ports>,
  ): Promise<Outcome>;
}

type Work<S extends CommandSpec, C> = (parsed: Parsed<S>, context: C) => Promise<Outcome>;

/** Puts spec and code together: the code gets exactly the options that the spec names, and the repository. */
export function command<S extends CommandSpec>(spec: S, load: () => Promise<Work<S, Context>>): Command {
  return {
    spec,
    async run(given, positionals, context, openPorts) {
      const [work, ports] = await Promise.all([load(), openPorts()]);
      return work(parsedBy(spec, given, positionals), { ...context, ports });
    },
  };
}

/** A command that looks at files which need not be in any repository: it does not wait for what knows repositories. */
export function fileCommand<S extends CommandSpec>(spec: S, load: () => Promise<Work<S, FileContext>>): Command {
  return { spec, run: async (given, positionals, context) => (await load())(parsedBy(spec, given, positionals), context) };
}

function parsedBy<S extends CommandSpec>(spec: S, given: readonly GivenOption[], positionals: readonly string[]): Parsed<S> {
  return { options: valuesOf<S['options']>(spec.options, given), positionals };
}
