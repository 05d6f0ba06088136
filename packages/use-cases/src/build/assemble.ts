import {
  explainGate,
  indexAnnotations,
  judgeScans,
  mergeIndexes,
  sameContents,
  type BuildMetadata,
  type BuiltFrom,
  type ContentsComparison,
  type GatePolicy,
  type PackageChange,
} from '@image-factory/core/build';
import type { Platform } from '@image-factory/core/dockerfile';
import type { ManagedImage, RepoPath } from '@image-factory/core/enrollment';
import { error, hasErrors, worstFirst, type Problem } from '@image-factory/core/problem';
import { parseDigest, repositoryUrl, type Digest } from '@image-factory/core/reference';
import { readScanReport, type Scan } from '@image-factory/core/scan';
import { fail, ok, sha256Hex, show, type Result } from '@image-factory/core/text';
import type { ReportFiles } from '../rebuild/overrides-read.ts';
import { missingPlatforms, readBuilt, type BuiltImage } from './built-image.ts';
import { findImage } from './find-image.ts';
import { packageChanges } from './packages.ts';
import type { BuildRegistries, StepDeps } from './ports.ts';

/** What an image has to pass before it gets its tags. */
export interface Gate {
  /** A program and its arguments; it is started without a shell. */
  readonly command: readonly string[];
  /** Configurations of container-structure-test. */
  readonly structureTests: readonly string[];
  /** Files of Trivy or Grype about this image, read after the command: it may write them. */
  readonly reports: readonly string[];
  readonly policy: GatePolicy;
}

/** Runs what decides whether an image gets its tags. */
export interface GateRunner {
  /** @param env - what the program is told about the image */
  run(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<{ readonly exitCode: number; readonly tail: string }>;
}

export interface AssembleInputs {
  readonly dir: RepoPath;
  /** What was built: all of one image, on one machine or on several. */
  readonly parts: readonly [BuildMetadata, ...BuildMetadata[]];
  readonly gate: Gate;
}

export interface AssembleDeps extends StepDeps {
  readonly gate: GateRunner;
  readonly files: ReportFiles;
}

export interface AssembleReport {
  readonly metadata?: BuildMetadata;
  /** How it differs from what is published; undefined where nothing is. */
  readonly comparison?: ContentsComparison;
  /** What of its packages differs; undefined where the bills of materials do not tell. */
  readonly packages?: readonly PackageChange[];
  readonly problems: readonly Problem[];
}

/**
 * Makes one image of what was built, and says whether it may get its tags (SPEC section 10): all parts have to be there, it
 * has to differ from what is published, and has to pass the gate. Tags stay where they are.
 */
export async function assemble(inputs: AssembleInputs, deps: AssembleDeps): Promise<AssembleReport> {
  const [first] = inputs.parts;
  const found = await findImage(inputs.dir, first.image, deps.tree);
  if (!found.ok) return { problems: found.error };
  const { image, config } = found.value;
  const registries = await deps.registries(config.registries);
  const digest = await onePiece(image, inputs.parts, registries);
  if (!digest.ok) return { problems: digest.error };
  const [built, published] = await Promise.all([readBuilt(image, digest.value, registries), publishedNow(image, registries)]);
  if (!built.ok) return { problems: built.error };
  const missing = missingPlatforms(image, built.value);
  if (missing.length > 0) return { problems: missing };
  if (!published.ok) return { problems: published.error };
  const comparison = published.value === undefined ? undefined : sameContents(published.value.contents, built.value.contents);
  const isSame = comparison?.kind === 'equal';
  const metadata = toMetadata(inputs.parts, built.value, published.value);
  if (isSame && published.value?.digest === built.value.digest) {
    deps.log.info('It is what is published: somebody was ended before that was said.');
    return { metadata: { ...metadata, outcome: 'built' }, comparison, problems: [] };
  }
  if (isSame) {
    deps.log.info('It holds the same as what is published: no tag moves.');
    return { metadata: { ...metadata, outcome: 'unchanged' }, comparison, problems: [] };
  }
  const repository = { domain: image.registry, path: image.repository };
  const packages = published.value && (await packageChanges(repository, published.value, built.value, registries.read));
  const problems = await deps.log.phase('Gate', () => passGate(image, built.value, inputs.gate, deps));
  const outcome = hasErrors(problems) ? 'gate-failed' : 'built';
  return {
    metadata: { ...metadata, outcome },
    ...(comparison && { comparison }),
    ...(packages && { packages }),
    problems: worstFirst(problems),
  };
}

/** The index of all parts; where there is one part that is an index, it is the whole. */
async function onePiece(
  image: ManagedImage,
  parts: AssembleInputs['parts'],
  { write }: BuildRegistries,
): Promise<Result<Digest, Problem[]>> {
  const [first, ...others] = parts;
  const stranger = others.find((part) => part.image !== first.image || part.key !== first.key || part.version !== first.version);
  if (stranger !== undefined)
    return fail([
      error('build/other-image', `${show(stranger.image)} (${stranger.digest}) was built for something else than ${first.digest}.`, {
        image: image.name,
        hint: 'Give the files of one build: the same image, version and key.',
      }),
    ]);
  if (others.length === 0) return ok(first.digest);
  const repository = { domain: image.registry, path: image.repository };
  const manifests = await Promise.all(parts.map(({ digest }) => write.manifestBytes(repository, digest)));
  const pushed = [];
  for (const [index, manifest] of manifests.entries()) {
    if (manifest.kind !== 'bytes') return fail([notThere(image, parts[index]?.digest ?? first.digest, manifest.why)]);
    const { digest, bytes } = manifest;
    const [platform] = parts[index]?.platforms.keys() ?? [];
    pushed.push({ digest, size: bytes.length, text: bytes.toString('utf8'), ...(platform === undefined ? {} : { platform }) });
  }
  const merged = mergeIndexes(
    pushed,
    indexAnnotations({ image: image.name, version: first.version, key: first.key, revision: first.revision }),
  );
  if (!merged.ok) return fail([{ ...merged.error, image: image.name }]);
  const { text, mediaType } = merged.value;
  const bytes = Buffer.from(text, 'utf8');
  const put = await write.putManifest(repository, { bytes, mediaType }, digestOf(text));
  if (put.kind === 'put') return ok(put.digest);
  return fail([
    error('build/incomplete', `${image.name}: the index of all platforms was not taken: ${put.why}.`, {
      image: image.name,
      hint: 'Run it again.',
    }),
  ]);
}

function digestOf(text: string): Digest {
  const digest = parseDigest(`sha256:${sha256Hex(text)}`);
  if (digest === undefined) throw new TypeError('a hash is a digest');
  return digest;
}

/** What the published tag points to; undefined where there is nothing. */
async function publishedNow(image: ManagedImage, registries: BuildRegistries): Promise<Result<BuiltImage | undefined, Problem[]>> {
  const repository = { domain: image.registry, path: image.repository };
  const standing = await registries.write.tagged(repository, image.publishedTag);
  if (standing.kind === 'missing') return ok(undefined);
  if (standing.kind === 'unknown')
    return fail([
      error('build/incomplete', `${image.name}: nobody knows what is published: ${standing.why}.`, {
        image: image.name,
        hint: 'No tag was moved. Run it again.',
      }),
    ]);
  const built = await readBuilt(image, standing.digest, registries);
  // What is published may be of another make, or damaged: then what was built is something else.
  return ok(built.ok ? built.value : undefined);
}

function toMetadata(parts: AssembleInputs['parts'], built: BuiltImage, published: BuiltImage | undefined): BuildMetadata {
  const [first] = parts;
  const builtFrom = new Map<string, Map<Platform, Digest>>();
  for (const part of parts)
    for (const [name, digests] of part.builtFrom) builtFrom.set(name, new Map([...(builtFrom.get(name) ?? []), ...digests]));
  const startedAt = new Date(Math.min(...parts.map((part) => part.startedAt.getTime())));
  const endedAt = Math.max(...parts.map((part) => part.startedAt.getTime() + part.durationSeconds * 1000));
  return {
    ...first,
    digest: built.digest,
    platforms: built.platforms,
    builtFrom: builtFrom satisfies BuiltFrom,
    startedAt,
    durationSeconds: Math.round((endedAt - startedAt.getTime()) / 1000),
    sizes: { ...(published === undefined ? {} : { before: published.sizes }), after: built.sizes },
    ...(published === undefined ? {} : { publishedDigest: published.digest }),
  };
}

const mostReport = 50 * 1024 * 1024;

async function passGate(image: ManagedImage, built: BuiltImage, gate: Gate, deps: AssembleDeps): Promise<Problem[]> {
  const reference = `${repositoryUrl({ domain: image.registry, path: image.repository })}@${built.digest}`;
  const env = { IMAGE: reference, IMAGE_NAME: image.name, IMAGE_DIGEST: built.digest };
  const commands = [
    ...(gate.command.length === 0 ? [] : [gate.command]),
    ...gate.structureTests.map((file) => ['container-structure-test', 'test', '--image', reference, '--config', file]),
  ];
  for (const argv of commands) {
    const { exitCode, tail } = await deps.gate.run(argv, env);
    if (exitCode !== 0) return [refused(image, `${show(argv[0] ?? '')} ended with ${exitCode}${tail === '' ? '' : `: ${tail}`}`)];
  }
  if (gate.reports.length === 0) return [];
  const problems: Problem[] = [];
  const scans: Scan[] = [];
  for (const file of gate.reports) {
    const read = await deps.files.read(file, mostReport);
    const checked = read.kind === 'file' ? readScanReport(read.text, file) : undefined;
    problems.push(...(checked?.problems ?? []));
    if (checked?.value?.kind === 'scan') scans.push(checked.value);
    else problems.push(refused(image, `${show(file)} is no report of a scan`));
  }
  if (hasErrors(problems)) return problems;
  const verdict = judgeScans(scans, new Set([built.digest, ...built.platforms.values(), ...built.configs]), gate.policy);
  return verdict.kind === 'passed' ? problems : [...problems, refused(image, explainGate(verdict))];
}

function refused(image: ManagedImage, why: string): Problem {
  return error('build/gate', `${image.name} is built and gets no tags: ${why.replace(/\.$/, '')}.`, {
    image: image.name,
    hint: 'The published tags stay where they are. Mend what is wrong, or change the policy.',
  });
}

function notThere(image: ManagedImage, digest: Digest, why: string): Problem {
  return error('build/incomplete', `${image.name}: ${digest} can not be read: ${why}.`, { image: image.name, hint: 'Build it again.' });
}
