import type { Clock } from '@image-factory/use-cases';
import type { GlobalValues } from './command-line/parse.ts';
import type { Place } from './place/find-place.ts';
import type { OpenPorts, Ports } from './ports.ts';
import type { TerminalLog } from './terminal/log.ts';
import type { Env, Stream } from './terminal/stream.ts';

export type OpenInput = () => AsyncIterable<Uint8Array>;

/** The world around the program; tests bring their own. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Env;
  /** Opens the standard input; a command that does not ask for it leaves it alone. */
  readonly stdin: OpenInput;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly clock: Clock;
  readonly openPorts: OpenPorts;
}

/** What every command has to work with. */
export interface FileContext {
  readonly cwd: string;
  readonly place: Place;
  readonly clock: Clock;
  readonly env: Env;
  readonly log: TerminalLog;
  readonly global: GlobalValues;
  readonly stdin: OpenInput;
  /** For answers that are too many to be kept; everything else is part of the outcome. */
  readonly stdout: Stream;
}

/** The same for a command that works on the repository. */
export interface Context extends FileContext {
  readonly ports: Ports;
}
