import { filledByRunner, Flag, FolderInput, Lines, parsedBy, PathInput, Secret } from '@image-factory/action-kit';
import { parsePins, parseVersion, type BuildCache, type BuildSecret, type BuildSsh } from '@image-factory/core/build';
import { parsePlatform } from '@image-factory/core/dockerfile';
import { parseImageName } from '@image-factory/core/enrollment';
import { parseRebuildKey } from '@image-factory/core/rebuild';
import { parseVulnerabilityId } from '@image-factory/core/scan';
import { fail, isObject, ok, parseJson, show, type Result } from '@image-factory/core/text';
import { z } from 'zod';

interface Refused {
  readonly message: string;
  readonly hint?: string;
}

/** A list of values, one a line, that all have to be right. */
function linesOf<T>(parse: (line: string) => Result<T, Refused>) {
  return parsedBy<readonly T[]>((text) => {
    const values: T[] = [];
    for (const line of Lines.parse(text)) {
      const value = parse(line);
      if (!value.ok) return value;
      values.push(value.value);
    }
    return ok(values);
  });
}

function pair(line: string, what: string, example: string): Result<readonly [string, string], Refused> {
  const at = line.indexOf('=');
  if (at > 0) return ok([line.slice(0, at), line.slice(at + 1)]);
  return fail({ message: `${show(line)} is not ${what}.`, hint: `Write NAME=VALUE, such as \`${example}\`.` });
}

const name = /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/;

function buildArg(line: string): Result<readonly [string, string], Refused> {
  const read = pair(line, 'a build argument', 'NODE_VERSION=22');
  return !read.ok || name.test(read.value[0]) ? read : fail({ message: `${show(read.value[0])} is not the name of a build argument.` });
}

function secretOf(from: BuildSecret['from']): (line: string) => Result<BuildSecret, Refused> {
  return (line) => {
    const read = pair(line, 'a secret', from === 'file' ? 'npmrc=.npmrc' : 'token=NPM_TOKEN');
    if (!read.ok) return read;
    const [id, where] = read.value;
    if (!name.test(id) || where === '') return fail({ message: `${show(line)} is not a secret.` });
    if (from === 'file') return ok({ id, from, path: where });
    return name.test(where)
      ? ok({ id, from, variable: where })
      : fail({ message: `${show(where)} is not the name of an environment variable.` });
  };
}

function sshOf(line: string): Result<BuildSsh, Refused> {
  const [id = '', paths = ''] = line.split('=', 2);
  return name.test(id)
    ? ok({ id, paths: paths.split(',').filter((path) => path !== '') })
    : fail({ message: `${show(line)} is not an SSH key.` });
}

function cacheOf(line: string): Result<BuildCache, Refused> {
  const attributes: Record<string, string> = {};
  for (const part of line.split(',')) {
    const read = pair(part, 'part of a cache', 'type=registry,ref=ghcr.io/acme/app:cache');
    if (!read.ok) return read;
    attributes[read.value[0]] = read.value[1];
  }
  const { type, ...rest } = attributes;
  return type === undefined || !/^[a-z0-9]{1,32}$/.test(type)
    ? fail({ message: `${show(line)} does not say which kind of cache it is.`, hint: 'Such as `type=gha,scope=app`.' })
    : ok({ type, attributes: rest });
}

function parsed<T>(parse: (text: string) => T | undefined, what: string, hint: string): (text: string) => Result<T, Refused> {
  return (text) => {
    const value = parse(text);
    return value === undefined ? fail({ message: `${show(text)} is not ${what}.`, hint }) : ok(value);
  };
}

const Platforms = linesOf(parsed(parsePlatform, 'a platform', 'Such as `linux/arm64`.'));

/** What action.yml declares; a test holds the two together. */
export const BuildInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml and factory.yaml, from the root of the workspace.',
  ),
  image: parsedBy(parseImageName).describe('Name of the enrolled image.'),
  mode: z
    .enum(['all', 'version', 'build', 'assemble', 'publish'])
    .default('all')
    .describe(
      '`version` gives the build its version, in state. `build` builds and pushes by digest. `assemble` puts the platforms together, compares with what is published, and runs the gate. `publish` moves the tags. `all` does the last three.',
    ),
  key: parsedBy(parsed(parseRebuildKey, 'the key of a rebuild', 'Leave it out where nobody asked for this build.'))
    .optional()
    .describe('The rebuild that asks for this build, as `dispatch-rebuild` gives it. What was built for it before is not built again.'),
  cause: z
    .string()
    .optional()
    .describe('Why it is built: `cve`, `manual`, `parent` or `routine`. For `cve` nothing is taken from a cache.'),
  baseDigests: parsedBy((text) => {
    const { value, problems } = parsePins(text);
    const [first] = problems;
    return first === undefined ? ok(value) : fail({ message: first.message, ...(first.hint === undefined ? {} : { hint: first.hint }) });
  })
    .prefault('')
    .describe(
      'What it is to be built from, as `dispatch-rebuild` gives it: JSON of digests by image and platform. What is not named is taken as its tag is now.',
    ),
  attempt: z.coerce.number().int().min(1).max(1000).optional().describe('Which attempt for the key this is, from 1.'),
  version: parsedBy(parsed(parseVersion, 'a version', 'A version has the form of a tag, such as `1.4.2`.'))
    .optional()
    .describe('The version. Without it, and without a mode that gives one, the image has none.'),
  gitTag: z.string().optional().describe('For the mode `version`: the tag of the commit, which then is the version.'),
  bump: z.enum(['major', 'minor', 'patch']).default('patch').describe('For the mode `version`: what is raised in `versioning: semver`.'),
  revision: z.string().optional().describe("The commit of the source that is built. Default: the newest of the source's branch."),
  platforms: Platforms.prefault('').describe(
    'Build only these, one a line, where each has a runner of its own. Default: all that the image has.',
  ),
  runners: parsedBy((text) => {
    const value = parseJson(text);
    const entries = isObject(value) ? Object.entries(value) : undefined;
    const runners = new Map(
      entries?.flatMap(([key, runner]) => (typeof runner === 'string' ? [[parsePlatform(key), runner] as const] : [])),
    );
    return entries === undefined || runners.size !== entries.length || runners.has(undefined)
      ? fail({ message: `${show(text)} does not say which runner a platform has.`, hint: 'It is JSON: `{"linux/amd64": "ubuntu-24.04"}`.' })
      : ok(runners);
  })
    .prefault('{"linux/amd64": "ubuntu-24.04", "linux/arm64": "ubuntu-24.04-arm"}')
    .describe(
      'For the mode `version`: JSON of the runner of each platform, for `matrix`. A platform without one is emulated on the first.',
    ),
  buildArgs: linesOf(buildArg).prefault('').describe('Build arguments, NAME=VALUE, one a line; they go before those of the enrollment.'),
  secrets: linesOf(secretOf('environment'))
    .prefault('')
    .describe('Secrets for `RUN --mount=type=secret`, ID=VARIABLE, one a line: the variable of the step holds the value.'),
  secretFiles: linesOf(secretOf('file')).prefault('').describe('Secrets from files, ID=PATH, one a line.'),
  ssh: linesOf(sshOf).prefault('').describe('Keys for `RUN --mount=type=ssh`, ID or ID=PATH, one a line; without a path the agent.'),
  cacheFrom: linesOf(cacheOf).prefault('').describe('Where a cache is taken from, as buildx has it, one a line: `type=gha,scope=app`.'),
  cacheTo: linesOf(cacheOf)
    .prefault('')
    .describe('Where the cache is put, one a line: `type=registry,ref=ghcr.io/acme/app:cache,mode=max`.'),
  pull: Flag.default(true).describe('Ask the registry for base images even where the builder has them.'),
  noCache: Flag.default(false).describe('Take nothing from a cache.'),
  network: z
    .enum(['default', 'none'])
    .default('default')
    .describe(
      'What steps of the Dockerfile reach. With `none` nobody: no server, no metadata address of a cloud, no service of the runner. Base images and `ADD` of addresses are fetched by the builder all the same.',
    ),
  provenance: z
    .enum(['max', 'min', 'none'])
    .default('max')
    .describe('What the image says about how it was built. `max` has the build arguments in it.'),
  sbom: z.string().default('true').describe('Attach a bill of materials: `true`, `false`, or the image of a generator.'),
  reproducible: Flag.default(false).describe('Give all files the time of the commit, so that the same source makes the same bytes.'),
  layout: z.string().optional().describe('Write an OCI layout to this folder and push nothing. Only with `build`.'),
  builder: z.string().optional().describe('The builder of buildx. Default: the current one.'),
  gateCommand: Lines.default([]).describe(
    'A program that decides whether the image gets its tags, and its arguments, one a line; started without a shell. It finds IMAGE, IMAGE_NAME and IMAGE_DIGEST.',
  ),
  structureTests: Lines.default([]).describe('Configurations of container-structure-test, one a line.'),
  gateReports: Lines.default([]).describe('What Trivy or Grype found in this image, in JSON, one file a line; read after `gate-command`.'),
  gateSeverity: z
    .enum(['critical', 'high', 'medium', 'low', 'none'])
    .default('critical')
    .describe('Findings of this severity and worse keep the image from its tags.'),
  gateOnlyFixed: Flag.default(true).describe('Only findings that have a fixed version count.'),
  gateAllow: linesOf(parsed(parseVulnerabilityId, 'the id of a vulnerability', 'Such as `CVE-2026-12345`.'))
    .prefault('')
    .describe('Findings that count for nothing, one id a line.'),
  metadata: Lines.default([]).describe(
    'Files that earlier modes wrote (`metadata-file`), or folders with such files, one a line. For `assemble` there is one for each runner.',
  ),
  metadataFile: PathInput.prefault('build-metadata.json').describe('Where to write what came of it, in the workspace.'),
  emergency: Flag.default(false).describe('Move the tags although the image is held.'),
  dryRun: Flag.default(false).describe('Say what would be built, or which tags would move.'),
  strict: Flag.default(false).describe('Fail on warnings too.'),
  registryUsername: z.string().optional().describe("The user of `registry-password`. Default: that of the runner's `docker login`."),
  registryPassword: Secret.optional().describe(
    'Password or token that may push the image. Default: what `docker login` left, and for GHCR the token of the job.',
  ),
  sourceToken: Secret.optional().describe('Token that may read the source, where it is in another repository that not everybody may read.'),
  githubToken: filledByRunner(Secret, '${{ github.token }}')
    .optional()
    .describe('Token of this repository. For `version` the job needs `contents` write, for pushing to GHCR `packages` write.'),
});
export type BuildInputs = z.output<typeof BuildInputs>;
