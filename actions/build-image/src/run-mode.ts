import { filesIn } from '@image-factory/action-kit';
import { renderBuildSummary, type BuildMetadata, type PackageChange } from '@image-factory/core/build';
import { error, hasErrors, worstFirst, type Problem } from '@image-factory/core/problem';
import { repositoryUrl } from '@image-factory/core/reference';
import { openGround } from '@image-factory/store';
import { assemble, build, findImage, publish, wantedPlatforms, type StepDeps } from '@image-factory/use-cases';
import { withLogin } from './docker-config.ts';
import { gateIn } from './gate.ts';
import type { BuildInputs } from './inputs.ts';
import { matrixOf } from './matrix.ts';
import { readMetadataFiles, writeMetadataFile } from './metadata-files.ts';
import { loginFor, openSteps, type Steps } from './open-steps.ts';
import type { Ended } from './report.ts';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: StepDeps['log'];
  /** The workspace. */
  readonly root: string;
}

/** Does what `mode` says, and leaves what came of it in a file for the next mode. */
export async function runMode(given: BuildInputs, around: Surroundings): Promise<Ended> {
  const { tree } = openGround(around.root, { push: false, checkouts: new Map() }).workTree();
  const found = await findImage(given.imageFactoryDir, given.image, tree);
  if (!found.ok) return { summary: '', problems: found.error };
  const { image } = found.value;
  const repository = repositoryUrl({ domain: image.registry, path: image.repository });
  await using docker = await withLogin(loginFor(given, image.registry, around.env), around.env);
  const steps = openSteps(given, tree, { ...around, env: { ...around.env, ...docker.env } });
  if ((given.mode === 'all' || given.mode === 'build') && !given.dryRun) steps.wakeBuilder();
  switch (given.mode) {
    case 'version': {
      const { allocate } = await import('./allocate.ts');
      const { version, problems } = await allocate(given, found.value, steps, around);
      const platforms = wantedPlatforms(image);
      const summary = version === undefined ? '' : `\`${image.name}\` gets version \`${version}\`.`;
      return {
        repository,
        summary,
        problems,
        wantedPlatforms: platforms,
        matrix: matrixOf(platforms, given.runners),
        ...(version === undefined ? {} : { version }),
      };
    }
    case 'build':
      return await ended(await buildStep(given, steps), repository, given, around);
    case 'assemble':
    case 'publish': {
      const read = await readMetadataFiles(around.root, given.metadata);
      if (!read.ok) return { summary: '', problems: read.error };
      const strangers = read.value.filter((part) => part.image !== image.name || (given.key !== undefined && part.key !== given.key));
      if (strangers.length > 0) return { summary: '', problems: strangers.map((part) => otherImage(image.name, part)) };
      const came =
        given.mode === 'assemble'
          ? await assembleStep(given, read.value, steps, around)
          : await publishStep(given, read.value[0], steps, around);
      return await ended(came, repository, given, around);
    }
    case 'all': {
      const built = await buildStep(given, steps);
      if (built.metadata === undefined || hasErrors(built.problems) || given.dryRun) return await ended(built, repository, given, around);
      const whole = await assembleStep(given, [built.metadata], steps, around);
      const soFar = worstFirst([...built.problems, ...whole.problems]);
      if (whole.metadata?.outcome !== 'built') return await ended({ ...whole, problems: soFar }, repository, given, around);
      const published = await publishStep(given, whole.metadata, steps, around);
      return await ended({ ...whole, ...published, problems: worstFirst([...soFar, ...published.problems]) }, repository, given, around);
    }
  }
}

interface Came {
  readonly metadata?: BuildMetadata;
  readonly notes?: readonly string[];
  readonly packages?: readonly PackageChange[];
  readonly problems: readonly Problem[];
}

async function buildStep(given: BuildInputs, deps: Steps): Promise<Came> {
  const { key, version, revision, attempt, platforms } = given;
  const report = await build(
    {
      dir: given.imageFactoryDir,
      image: given.image,
      pins: given.baseDigests,
      settings: {
        buildArgs: Object.fromEntries(given.buildArgs),
        secrets: [...given.secrets, ...given.secretFiles],
        ssh: given.ssh,
        cacheFrom: given.cacheFrom,
        cacheTo: given.cacheTo,
        pull: given.pull,
        // A fixed package is not in the cache: the same instruction is what made it.
        noCache: given.noCache || given.cause === 'cve',
        ...(given.network === 'none' ? { network: given.network } : {}),
        attest: { provenance: given.provenance, sbom: given.sbom === 'true' ? true : given.sbom === 'false' ? false : given.sbom },
        isReproducible: given.reproducible,
        ...(platforms.length === 0 ? {} : { platforms }),
        ...(given.layout === undefined ? {} : { layout: given.layout }),
      },
      ...(key === undefined ? {} : { key }),
      ...(version === undefined ? {} : { version }),
      ...(revision === undefined ? {} : { revision }),
      ...(attempt === undefined ? {} : { attempt }),
      ...(deps.home === undefined ? {} : { home: deps.home }),
      ...(deps.run === undefined ? {} : { run: deps.run }),
    },
    deps,
    given.dryRun,
  );
  const notes = given.dryRun && report.plan !== undefined ? ['Dry run: nothing was built.'] : [];
  return { problems: report.problems, notes, ...(report.metadata === undefined ? {} : { metadata: report.metadata }) };
}

async function assembleStep(
  given: BuildInputs,
  parts: readonly [BuildMetadata, ...BuildMetadata[]],
  deps: StepDeps,
  { root, env, log }: Surroundings,
): Promise<Came> {
  const { tree } = openGround(root, { push: false, checkouts: new Map() }).workTree();
  const policy = { severity: given.gateSeverity, onlyFixed: given.gateOnlyFixed, allow: given.gateAllow };
  const { metadata, packages, problems } = await assemble(
    {
      dir: given.imageFactoryDir,
      parts,
      gate: { command: given.gateCommand, structureTests: given.structureTests, reports: given.gateReports, policy },
    },
    { ...deps, gate: gateIn(root, env, log), files: filesIn(tree) },
  );
  return { problems, ...(metadata === undefined ? {} : { metadata }), ...(packages === undefined ? {} : { packages }) };
}

/** A tag that moves and that nobody is told of would be worse than none: what is there is written first. */
async function publishStep(given: BuildInputs, metadata: BuildMetadata, deps: StepDeps, { env, root }: Surroundings): Promise<Came> {
  const unwritable = given.dryRun ? [] : await writeMetadataFile(root, given.metadataFile, metadata);
  if (unwritable.length > 0) return { metadata, problems: unwritable };
  const run = Number(env['GITHUB_RUN_NUMBER'] ?? '');
  const report = await publish(
    {
      dir: given.imageFactoryDir,
      metadata,
      dryRun: given.dryRun,
      emergency: given.emergency,
      ...(Number.isSafeInteger(run) && run > 0 ? { runNumber: run } : {}),
    },
    deps,
  );
  const notes = report.tags.filter(({ kind }) => kind === 'would-move').map(({ tag }) => `The tag ${tag} would move.`);
  return { metadata: report.metadata, problems: report.problems, notes };
}

async function ended(
  { metadata, notes = [], packages, problems }: Came,
  repository: string,
  { metadataFile }: BuildInputs,
  { root }: Surroundings,
): Promise<Ended> {
  if (metadata === undefined) return { repository, summary: notes.join('\n'), problems };
  const isTold = problems.some(({ code }) => code === 'state/unwritable');
  const unwritable = isTold ? [] : await writeMetadataFile(root, metadataFile, metadata);
  return {
    metadata,
    repository,
    ...(isTold || unwritable.length > 0 ? {} : { metadataFile }),
    summary: renderBuildSummary({ metadata, repository, notes, ...(packages === undefined ? {} : { packages }) }),
    problems: worstFirst([...problems, ...unwritable]),
  };
}

function otherImage(image: string, { image: other, digest }: BuildMetadata): Problem {
  return error('build/other-image', `${digest} was built for ${other}, or for another request, and this is about ${image}.`, {
    hint: 'Name the files of the jobs that built this image.',
  });
}
