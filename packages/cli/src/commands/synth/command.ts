import { command, fileCommand, type Command } from '../command.ts';
import { synthSpec } from './spec.ts';

const write = command(synthSpec, async () => (await import('./run.ts')).runSynth);
const verify = fileCommand(synthSpec, async () => (await import('./verify.ts')).runVerify);

/** With --verify it looks at files that need not be in any repository, and does not wait for what knows repositories. */
export const synthCommand: Command = {
  spec: synthSpec,
  run(given, positionals, context, openPorts) {
    const { run } = given.some(({ name }) => name === 'verify') ? verify : write;
    return run(given, positionals, context, openPorts);
  },
};
