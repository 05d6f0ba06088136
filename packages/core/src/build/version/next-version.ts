import type { Versioning } from '../../enrollment/index.ts';
import { error, type Problem } from '../../problem/index.ts';
import { parseTag } from '../../reference/index.ts';
import { fail, ok, show, suggest, type Result } from '../../text/index.ts';
import type { Version } from '../types.ts';
import { bumped, fullVersion, type Bump } from './semantic.ts';

export interface VersionInput {
  readonly versioning: Versioning;
  /** Versions that builds got before, and tags that are published; a set. */
  readonly taken: readonly string[];
  readonly now: Date;
  /** The number of the run, for `run`. */
  readonly run?: number;
  /** What somebody says the version is; goes before everything else. */
  readonly given?: string;
  /** The tag of the commit that is built; goes before counting. */
  readonly gitTag?: string;
  /** What is raised in `semver`; default: `patch`. */
  readonly bump?: Bump;
  /** The first of `semver`, or where it goes on from; default: `0.1.0`. */
  readonly start?: string;
}

/** Reads a version: anything that can be a tag. */
export function parseVersion(text: string): Version | undefined {
  return parseTag(text) === undefined ? undefined : (text as Version);
}

/**
 * The version of a build (SPEC section 10), or that there is none (`versioning: none`). A version that is given, or the git
 * tag, goes as it is, however often it was built before: the same source is built again from newer bases. All others are
 * never one that is taken.
 */
export function nextVersion(input: VersionInput): Result<Version | undefined, Problem> {
  const said = input.given ?? input.gitTag;
  if (said !== undefined) return sayVersion(said, input.given === undefined ? 'git tag' : 'version');
  switch (input.versioning) {
    case 'semver':
      return semantic(input);
    case 'calver':
      return made(numbered(calendarDay(input.now), input.taken));
    case 'run':
      return runNumber(input);
    case 'none':
      return ok(undefined);
  }
}

function sayVersion(text: string, what: string): Result<Version, Problem> {
  const version = parseVersion(text);
  if (version !== undefined) return ok(version);
  const near = suggestTag(text);
  return fail(
    error('build/no-version', `The ${what} ${show(text)} can be no version of an image: it is no tag.`, {
      hint: `A tag has up to 128 letters, digits, \`_\`, \`.\` and \`-\`${near === undefined ? '' : `, such as \`${near}\``}.`,
    }),
  );
}

function suggestTag(text: string): string | undefined {
  const near = text
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 128);
  return suggest(text.slice(0, 100), [near]) === undefined ? undefined : parseTag(near);
}

function semantic({ taken, bump = 'patch', start = '0.1.0' }: VersionInput): Result<Version, Problem> {
  if (fullVersion(start) === undefined) {
    return fail(
      error('build/no-version', `${show(start)} is not where versions could start.`, { hint: 'Write a full version, such as `1.0.0`.' }),
    );
  }
  const next = bumped(taken, bump, start);
  if (next === undefined)
    return fail(error('build/no-version', 'The version can not be raised any further.', { hint: 'Give a higher one: `version`.' }));
  return made(next);
}

function runNumber({ run, taken }: VersionInput): Result<Version, Problem> {
  if (run === undefined || !Number.isSafeInteger(run) || run < 0) {
    return fail(
      error('build/no-version', 'The version is the number of the run, and there is none.', {
        hint: 'Use `versioning: calver`, or give a version.',
      }),
    );
  }
  return made(numbered(String(run), taken));
}

/** `2026.11.21`, in UTC. */
function calendarDay(now: Date): string {
  return now.toISOString().slice(0, 10).replaceAll('-', '.');
}

/** The text, or behind what is taken of it a number from 1: higher than all that are there, so that no gap is filled later. */
function numbered(text: string, taken: readonly string[]): string {
  const numbers = taken.flatMap((each) => {
    if (each === text) return [0];
    const rest = each.startsWith(`${text}.`) ? each.slice(text.length + 1) : '';
    return /^[1-9][0-9]{0,14}$/.test(rest) ? [Number(rest)] : [];
  });
  return numbers.length === 0 ? text : `${text}.${numbers.reduce((a, b) => Math.max(a, b)) + 1}`;
}

function made(text: string): Result<Version, Problem> {
  return sayVersion(text, 'version');
}
