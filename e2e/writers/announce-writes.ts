// Loaded ahead of the command line: its process announces every git that it starts and that writes, and every pause. Its
// parent decides at which of these points it ends. Pauses take no time.
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { announceEffects, announcePoint } from '@image-factory/testkit';

const processes = process.getBuiltinModule('node:child_process');
const timers = process.getBuiltinModule('node:timers/promises');
const { spawn } = processes;

/** The commands that change something, in the clone or at the remote. */
const writing: ReadonlySet<string> = new Set(['fetch', 'fast-import', 'push', 'update-index', 'read-tree', 'update-ref']);

/** Such a git is announced before it is started, when it has just been started, and when it has ended. */
function spawnAnnounced(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const command = commandIn(args);
  if (!writing.has(command)) return spawn(file, args, options);
  announcePoint(`before:git ${command}`);
  const child = spawn(file, args, options);
  announcePoint(`during:git ${command}`);
  child.once('close', () => announcePoint(`after:git ${command}`));
  return child;
}

/** The first word behind the settings. */
function commandIn(args: readonly string[]): string {
  return args.find((arg, index) => arg !== '-c' && args[index - 1] !== '-c') ?? '';
}

const { pause } = announceEffects({ pause: async () => {} });
Object.assign(processes, { spawn: spawnAnnounced });
Object.assign(timers, { setTimeout: pause });
syncBuiltinESMExports();
