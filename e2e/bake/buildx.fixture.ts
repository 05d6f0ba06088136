import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describeTool } from '@image-factory/testkit';

/** A target as `buildx bake --print` shows it; what it leaves out is absent. */
export interface PrintedTarget {
  readonly args?: Readonly<Record<string, string>>;
  readonly context?: string;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly dockerfile?: string;
  readonly 'dockerfile-inline'?: string;
  readonly platforms?: readonly string[];
  readonly tags?: readonly string[];
  readonly target?: string;
}

interface Printed {
  readonly targets: Readonly<Record<string, PrintedTarget>>;
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** What bake says of files: their targets and groups, or why it refuses them. */
type Verdict = { readonly printed: Printed } | { readonly refusal: string };

export interface Question {
  readonly folder: string;
  readonly files: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly targets?: readonly string[];
}

export type Bake = (question: Question) => Verdict;

/** Tests with bake's own answers. Without buildx on the PATH they are a named skip; in CI they fail then. */
export function describeBake(title: string, body: (bake: Bake) => void): void {
  describeTool(
    'buildx',
    (program) => {
      const home = mkdtempSync(join(tmpdir(), 'bake-'));
      afterAll(() => rmSync(home, { recursive: true, force: true }));
      body((question) => ask(program, home, question));
    },
    title,
  );
}

/** Printing needs no builder; settings and environment of the machine are kept out. */
function ask(program: string, home: string, { folder, files, environment = {}, targets = ['*'] }: Question): Verdict {
  const env = { ...environment, HOME: home, BUILDX_CONFIG: home, DOCKER_CONFIG: home };
  const run = spawnSync(program, ['bake', '--print', '--progress=quiet', ...files.flatMap((file) => ['--file', file]), ...targets], {
    cwd: folder,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.error !== undefined) throw run.error;
  return run.status === 0 ? { printed: toPrinted(run.stdout) } : { refusal: run.stderr };
}

function toPrinted(stdout: string): Printed {
  const { target, group = {} } = JSON.parse(stdout) as { target: Record<string, PrintedTarget>; group?: Record<string, { targets?: string[] }> };
  return {
    targets: Object.fromEntries(Object.entries(target).map(([name, one]) => [name, unescapeTarget(one)])),
    groups: Object.fromEntries(Object.entries(group).map(([name, { targets = [] }]) => [name, targets])),
  };
}

/** Bake prints what it can read again: `${` and `%{` in these fields are escaped. */
function unescapeTarget(target: PrintedTarget): PrintedTarget {
  const { args, 'dockerfile-inline': inline } = target;
  return {
    ...target,
    ...(args && { args: Object.fromEntries(Object.entries(args).map(([name, value]) => [name, unescape(value)])) }),
    ...(inline !== undefined && { 'dockerfile-inline': unescape(inline) }),
  };
}

function unescape(text: string): string {
  return text.replaceAll('$${', () => '${').replaceAll('%%{', () => '%{');
}
