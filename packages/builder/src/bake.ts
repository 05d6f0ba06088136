import { access, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, show, type Result } from '@image-factory/core/text';
import { explainFailure } from './failure/explain-failure.ts';
import type { Buildx } from './find-builder.ts';
import { secretVariables, usesGithubCache, type BakeTarget } from './options/definition.ts';
import { readMetadata } from './read-metadata.ts';
import { environmentOf, type Environment } from './run/environment.ts';
import { maskerOf } from './run/masker.ts';
import { runCommand, type Ended } from './run/run-command.ts';
import type { BakeRequest, BakeResult, Log } from './types.ts';

const twoHours = 2 * 60 * 60 * 1000;

/** Where a build runs. */
export interface Place {
  readonly buildx: Buildx;
  readonly env: Environment;
  readonly log: Log;
  readonly builder?: string;
}

/** What keeps a build from being started: a secret without a value, which BuildKit would make empty; a file that is not there. */
export async function checkRequest(
  { env = {}, allowed, workDir }: BakeRequest,
  targets: readonly BakeTarget[],
): Promise<readonly Problem[]> {
  const secrets = secretVariables(targets).flatMap(({ id, variable }) =>
    env[variable] === undefined || env[variable] === '' ? [secretMissing(id, variable)] : [],
  );
  const files = await Promise.all(
    (allowed?.read ?? []).map(async (path) => ((await exists(resolve(workDir, path))) ? [] : [fileMissing(path)])),
  );
  return [...secrets, ...files.flat()];
}

/** Builds a target, and says what came of it. */
export async function bake(
  request: BakeRequest,
  targets: readonly BakeTarget[],
  place: Place,
): Promise<Result<BakeResult, readonly Problem[]>> {
  const folder = await mkdtemp(join(tmpdir(), 'image-factory-bake-'));
  try {
    const file = join(folder, 'metadata.json');
    for (const path of request.allowed?.write ?? []) await mkdir(resolve(request.workDir, path), { recursive: true });
    const started = performance.now();
    const ended = await start(request, targets, place, file);
    const seconds = (performance.now() - started) / 1000;
    if (ended.how !== 'by-itself' || ended.exitCode !== 0) return fail([whyEnded(ended, request, targets)]);
    return ok({ ...(await readMetadata(file, request.target)), seconds });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function start(
  request: BakeRequest,
  targets: readonly BakeTarget[],
  { buildx, env, log, builder }: Place,
  metadata: string,
): Promise<Ended> {
  const { definition, target, workDir, files = [], allowed, timeoutMs = twoHours, signal } = request;
  const secrets = [...(request.secrets ?? []), ...secretVariables(targets).flatMap(({ variable }) => request.env?.[variable] ?? [])];
  const args = [
    ...buildx.prefix,
    'bake',
    '--progress=plain',
    ...(builder === undefined ? [] : ['--builder', builder]),
    ...['--metadata-file', metadata],
    ...allowances(request),
    ...files.flatMap((file) => ['--file', file]),
    ...['--file', '-'],
    target,
  ];
  const environment = environmentOf(env, { ssh: allowed?.ssh === true, githubCache: usesGithubCache(targets) }, request.env ?? {});
  return runCommand({
    ...{ file: buildx.file, args, cwd: workDir, env: environment, input: definition, mask: maskerOf(secrets), timeoutMs },
    tell: (line) => log.info(line),
    ...(signal === undefined ? {} : { signal }),
  });
}

function allowances({ allowed, workDir }: BakeRequest): readonly string[] {
  if (allowed === undefined) return [];
  return [
    ...allowed.read.map((path) => `--allow=fs.read=${resolve(workDir, path)}`),
    ...allowed.write.map((path) => `--allow=fs.write=${resolve(workDir, path)}`),
    ...(allowed.ssh ? ['--allow=ssh'] : []),
  ];
}

function whyEnded({ how, stderr }: Ended, { dockerfile, timeoutMs = twoHours }: BakeRequest, targets: readonly BakeTarget[]): Problem {
  switch (how) {
    case 'cancelled':
      return error('build/cancelled', 'The build was cancelled.');
    case 'timeout':
      return error('build/timeout', `The build took longer than ${Math.round(timeoutMs / 1000)} seconds and was ended.`, {
        hint: 'Give it more time, or a cache.',
      });
    case 'by-itself':
      return explainFailure(stderr, {
        platforms: targets.flatMap(({ platforms }) => platforms),
        ...(dockerfile === undefined ? {} : { dockerfile }),
      });
  }
}

function secretMissing(id: string, variable: string): Problem {
  return error('build/secret-missing', `The secret ${show(id)} is to come from ${show(variable)}, which is not set.`, {
    hint: 'BuildKit would build with an empty secret.',
  });
}

function fileMissing(path: string): Problem {
  return error('build/file-missing', `The build needs ${show(path, 200)}, which is not there.`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
