import { spawnSync } from 'node:child_process';

const isRoot = process.getuid?.() === 0;

/** A program and its arguments, to be run as root: by ourselves, or by `sudo` where that asks for no password. */
export function asRoot(file: string, args: readonly string[]): readonly [file: string, args: readonly string[]] {
  return isRoot ? [file, args] : ['sudo', ['-n', file, ...args]];
}

/** Runs a program as root to its end. */
export function runAsRoot(file: string, args: readonly string[]): boolean {
  const [program, all] = asRoot(file, args);
  return spawnSync(program, all, { stdio: 'ignore' }).status === 0;
}

/** Asked by doing it. */
export function canBeRoot(): boolean {
  return isRoot || runAsRoot('true', []);
}
