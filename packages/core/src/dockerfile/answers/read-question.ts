import { fail, ok, show, type Result } from '../../text/index.ts';
import { parsePlatform } from '../platform.ts';
import type { Platform } from '../types.ts';
import type { PullsQuestion } from './question.ts';

/** More platforms than anybody builds for; each costs a build plan. */
const mostPlatforms = 100;

/**
 * Reads a question from a JSON value: `{"text", "target", "platform" or "platforms", "buildPlatform", "buildArgs",
 * "contexts", "onBuild"}`, all but `text` optional. A key that is `null` counts as absent, keys of other names do not
 * count. Platforms are names, several with commas between them, as `docker build --platform` takes them, or lists.
 *
 * @returns in words why it is no question
 */
export function readQuestion(value: unknown): Result<PullsQuestion, string> {
  if (!isRecord(value)) return fail('The question is not a JSON object.');
  const { text, target, buildArgs, contexts, onBuild } = value;
  if (typeof text !== 'string') return fail('`text`, the Dockerfile, is missing or no text.');
  if (!isAbsentOr(isText, target)) return fail('`target` is no text.');
  if (!isAbsentOr(isTexts, buildArgs)) return fail('`buildArgs` is no object that holds texts.');
  if (!isAbsentOr(isTexts, contexts)) return fail('`contexts` is no object that holds texts.');
  if (!isAbsentOr(isInstructions, onBuild)) return fail('`onBuild` is no object that holds lists of instructions.');
  const platforms = readPlatforms([value['platform'], value['platforms']]);
  if (!platforms.ok) return platforms;
  const builders = readPlatforms([value['buildPlatform']]);
  if (!builders.ok) return builders;
  const [buildPlatform, ...more] = builders.value;
  if (more.length > 0) return fail('`buildPlatform` is one platform.');
  return ok({
    text,
    ...(isText(target) ? { target } : {}),
    ...(platforms.value.length === 0 ? {} : { platforms: platforms.value }),
    ...(buildPlatform === undefined ? {} : { buildPlatform }),
    ...(isTexts(buildArgs) ? { buildArgs } : {}),
    ...(isTexts(contexts) ? { contexts } : {}),
    ...(isInstructions(onBuild) ? { onBuild } : {}),
  });
}

function readPlatforms(values: readonly unknown[]): Result<readonly Platform[], string> {
  const platforms = new Set<Platform>();
  for (const value of values.flat()) {
    if (!isAbsentOr(isText, value)) return fail('A platform is no text.');
    for (const name of (value ?? '').split(',').filter((part) => part !== '')) {
      const platform = parsePlatform(name);
      if (platform === undefined) return fail(`${show(name)} is no platform; one is \`linux/amd64\`.`);
      platforms.add(platform);
      if (platforms.size > mostPlatforms) return fail(`There are more than ${mostPlatforms} platforms.`);
    }
  }
  return ok([...platforms]);
}

type Guard<T> = (value: unknown) => value is T;

function isAbsentOr<T>(is: Guard<T>, value: unknown): value is T | null | undefined {
  return value === null || value === undefined || is(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every(isText);
}

function isInstructions(value: unknown): value is Readonly<Record<string, readonly string[]>> {
  return isRecord(value) && Object.values(value).every((list) => Array.isArray(list) && list.every(isText));
}
