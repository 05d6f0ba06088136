import { error, type Problem } from '@image-factory/core/problem';
import type { Allowed, BuilderVersion } from '../types.ts';
import { compareVersions } from './compare-versions.ts';
import { attribute, isObject, type BakeTarget } from './definition.ts';

/** Something that a build can ask for, and since when it is known. */
interface Option {
  /** In words of the user. */
  readonly name: string;
  readonly buildx?: string;
  readonly buildkit?: string;
  isAsked(target: BakeTarget): boolean;
}

/**
 * Older builders leave out what they do not know, and say nothing. The versions are those of the first release whose code
 * has the option.
 */
const options: readonly Option[] = [
  {
    name: 'Base images pinned through contexts',
    buildx: '0.8.0',
    buildkit: '0.10.0',
    isAsked: ({ contexts }) => Object.keys(contexts).length > 0,
  },
  { name: 'Provenance and SBOMs', buildx: '0.10.0', buildkit: '0.11.0', isAsked: ({ attest }) => attest.some(isOn) },
  {
    name: 'Provenance of version 1',
    buildkit: '0.23.0',
    isAsked: ({ attest }) => attest.some((entry) => isOn(entry) && attribute(entry, 'version') === 'v1'),
  },
  { name: 'Annotations', buildx: '0.12.0', buildkit: '0.11.0', isAsked: ({ annotations }) => annotations.length > 0 },
  { name: 'A time for the whole image', buildkit: '0.11.0', isAsked: ({ args }) => Object.hasOwn(args, 'SOURCE_DATE_EPOCH') },
  {
    name: 'A time for files in layers',
    buildkit: '0.13.0',
    isAsked: ({ output }) => output.some((entry) => attribute(entry, 'rewrite-timestamp') === 'true'),
  },
  {
    name: 'A folder with an OCI layout as output',
    buildkit: '0.11.0',
    isAsked: ({ output }) => output.some((entry) => attribute(entry, 'type') === 'oci' && attribute(entry, 'tar') === 'false'),
  },
  {
    name: 'A cache that may fail',
    buildkit: '0.11.0',
    isAsked: (target) => target['cache-to'].some((entry) => attribute(entry, 'ignore-error') === 'true'),
  },
  {
    name: 'A build as the factory describes it',
    buildx: '0.20.0',
    isAsked: (target) =>
      [...target.attest, ...target.secret, ...target.output, ...target['cache-from'], ...target['cache-to']].some(isObject),
  },
];

/** `bake --allow fs.read=…`; buildx 0.16 refuses the option, and says so. */
const allowance: Omit<Option, 'isAsked'> = { name: 'Folders beside the one that is built in', buildx: '0.17.0' };

/** What a builder is too old for. A version that can not be compared is taken to be new enough. */
export function checkVersions(version: BuilderVersion, targets: readonly BakeTarget[], allowed: Allowed | undefined): readonly Problem[] {
  const asked: Omit<Option, 'isAsked'>[] = options.filter(({ isAsked }) => targets.some(isAsked));
  if (allowed !== undefined && allowed.read.length + allowed.write.length > 0) asked.push(allowance);
  return asked.flatMap((option) => [
    ...tooOld('buildx', version.buildx, option.buildx, option.name),
    ...tooOld('BuildKit', version.buildkit, option.buildkit, option.name),
  ]);
}

function tooOld(program: string, has: string | undefined, needs: string | undefined, name: string): readonly Problem[] {
  if (has === undefined || needs === undefined || compareVersions(has, needs) !== 'older') return [];
  const message = `${name}: ${program} ${has} does not know that; ${needs} is the first that does.`;
  return [error('build/builder-too-old', message, { hint: 'Set up a newer one before the build, with `docker/setup-buildx-action`.' })];
}

function isOn(entry: unknown): boolean {
  return isObject(entry) && attribute(entry, 'disabled') !== 'true';
}
