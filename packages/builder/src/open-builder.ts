import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, type Result } from '@image-factory/core/text';
import { bake, checkRequest } from './bake.ts';
import { askVersion, findBuildx, type Buildx } from './find-builder.ts';
import { readDefinition } from './options/definition.ts';
import { checkVersions } from './options/minimum-versions.ts';
import type { Environment } from './run/environment.ts';
import type { Builder, BuilderVersion, Log } from './types.ts';

export interface BuilderOptions {
  readonly log: Log;
  /** Of this process; a build sees the part of it that buildx needs. */
  readonly env: Environment;
  /** The name of a builder. Without one, the one that is set up. */
  readonly builder?: string;
  /** Where buildx is started to say its version. Default: the folder of this process. */
  readonly cwd?: string;
}

/** Builds with `docker buildx`, or with `buildx` where that is a program of its own. Nothing is started yet. */
export function openBuilder({ log, env, builder, cwd = process.cwd() }: BuilderOptions): Builder {
  let asked: Promise<Result<{ readonly buildx: Buildx; readonly version: BuilderVersion }, Problem>> | undefined;

  async function find(): Promise<Result<{ readonly buildx: Buildx; readonly version: BuilderVersion }, Problem>> {
    const buildx = await findBuildx(env, cwd);
    if (!buildx.ok) return buildx;
    const version = await askVersion(buildx.value, env, cwd, builder);
    log.debug(`buildx ${version.buildx}, BuildKit ${version.buildkit ?? 'of unknown version'}`);
    return ok({ buildx: buildx.value, version });
  }

  return {
    async version() {
      const found = await (asked ??= find());
      return found.ok ? ok(found.value.version) : found;
    },
    async bake(request) {
      const targets = readDefinition(request.definition);
      if (targets === undefined) return fail([error('internal/failure', 'The definition of the build is no bake file in JSON.')]);
      const found = await (asked ??= find());
      if (!found.ok) return fail([found.error]);
      const { buildx, version } = found.value;
      const problems = [...checkVersions(version, targets, request.allowed), ...(await checkRequest(request, targets))];
      if (problems.length > 0) return fail(problems);
      return bake(request, targets, { buildx, env, log, ...(builder === undefined ? {} : { builder }) });
    },
  };
}
