import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { compareVersions } from './options/compare-versions.ts';
import { environmentOf, type Environment } from './run/environment.ts';
import { findProgram } from './run/find-program.ts';
import { maskerOf } from './run/masker.ts';
import { runCommand, type Ended } from './run/run-command.ts';
import type { BuilderVersion } from './types.ts';

/** How buildx is started here. */
export interface Buildx {
  /** Absolute. */
  readonly file: string;
  /** What comes before its own arguments: `buildx` for the docker command. */
  readonly prefix: readonly string[];
  readonly version: string;
}

const patience = 60_000;

/** As a plugin of docker, else as a program of its own. */
export async function findBuildx(env: Environment, cwd: string): Promise<Result<Buildx, Problem>> {
  for (const [program, prefix] of [
    ['docker', ['buildx']],
    ['buildx', []],
  ] as const) {
    const file = await findProgram(program, env);
    if (file === undefined) continue;
    const { exitCode, stdout } = await ask(file, [...prefix, 'version'], env, cwd);
    const version = /\bbuildx v?(\S+)/.exec(stdout.join('\n'))?.[1];
    if (exitCode === 0 && version !== undefined) return ok({ file, prefix, version });
  }
  return fail(
    error('build/no-builder', 'Neither `docker buildx` nor `buildx` can be started.', {
      hint: 'Set it up before the build, with `docker/setup-buildx-action`; runners of GitHub have it.',
    }),
  );
}

/** Also starts the builder, where that is a container which does not run yet. */
export async function askVersion(
  { file, prefix, version }: Buildx,
  env: Environment,
  cwd: string,
  builder?: string,
): Promise<BuilderVersion> {
  const { stdout } = await ask(file, [...prefix, 'inspect', '--bootstrap', ...(builder === undefined ? [] : [builder])], env, cwd);
  const nodes = stdout.flatMap((line) => /^BuildKit(?: version)?:\s+v?(\S+)/i.exec(line)?.[1] ?? []);
  const oldest = nodes.reduce<string | undefined>(
    (old, node) => (old === undefined || compareVersions(node, old) === 'older' ? node : old),
    undefined,
  );
  return { buildx: version, ...(oldest === undefined ? {} : { buildkit: oldest }) };
}

async function ask(file: string, args: readonly string[], env: Environment, cwd: string): Promise<Ended> {
  const environment = environmentOf(env, { ssh: false, githubCache: false }, {});
  return runCommand({ file, args, cwd, env: environment, mask: maskerOf([]), tell: () => {}, timeoutMs: patience });
}
