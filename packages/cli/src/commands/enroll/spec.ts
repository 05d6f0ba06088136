import type { CommandSpec } from '../../command-line/spec.ts';
import { dryRunOption } from '../shared-options.ts';

const built = 'An image that we build';
const watched = 'An image that is only watched';

export const enrollSpec = {
  name: 'enroll',
  summary: 'Add an image to images.yaml.',
  description: [
    'Adds one entry at the end of images.yaml and leaves every other line, comment and blank as it is. With --dockerfile the image is one that we build; with --allow-tags or --constraint it is only watched.',
    'The entry is checked before anything is written. A name or an image that is enrolled already is refused.',
  ],
  arguments: [],
  options: {
    name: { type: 'text', value: 'NAME', description: 'What the factory calls the image. Required.' },
    registry: { type: 'text', value: 'HOST', description: 'Registry of the image. Required.' },
    repository: { type: 'text', value: 'PATH', description: 'Path of the image in its registry. Required.' },
    owner: { type: 'text', value: 'OWNER', description: 'Who owns it, as Backstage refers to a group or user.' },
    description: { type: 'text', value: 'TEXT', description: 'What it is for.' },
    'rebuild-delay': { type: 'text', value: 'DELAY', description: 'How long a changed base waits before the rebuild: 12h, 7d.' },
    'no-auto-rebuild': { type: 'flag', description: 'Never rebuild by itself.' },
    ...dryRunOption,
    dockerfile: { type: 'text', value: 'PATH', group: built, description: 'Its Dockerfile, from the root of the source repository.' },
    'source-repo': { type: 'text', value: 'OWNER/REPO', group: built, description: 'The source repository. Default: this repository.' },
    'source-provider': {
      type: 'text',
      value: 'FORGE',
      choices: ['github', 'gitlab'],
      default: 'github',
      group: built,
      description: 'The forge that it is on.',
    },
    'source-host': { type: 'text', value: 'HOST', group: built, description: 'Host of the forge. Default: github.com or gitlab.com.' },
    branch: { type: 'text', value: 'BRANCH', group: built, description: 'The branch that is built. Default: main.' },
    context: {
      type: 'text',
      value: 'DIR',
      group: built,
      description: 'The folder that the build sees. Default: the root of the source repository.',
    },
    target: { type: 'text', value: 'STAGE', group: built, description: 'The build stage to build. Default: the last one.' },
    platform: { type: 'list', value: 'OS/ARCH', group: built, description: 'A platform to build for. May be given several times.' },
    workflow: {
      type: 'text',
      value: 'FILE',
      group: built,
      description: 'GitHub: the workflow that builds it. Default: the build workflow of the factory.',
    },
    pipeline: { type: 'text', value: 'PATH', group: built, description: 'GitLab: the file of the pipeline that builds it.' },
    job: { type: 'text', value: 'NAME', group: built, description: 'GitLab: the job of the pipeline that builds it.' },
    'allow-tags': { type: 'text', value: 'REGEX', group: watched, description: 'The tags to watch, as a regular expression (RE2).' },
    constraint: { type: 'text', value: 'TEXT', group: watched, description: 'A tag, or a range of versions.' },
    strategy: {
      type: 'text',
      value: 'NAME',
      choices: ['Lexical', 'SemVer', 'NewestBuild', 'Digest'],
      group: watched,
      description: 'How the newest of the tags is found.',
    },
  },
  reads: [{ path: 'image-factory/images.yaml, image-factory/images.d/*.yaml', about: 'the enrolled images' }],
  writes: [{ path: 'image-factory/images.yaml', about: 'one more entry' }],
  examples: [
    {
      line: 'image-factory enroll --name shop --registry ghcr.io \\\n  --repository acme/shop --dockerfile apps/shop/Dockerfile',
      about: 'An image that this repository builds.',
    },
    {
      line: "image-factory enroll --name postgres --registry docker.io \\\n  --repository library/postgres --allow-tags '^16-alpine$' --dry-run",
      about: 'See the change that an image to watch would make.',
    },
  ],
  output: 'report',
} as const satisfies CommandSpec;
