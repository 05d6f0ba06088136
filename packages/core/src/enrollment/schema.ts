import * as z from 'zod';
import { ok, show } from '../text/index.ts';
import {
  parseArgumentName,
  parseBranchName,
  parseConstraint,
  parseContextName,
  parseContextSource,
  parseDelay,
  parseFolderPath,
  parseHost,
  parseImageName,
  parseJobName,
  parseOwner,
  parsePlatformName,
  parsePublishedTag,
  parseRegistry,
  parseRepoPath,
  parseSlugOfAnyForge,
  parseTagPattern,
  parseTagTemplate,
  parseTarget,
  parseTime,
  parseValuePath,
  parseWorkflowFile,
  refuse,
  sentence,
  type Parsed,
} from './grammar/index.ts';
import { anyScalar, choice, flag, freeMap, listOf, mapOf, strict, text, wholeNumber } from './leaves.ts';

const path = (description: string, ...examples: string[]) => text(parseRepoPath, { description, examples });
const argumentText = text(argumentValue, { description: 'The value; `"22"` or `22`.', type: anyScalar });

const sourceShape = {
  provider: choice(['github', 'gitlab'], { description: 'The forge that the source repository is on.' }),
  host: text(parseHost, {
    description: 'The host of the forge, for GitHub Enterprise Server and self-managed GitLab. Default: `github.com` or `gitlab.com`.',
    examples: ['git.example.com'],
  }).optional(),
  repo: text(parseSlugOfAnyForge, {
    description: 'The source repository, `owner/name` or `group/project`. Default: the repository that this file is in.',
    examples: ['acme/shop'],
  }).optional(),
  branch: text(parseBranchName, { description: 'The branch that is built.', default: 'main', examples: ['main'] }).optional(),
  dockerfile: path('The Dockerfile, as a path from the root of the source repository.', 'apps/shop/Dockerfile'),
  context: text(parseFolderPath, { description: 'The folder that the build sees.', default: '.', examples: ['.', 'apps/shop'] }).optional(),
  workflow: text(parseWorkflowFile, {
    description: 'GitHub: the workflow that builds the image. Without it the build workflow of the factory is used.',
    examples: ['build.yml'],
    type: ['string', 'number'],
  }).optional(),
  pipeline: path('GitLab: the file of the pipeline that builds the image.', '.gitlab-ci.yml').optional(),
  job: text(parseJobName, { description: 'GitLab: the job of the pipeline that builds the image.', examples: ['build-shop'] }).optional(),
  target: text(parseTarget, {
    description: 'The build stage to build. Default: the last one.',
    examples: ['production'],
    type: anyScalar,
  }).optional(),
  platforms: listOf(text(parsePlatformName, { description: 'A platform.', examples: ['linux/amd64', 'linux/arm64'] }), 20, {
    description: 'The platforms to build for.',
    examples: [['linux/amd64', 'linux/arm64']],
  }).optional(),
  buildArgs: mapOf(parseArgumentName, argumentText, {
    description: 'Build arguments by name. They are no place for secrets.',
    examples: [{ NODE_VERSION: '22' }],
  }).optional(),
  contexts: mapOf(
    parseContextName,
    text(parseContextSource, { description: 'An image, a folder or a URL.', examples: ['docker-image://ghcr.io/acme/base:1'] }),
    { description: 'Named build contexts.', examples: [{ base: 'docker-image://ghcr.io/acme/base:1' }] },
  ).optional(),
  bakeFile: path(
    'A bake or compose file; what is not said here comes from its target or service, which `target` may name.',
    'docker-bake.hcl',
  ).optional(),
};

export const Hold = strict(
  {
    reason: text((value) => sentence(value, 500), { description: 'Why nothing is rebuilt.' }),
    until: text(parseTime, {
      description: 'When the hold ends. Without it, it lasts until it is removed.',
      examples: ['2026-12-01T00:00:00Z'],
    }).exactOptional(),
  },
  {
    description: 'Stops rebuilds until a time, or until the hold is removed.',
    examples: [{ reason: 'Release freeze', until: '2026-12-01T00:00:00Z' }],
  },
);

const Update = strict(
  {
    repo: text(parseSlugOfAnyForge, { description: 'The repository that the file is in.', examples: ['acme/deploy'] }),
    branch: text(parseBranchName, { description: 'The branch to change. Default: the default branch.' }).exactOptional(),
    path: path('The file that uses the image.', 'infra/kustomization.yaml'),
    type: choice(['kustomize-set-image', 'yaml-update', 'helm'], { description: 'How the file refers to the image.' }),
    key: text(parseValuePath, {
      description: 'For `yaml-update` and `helm`: the path of the value.',
      examples: ['image.tag'],
    }).exactOptional(),
  },
  { description: 'A file that is brought up to date when a new version is published.' },
);

const Local = strict(
  {
    dir: text(parseFolderPath, { description: 'The folder in this repository.', examples: ['local/tool'] }),
    dockerfile: path('A Dockerfile within the folder.', 'Dockerfile').exactOptional(),
    patchFiles: listOf(path('A patch within the folder.', 'fix.patch'), 100, {
      description: 'Patches that are applied to the source, in this order.',
    }).exactOptional(),
    versionFile: path('A file within the folder that holds the version.', 'VERSION').exactOptional(),
  },
  { description: 'Files kept in this repository for a source that is not ours.' },
);

/** Keys of every entry. */
const commonShape = {
  name: text(parseImageName, {
    description: 'What the factory calls the image; unique among all entries.',
    examples: ['shop'],
    pattern: '^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$',
  }),
  registry: text(parseRegistry, { description: 'The registry of the image.', examples: ['ghcr.io', 'docker.io'] }),
  repository: text((value) => sentence(value, 255), {
    description: 'The path of the image in its registry, without a tag.',
    examples: ['acme/shop', 'library/postgres'],
  }),
  rebuildDelay: text(parseDelay, {
    description: 'How long a changed base image waits before the rebuild: a number and `m`, `h`, `d` or `w`.',
    default: '7d',
    examples: ['7d', '12h', '0d'],
    pattern: '^[0-9]{1,4}[mhdw]$',
  }).optional(),
  autoRebuild: flag({ description: 'Whether rebuilds start by themselves.', default: true }).optional(),
  enabled: flag({ description: 'Set to false to keep the entry and its history but do nothing.', default: true }).optional(),
  hold: Hold.optional(),
  priority: wholeNumber(-1000, 1000, {
    description: 'Higher goes first when not everything can be rebuilt at once.',
    default: 0,
  }).optional(),
  owner: text(parseOwner, {
    description: 'Who owns the image, as Backstage refers to a group or user.',
    examples: ['platform-team'],
  }).optional(),
  description: text((value) => sentence(value, 2000), { description: 'What the image is for.' }).optional(),
  metadata: freeMap({ description: 'Keys of your own, carried along.' }).optional(),
};

/** Keys of images that we build. */
const managedShape = {
  source: strict(sourceShape, { description: 'Where the image is built from. An entry without `source` is only watched.' }).optional(),
  cascade: choice(['transitive', 'direct', 'none'], {
    description: 'Which images are rebuilt after this one: all that depend on it, only the direct ones, or none.',
    default: 'transitive',
  }).optional(),
  publishedTag: text(parsePublishedTag, {
    description: 'The tag that says what is published.',
    default: 'latest',
    examples: ['latest', 'stable'],
    type: anyScalar,
  }).optional(),
  tags: listOf(
    text(parseTagTemplate, {
      description: 'A tag; `{{version}}` and the like are filled in.',
      examples: ['latest', '{{version}}'],
      type: anyScalar,
    }),
    20,
    { description: 'The tags to publish.', examples: [['latest', '{{version}}']] },
  ).optional(),
  versioning: choice(['semver', 'calver', 'run', 'none'], { description: 'How versions are numbered.' }).optional(),
  updates: listOf(Update, 50, { description: 'Files elsewhere that use the image.' }).optional(),
  local: Local.optional(),
  verify: freeMap({ description: 'What signatures and provenance the image must have.' }).optional(),
};

/** Keys of images that we only watch. */
const externalShape = {
  allowTags: text(parseTagPattern, {
    description: 'A regular expression (RE2) for the tags to watch.',
    examples: ['^16-alpine$'],
  }).optional(),
  constraint: text(parseConstraint, {
    description: 'A tag, or a range of versions.',
    examples: ['16-alpine', '>=16 <17'],
    type: anyScalar,
  }).optional(),
  imageSelectionStrategy: choice(['Lexical', 'SemVer', 'NewestBuild', 'Digest'], {
    description: 'How the newest of the tags is found. Default: `Digest` for one tag, `SemVer` for a range, else `Lexical`.',
  }).optional(),
};

/** An entry of images.yaml. Which keys go together is in `entry-rules.ts`. */
export const Entry = strict(
  { ...commonShape, ...managedShape, ...externalShape },
  { description: 'An image that the factory keeps fresh (with `source`) or only watches (without).' },
);
export type Entry = z.infer<typeof Entry>;
export type Source = NonNullable<Entry['source']>;

/** `defaults` of the mapping form: what entries of the file share. An entry's own key wins; `source` is merged key by key. */
export const Defaults = strict(
  {
    ...without(commonShape, 'name', 'repository', 'registry', 'hold', 'enabled', 'description', 'metadata'),
    ...without(managedShape, 'source', 'updates', 'local'),
    registry: commonShape.registry.optional(),
    source: strict(
      { ...sourceShape, provider: sourceShape.provider.optional(), dockerfile: sourceShape.dockerfile.optional() },
      { description: 'What the sources share; used by entries that have a `source`.' },
    ).optional(),
    imageSelectionStrategy: externalShape.imageSelectionStrategy,
  },
  { description: 'What the entries of this file share. A key in an entry wins.' },
);

/** The mapping form of images.yaml. */
export const EnrollmentFile = strict(
  {
    version: z.literal(1).meta({ description: 'The version of this form.', default: 1 }).optional(),
    defaults: Defaults.optional(),
    images: z.array(Entry).meta({ description: 'The images.' }),
  },
  { description: 'The images that the factory looks after.' },
);

/** Keys that only images that we build have, `source` aside. */
export const managedKeys: readonly string[] = Object.keys(managedShape).filter((key) => key !== 'source');
/** Keys that only images that we watch have. */
export const externalKeys: readonly string[] = Object.keys(externalShape);
export const entryKeys: readonly string[] = [...Object.keys(commonShape), ...Object.keys(managedShape), ...externalKeys];
export const sourceKeys: readonly string[] = Object.keys(sourceShape);

function argumentValue(value: string): Parsed<string> {
  return value.length <= 4096 ? ok(value) : refuse(`${show(value)} is longer than 4096 characters.`);
}

function without<T extends object, K extends keyof T>(shape: T, ...keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(shape).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;
}
