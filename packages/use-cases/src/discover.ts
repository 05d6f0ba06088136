import { analyzeDockerfile, analyzerVersion, type BuildOptions } from '@image-factory/core/dockerfile';
import type { Enrollment, ImageName, ManagedImage } from '@image-factory/core/enrollment';
import { error, hasErrors, warning, type Problem } from '@image-factory/core/problem';
import { textField, type Discovery, type StateSnapshot } from '@image-factory/core/state';
import { sha256Hex } from '@image-factory/core/text';
import pLimit, { type LimitFunction } from 'p-limit';
import { analyzeLinked, withLinked } from './definition/analyze-linked.ts';
import { defineBuild, enrolledBuild, type DefinedBuild } from './definition/define-build.ts';
import { readDefinition, type DefinitionFiles } from './definition/read-definition.ts';
import type { Log, SourceRead, Sources } from './ports.ts';

export interface Findings {
  readonly discoveries: ReadonlyMap<ImageName, Discovery>;
  readonly problems: readonly Problem[];
}

/** On one host: the images of a slow one do not hold up those of the others. */
const atOnce = 16;
/** Of this repository: nobody else is asked, and what is read together costs less. */
const atOnceHere = 256;

/**
 * Reads and analyses the Dockerfiles of the enabled managed images, several at once; the result never depends on which
 * is read first. One image that fails never stops the others (P10). Unchanged input is not parsed again.
 *
 * @param chosen - whether an image is to be looked at; default: all
 */
export async function discover(
  enrollment: Enrollment,
  state: StateSnapshot,
  chosen: ((name: ImageName) => boolean) | undefined,
  deps: { sources: Sources; log: Log },
): Promise<Findings> {
  const images = [...enrollment.images.values()].filter(
    (image): image is ManagedImage => image.kind === 'managed' && image.enabled && (chosen === undefined || chosen(image.name)),
  );
  const limits = new Map<string, LimitFunction>();
  const limitOf = ({ source: { repo, host } }: ManagedImage): LimitFunction => {
    const place = repo === undefined ? '' : host;
    const limit = limits.get(place) ?? pLimit(repo === undefined ? atOnceHere : atOnce);
    limits.set(place, limit);
    return limit;
  };
  let done = 0;
  const found = await Promise.all(
    images.map((image) =>
      limitOf(image)(async () => {
        const result = await discoverImage(image, state, deps.sources);
        done += 1;
        deps.log.progress?.(done, images.length);
        return { image, ...result };
      }),
    ),
  );
  return {
    discoveries: new Map(found.map(({ image, discovery }) => [image.name, discovery])),
    problems: found.flatMap(({ problems }) => problems),
  };
}

interface Found {
  readonly discovery: Discovery;
  readonly problems: readonly Problem[];
}

async function discoverImage(image: ManagedImage, state: StateSnapshot, sources: Sources): Promise<Found> {
  const { dockerfile } = image.source;
  const [read, around] = await Promise.all([sources.read(image.source, dockerfile), readDefinition(image, sources)]);
  if (around.kind === 'failed') return failed(around.problem);
  const definition = around.kind === 'found' ? around.definition : undefined;
  switch (read.kind) {
    case 'file':
      return analyzeRead(image, read, definition, state, sources);
    case 'missing':
      return failed(missing(image));
    case 'refused':
      return failed(notReadable(image, read.code, read.reason));
    case 'elsewhere':
      return failed(elsewhere(image, read.repo));
    case 'unreachable':
      return failed(unreachable(image, read));
  }
}

type ReadFile = Extract<SourceRead, { kind: 'file' }>;

async function analyzeRead(
  image: ManagedImage,
  { text, hash }: ReadFile,
  definition: DefinitionFiles | undefined,
  state: StateSnapshot,
  sources: Sources,
): Promise<Found> {
  const hashes = definition?.files.map((file) => file.hash) ?? [];
  const key = analysisKey(hash, enrolledBuild(image), hashes);
  const known = state.images.get(image.name);
  if (known !== undefined && textField(known, 'analysisKey') === key && textField(known, 'discoveryStatus') === 'success') {
    return { discovery: { kind: 'unchanged' }, problems: [] };
  }
  const build = await defined(image, definition, sources);
  if (hasErrors(build.problems)) return failed(...build.problems);
  const { value, problems } = analyzeDockerfile(build.inline ?? text, build.options);
  const named = [...build.problems, ...problems.map((problem) => ({ ...problem, image: image.name }))];
  if (value.refused) return failed(...orRefused(image, named));
  const linked = await Promise.all(build.linked.map((link) => analyzeLinked(image, link, sources)));
  const all = [...named, ...linked.flatMap((found) => found.problems)];
  const images = withLinked(
    value.images,
    linked.flatMap((found) => found.images),
  );
  // What linked builds are made from is not part of the key, so they are looked at each time.
  const isKnown = all.length === 0 && linked.length === 0;
  return { discovery: { kind: 'success', images, unknown: value.unknown, ...(isKnown ? { key } : {}) }, problems: all };
}

async function defined(image: ManagedImage, definition: DefinitionFiles | undefined, sources: Sources): Promise<DefinedBuild> {
  if (definition === undefined) return { options: enrolledBuild(image), linked: [], problems: [] };
  return defineBuild(image, definition, sources, image.source.repo);
}

function orRefused(image: ManagedImage, problems: readonly Problem[]): readonly Problem[] {
  if (hasErrors(problems)) return problems;
  return [
    ...problems,
    error('dockerfile/invalid', 'BuildKit would refuse this Dockerfile.', { image: image.name, source: { file: image.source.dockerfile } }),
  ];
}

/**
 * Fingerprint of all that decides what an analysis finds (SPEC section 4): the analyzer's version, the start of the
 * Dockerfile's own hash, and a hash of what is told beside it, where something is. The content was hashed when it was read,
 * so there is little left to hash here.
 *
 * @param around - hashes of the files that say how it is built
 */
function analysisKey(hash: string, { target, platforms, buildArgs, contexts }: BuildOptions, around: readonly string[]): string {
  const beside = [target ?? null, platforms ?? null, ordered(buildArgs), ordered(contexts), ...around];
  const isBare = beside.every((part) => part === null || part.length === 0);
  const parts = [String(analyzerVersion), hash.slice(0, 16), ...(isBare ? [] : [sha256Hex(JSON.stringify(beside)).slice(0, 12)])];
  return parts.join('-');
}

function ordered(record: Readonly<Record<string, string>> | undefined): [string, string][] {
  return Object.entries(record ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function failed(...problems: readonly Problem[]): Found {
  const first = problems.find(({ severity }) => severity === 'error') ?? problems[0];
  if (first === undefined) throw new TypeError('a failed discovery has a reason');
  const line = first.source?.range?.start.line;
  const { code, message } = first;
  const inDockerfile = code.startsWith('dockerfile/') && code !== 'dockerfile/missing';
  return { discovery: { kind: 'failed', code, message, ...(line === undefined || !inDockerfile ? {} : { line }) }, problems };
}

function missing(image: ManagedImage): Problem {
  return warning('dockerfile/missing', `${image.name}: there is no file ${image.source.dockerfile}.`, {
    image: image.name,
    source: image.dockerfileAt ?? image.at,
    hint: 'Correct `source.dockerfile`: the path starts at the root of the source repository. What earlier runs found is kept.',
  });
}

function notReadable(image: ManagedImage, code: string, reason: string): Problem {
  const kind = code === 'too-large' || code === 'not-utf8' ? 'dockerfile/too-large' : 'dockerfile/not-a-file';
  return error(kind, `${image.name}: ${image.source.dockerfile} can not be read: ${reason}.`, {
    image: image.name,
    source: image.dockerfileAt ?? image.at,
    hint: 'A Dockerfile is a regular text file of at most 1 MiB, reached without symbolic links. What earlier runs found is kept.',
  });
}

function elsewhere(image: ManagedImage, repo: string): Problem {
  return error('source/elsewhere', `${image.name}: the source repository ${repo} is not here.`, {
    image: image.name,
    source: image.at,
    hint: `Check it out and say where: \`--checkout ${repo}=DIR\` (action: \`checkouts\`). What earlier runs found is kept.`,
  });
}

/** Nothing is known of the Dockerfile then, least of all that it has changed. */
function unreachable(image: ManagedImage, { reason, hint }: { readonly reason: string; readonly hint: string }): Problem {
  return error('source/unreachable', `${image.name}: ${reason}.`, {
    image: image.name,
    source: image.at,
    hint: `${hint} What earlier runs found is kept.`,
  });
}
