import { readQuestion, type BuildOptions } from '@image-factory/core/dockerfile';
import { error, type Problem } from '@image-factory/core/problem';
import { fail, ok, show, type Result } from '@image-factory/core/text';
import type { Parsed } from '../../command-line/spec.ts';
import type { inspectSpec } from './spec.ts';

type Options = Parsed<typeof inspectSpec>['options'];

/** What the options say about a build; everything that is wrong with them at once. */
export function readBuild(options: Options): Result<Omit<BuildOptions, 'file'>, readonly Problem[]> {
  const buildArgs = readPairs('--build-arg', options['build-arg']);
  const contexts = readPairs('--build-context', options['build-context']);
  const build = readQuestion({ text: '', target: options.target, platforms: options.platform, buildPlatform: options['build-platform'] });
  const problems = [buildArgs, contexts].flatMap((pairs) => (pairs.ok ? [] : pairs.error));
  if (!build.ok) problems.push(error('inputs/invalid', build.error, { hint: 'Platforms are written as os/arch or os/arch/variant.' }));
  if (!build.ok || !buildArgs.ok || !contexts.ok) return fail(problems);
  const { target, platforms, buildPlatform } = build.value;
  return ok({
    buildArgs: buildArgs.value,
    argsGiven: 'as-options',
    contexts: contexts.value,
    ...(target === undefined ? {} : { target }),
    ...(platforms === undefined ? {} : { platforms }),
    ...(buildPlatform === undefined ? {} : { buildPlatform }),
  });
}

function readPairs(option: string, texts: readonly string[]): Result<Readonly<Record<string, string>>, Problem[]> {
  const bad = texts.filter((text) => text.indexOf('=') < 1);
  if (bad.length > 0) return fail(bad.map((text) => error('inputs/invalid', `${option}: ${show(text)} is not NAME=VALUE.`)));
  return ok(
    Object.fromEntries(
      texts.map((text) => {
        const equals = text.indexOf('=');
        return [text.slice(0, equals), text.slice(equals + 1)];
      }),
    ),
  );
}
