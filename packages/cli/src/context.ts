import type { Clock } from '@image-factory/use-cases';
import type { GlobalValues } from './command-line/parse.ts';
import type { Place } from './place/find-place.ts';
import type { OpenPorts, Ports } from './ports.ts';
import type { TerminalLog } from './terminal/log.ts';
import type { Env, Stream } from './terminal/stream.ts';

/** The world around the program; tests bring their own. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Env;
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly clock: Clock;
  readonly openPorts: OpenPorts;
}

/** What a command has to work with. */
export interface Context {
  readonly cwd: string;
  readonly place: Place;
  readonly ports: Ports;
  readonly clock: Clock;
  readonly env: Env;
  readonly log: TerminalLog;
  readonly global: GlobalValues;
}
