import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describeTool } from '@image-factory/testkit';

/** A target as bake understood it. */
export interface UnderstoodTarget {
  readonly [field: string]: unknown;
  readonly args?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly annotations?: readonly string[];
}

/** Files by name, in the order in which bake gets them; the answer by target, or what bake says against them. */
export type AskBake = (files: Readonly<Record<string, string>>, targets: readonly string[]) => Readonly<Record<string, UnderstoodTarget>> | string;

/** Tests with bake's own answers. Without buildx on the PATH they are a named skip; in CI they fail then. */
export function describeBuildx(title: string, body: (ask: AskBake) => void): void {
  describeTool(
    'buildx',
    (program) => {
      const folder = mkdtempSync(join(tmpdir(), 'definition-'));
      afterAll(() => rmSync(folder, { recursive: true, force: true }));
      body((files, targets) => ask(program, folder, files, targets));
    },
    title,
  );
}

function ask(program: string, folder: string, files: Readonly<Record<string, string>>, targets: readonly string[]): ReturnType<AskBake> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const args = ['bake', '--print', '--progress=quiet', ...Object.keys(files).flatMap((name) => ['--file', name]), ...targets];
  const run = spawnSync(program, args, {
    cwd: folder,
    env: { HOME: folder, BUILDX_CONFIG: folder, DOCKER_CONFIG: folder },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.error !== undefined) throw run.error;
  if (run.status !== 0) return run.stderr;
  const { target } = JSON.parse(run.stdout) as { target: Readonly<Record<string, UnderstoodTarget>> };
  return Object.fromEntries(Object.entries(target).map(([name, one]) => [name, literal(one)]));
}

/** Bake prints these fields as it could read them again: `${` and `%{` are escaped. */
function literal(target: UnderstoodTarget): UnderstoodTarget {
  const { args, labels, annotations } = target;
  return {
    ...target,
    ...(args && { args: values(args) }),
    ...(labels && { labels: values(labels) }),
    ...(annotations && { annotations: annotations.map(unescape) }),
  };
}

function values(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, unescape(value)]));
}

function unescape(text: string): string {
  return text.replaceAll('$${', () => '${').replaceAll('%%{', () => '%{');
}
