import { renderHelp, renderOverview } from './command-line/help.ts';
import { parseCommandLine } from './command-line/parse.ts';
import { specs } from './commands/specs.ts';
import type { Surroundings } from './context.ts';
import { refused } from './outcome.ts';
import { pageFor, publish } from './publish.ts';
import { version } from './version.ts';

/**
 * Runs one command line to its end. Never ends the process, and throws only what happens while it prints.
 *
 * @param argv - what follows the name of the program
 * @returns the exit code (SPEC section 11)
 */
export async function run(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { line, global } = parseCommandLine(argv, specs);
  const { stdout } = surroundings;
  const page = pageFor(stdout, global, surroundings);
  switch (line.kind) {
    case 'help':
      stdout.write(line.command === undefined ? renderOverview(specs, page) : renderHelp(line.command, page));
      return 0;
    case 'version':
      stdout.write(`${version}\n`);
      return 0;
    case 'refused':
      return publish(
        { command: line.command, outcome: refused(line.problems), readLine: async () => undefined, strict: false, exitCode: false },
        global,
        surroundings,
      );
    case 'run': {
      // Everything that reads files is loaded from here on: help must not wait for it.
      const { execute } = await import('./execute.ts');
      return execute(line, global, surroundings);
    }
  }
}
