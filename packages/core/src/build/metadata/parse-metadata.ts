import { parseImageName } from '../../enrollment/index.ts';
import { error, type Problem } from '../../problem/index.ts';
import { parseRebuildKey, type RunId } from '../../rebuild/index.ts';
import { parseTag } from '../../reference/index.ts';
import { fail, isLongerThan, isObject, ok, parseJson, show, type Result } from '../../text/index.ts';
import type { BuildMetadata, BuildOutcome } from '../types.ts';
import { parseVersion } from '../version/index.ts';
import { builtFrom, byPlatform, count, digest, Fields, line, list, seconds, text, time } from './fields.ts';

/** Bytes; GitHub takes a megabyte as an output. */
const maxBytes = 1024 * 1024;
const mostTags = 100;
const outcomes: readonly BuildOutcome[] = ['published', 'unchanged', 'built', 'gate-failed'];

/**
 * Reads what came of a build, as `renderMetadata` wrote it. It may have come over an artifact or an output that others can
 * write to, so it is a claim: digests are looked up again before anything is recorded. Fields that nobody here knows are
 * passed over; one that makes no sense makes all of it useless.
 */
export function parseMetadata(written: string): Result<BuildMetadata, Problem> {
  if (isLongerThan(written, maxBytes)) return unusable('it is longer than 1 MiB');
  const json = parseJson(written);
  if (!isObject(json)) return unusable('it is no JSON object');
  if (json['schemaVersion'] !== 1) return unusable(`its version is ${show(json['schemaVersion'])}; this program knows version 1`);
  const fields = new Fields(json);
  const metadata = read(fields);
  if (metadata === undefined) return unusable(`${fields.wrong.map((key) => `\`${key}\``).join(', ')} can not be used`);
  if (metadata.outcome !== 'published' && metadata.tags.length > 0) return unusable('it has tags although nothing was published');
  return ok(metadata);
}

function read(fields: Fields): BuildMetadata | undefined {
  const image = fields.need(
    'image',
    text((name) => valueOf(parseImageName(name))),
  );
  const outcome = fields.need('outcome', (value) => outcomes.find((one) => one === value));
  const built = fields.need('digest', digest);
  const tags = fields.need('tags', list(text(parseTag), mostTags));
  const platforms = fields.need('platforms', byPlatform(digest));
  const bases = fields.need('builtFrom', builtFrom);
  const startedAt = fields.need('startedAt', time);
  const durationSeconds = fields.need('durationSeconds', seconds);
  const sizes = fields.need('sizes', readSizes);
  const optional = {
    ...fields.may('key', text(parseRebuildKey)),
    ...fields.may('version', text(parseVersion)),
    ...fields.may('publishedDigest', digest),
    ...fields.may('revision', line),
    ...fields.may('attempt', count),
    ...fields.may('run', readRun),
  };
  if (fields.wrong.length > 0 || image === undefined || outcome === undefined || built === undefined) return undefined;
  if (tags === undefined || platforms === undefined || bases === undefined) return undefined;
  if (startedAt === undefined || durationSeconds === undefined || sizes === undefined) return undefined;
  return {
    schemaVersion: 1,
    image,
    outcome,
    ...optional,
    digest: built,
    tags,
    platforms,
    builtFrom: bases,
    startedAt,
    durationSeconds,
    sizes,
  };
}

function readSizes(value: unknown): BuildMetadata['sizes'] | undefined {
  if (!isObject(value)) return undefined;
  const fields = new Fields(value);
  const after = fields.need('after', byPlatform(count));
  const before = fields.may('before', byPlatform(count));
  return after === undefined || fields.wrong.length > 0 ? undefined : { ...before, after };
}

function readRun(value: unknown): RunId | undefined {
  if (!isObject(value)) return undefined;
  const fields = new Fields(value);
  const id = fields.need(
    'id',
    text((written) => (/^[0-9A-Za-z_-]{1,64}$/.test(written) ? written : undefined)),
  );
  const url = fields.may(
    'url',
    text((written) => (/^https?:\/\/[^\s"'<>\\`\p{Cc}]{1,1000}$/u.test(written) ? written : undefined)),
  );
  return id === undefined || fields.wrong.length > 0 ? undefined : { id, ...url };
}

function valueOf<T>(result: Result<T, unknown>): T | undefined {
  return result.ok ? result.value : undefined;
}

function unusable(why: string): { readonly ok: false; readonly error: Problem } {
  return fail(
    error('build/unusable-metadata', `What came of the build can not be read: ${why}.`, {
      hint: 'Hand over the output `metadata` of build-image as it is. Without it the next look at the registry finds the image.',
    }),
  );
}
