import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/**
 * A group of tests that need something of the machine. Without it the group is a named skip; in CI, which has everything, its
 * absence is a failure. This is the one place where tests are skipped.
 *
 * @param missing - what is not there, as a clause with where it comes from; undefined: all is there
 */
export function describeNeeding(title: string, missing: string | undefined, body: () => void): void {
  if (missing === undefined) {
    describe(title, body);
  } else if (process.env['CI']) {
    describe(title, () => {
      it('has what it needs', () => {
        throw new Error(`CI requires it, but ${missing}.`);
      });
    });
  } else {
    describe.skip(`${title} (skipped: ${missing})`, () => {
      it('is not run', () => {});
    });
  }
}

/** Tests with a program that `.ci/tools` brings. @param title - default: the name of the program */
export function describeTool(name: string, body: (file: string) => void, title = name): void {
  const file = findOnPath(name);
  describeNeeding(title, file === undefined ? notOnPath(name) : undefined, () => body(file ?? name));
}

/** For {@link describeNeeding}. */
export function notOnPath(...names: readonly string[]): string {
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} not on the PATH; .ci/tools brings ${names.length === 1 ? 'it' : 'them'}`;
}

/** The file of a program, as a shell finds it; undefined where there is none. */
export function findOnPath(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
