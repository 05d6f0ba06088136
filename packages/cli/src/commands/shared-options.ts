import type { OptionSpecs } from '../command-line/spec.ts';

/** Options of the commands that may change files. */
export const dryRunOption = {
  'dry-run': { type: 'flag', description: 'Say what would change and write nothing.' },
} as const satisfies OptionSpecs;

const commitGroup = 'Committing';

/** Options of the commands that may make a commit of what they change. */
export const commitOptions = {
  commit: {
    type: 'flag',
    group: commitGroup,
    description:
      'Make one commit of what changed, on the branch that is checked out, and push it to `origin` (https only; with the token in GITHUB_TOKEN or GITLAB_TOKEN, when there is one). What stands uncommitted is neither read nor committed. When others commit at the same time, the run is made again on what they left.',
  },
  'no-push': { type: 'flag', group: commitGroup, description: 'With --commit: leave the remote alone.' },
} as const satisfies OptionSpecs;

/** Options that decide about the exit code. */
export const exitOptions = {
  strict: { type: 'flag', description: 'Exit with 1 on warnings too.' },
  'exit-code': { type: 'flag', description: 'Exit with 2 when changes were found.' },
} as const satisfies OptionSpecs;

/** Options of the commands that read Dockerfiles. */
export const analysisOptions = {
  image: { type: 'text', value: 'NAME', description: 'Analyze only this image.' },
  shard: {
    type: 'text',
    value: 'I/N',
    description:
      'Analyze only one of N parts of the images: 2/5 is the second of five. In a matrix of jobs, each with --commit and a part of its own, all of them leave the state that one run leaves, whichever comes last.',
  },
  checkout: {
    type: 'list',
    value: 'OWNER/REPO=DIR',
    description: 'Where another source repository is checked out. May be given several times. Sources in this repository need none.',
  },
  offline: {
    type: 'flag',
    description:
      'Ask no other repository: a source that is neither here nor checked out is an error. Also with IMAGE_FACTORY_OFFLINE=1. Without it such sources are read over https: as the GitHub App in IMAGE_FACTORY_APP_ID and IMAGE_FACTORY_APP_PRIVATE_KEY, or with the token in GITHUB_TOKEN or GITLAB_TOKEN, where it is for their host.',
  },
  ...dryRunOption,
  ...exitOptions,
  ...commitOptions,
} as const satisfies OptionSpecs;

const reportGroup = 'Vulnerabilities';

/** Options of the commands that decide about rebuilds. */
export const reportOptions = {
  report: {
    type: 'list',
    value: 'IMAGE=FILE',
    group: reportGroup,
    description:
      'What Trivy or Grype found in IMAGE, in JSON: an image that is built here, as it is published, or the new version of a base image. An urgent vulnerability that a rebuild would fix does not wait for the delay. May be given several times. The registries are asked for the layers of base images.',
  },
  advisories: {
    type: 'list',
    value: 'FILE',
    group: reportGroup,
    description: "A list of advisories, or CISA's catalog of exploited vulnerabilities, in JSON. May be given several times.",
  },
} as const satisfies OptionSpecs;
