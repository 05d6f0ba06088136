import { analyzeDockerfile, analyzerVersion, type BuildOptions } from '@image-factory/core/dockerfile';
import type { Enrollment, ImageName, ManagedImage } from '@image-factory/core/enrollment';
import { error, hasErrors, warning, type Problem } from '@image-factory/core/problem';
import { textField, type Discovery, type StateSnapshot } from '@image-factory/core/state';
import { sha256Hex } from '@image-factory/core/text';
import pLimit from 'p-limit';
import type { Log, Sources } from './ports.ts';

export interface Findings {
  readonly discoveries: ReadonlyMap<ImageName, Discovery>;
  readonly problems: readonly Problem[];
}

const atOnce = 16;

/**
 * Reads and analyses the Dockerfiles of the enabled managed images, several at once; the result never depends on which
 * is read first. One image that fails never stops the others (P10). Unchanged input is not parsed again.
 *
 * @param only - the one image to look at; all when undefined
 */
export async function discover(
  enrollment: Enrollment,
  state: StateSnapshot,
  only: ImageName | undefined,
  deps: { sources: Sources; log: Log },
): Promise<Findings> {
  const images = [...enrollment.images.values()].filter(
    (image): image is ManagedImage => image.kind === 'managed' && image.enabled && (only === undefined || image.name === only),
  );
  const limit = pLimit(atOnce);
  let done = 0;
  const found = await Promise.all(
    images.map((image) =>
      limit(async () => {
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
  const read = await sources.read(image.source, dockerfile);
  switch (read.kind) {
    case 'file':
      return analyzeText(image, read.text, read.hash, state);
    case 'missing':
      return failed(missing(image));
    case 'refused':
      return failed(notReadable(image, read.code, read.reason));
    case 'elsewhere':
      return failed(elsewhere(image, read.repo));
  }
}

function analyzeText(image: ManagedImage, text: string, hash: string, state: StateSnapshot): Found {
  const options = buildOptions(image);
  const key = analysisKey(hash, options);
  const known = state.images.get(image.name);
  if (known !== undefined && textField(known, 'analysisKey') === key && textField(known, 'discoveryStatus') === 'success') {
    return { discovery: { kind: 'unchanged' }, problems: [] };
  }
  const { value, problems } = analyzeDockerfile(text, options);
  const named = problems.map((problem) => ({ ...problem, image: image.name }));
  if (value.refused) return failed(...orRefused(image, named));
  return {
    discovery: { kind: 'success', images: value.images, unknown: value.unknown, ...(named.length === 0 ? { key } : {}) },
    problems: named,
  };
}

function orRefused(image: ManagedImage, problems: readonly Problem[]): readonly Problem[] {
  if (hasErrors(problems)) return problems;
  return [
    ...problems,
    error('dockerfile/invalid', 'BuildKit would refuse this Dockerfile.', { image: image.name, source: { file: image.source.dockerfile } }),
  ];
}

function buildOptions({ source }: ManagedImage): BuildOptions {
  const { dockerfile, target, platforms, buildArgs, contexts } = source;
  return {
    file: dockerfile,
    ...(target === undefined ? {} : { target }),
    ...(platforms === undefined ? {} : { platforms }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
    ...(contexts === undefined ? {} : { contexts }),
  };
}

/** Fingerprint of all that decides what an analysis finds (SPEC section 4): 16 hex digits. */
function analysisKey(hash: string, { target, platforms, buildArgs, contexts }: BuildOptions): string {
  const input = [analyzerVersion, hash, target ?? null, platforms ?? null, ordered(buildArgs), ordered(contexts)];
  return sha256Hex(JSON.stringify(input)).slice(0, 16);
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
