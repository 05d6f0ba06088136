import type { CommandSpec } from '../../command-line/spec.ts';
import { exitOptions, reportOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const pinSpec = {
  name: 'pin',
  summary: 'Move pinned base images on, by pull requests.',
  description: [
    'A base image that is written as `name:tag@sha256:…` moves only when somebody edits the file. This opens a pull request for each base image and repository in which the digest moves on to what stands under the tag, by the same rules as a rebuild: the delay of the image, counted from the first sight of the change, the settle window, holds. Nothing but the digits is changed.',
    'The branch of a pull request is used again: it is brought up to date when the base moves again, left alone while it is right, and closed when nothing is left to move. Commits of others on it stay. When somebody closes it, the same digest is not proposed again. After a merge the next `update` finds the new digest, and the base image is followed from there.',
    'Pins are found where the analysis reads them: in Dockerfiles, bake and compose files, and images.yaml. State is read, and not written.',
    'It reads and proposes with the token in GITHUB_TOKEN, in other repositories with that in IMAGE_FACTORY_PULL_REQUEST_TOKEN, when there is one. On GitLab it is a merge request in the project that is checked out, with the token in GITLAB_TOKEN. Those of other owners have to agree in `.github/image-factory.yml`. While a file STOP is in the folder of images.yaml, nothing is proposed.',
    'With --report a fixed vulnerability that is urgent by factory.yaml, and that a moved pin would rid the image of, does not wait for the delay; holds stand against it.',
    'With names, only the pins of these images.',
  ],
  arguments: [{ name: 'NAME', description: 'Names of enrolled images.', many: true }],
  options: {
    'dry-run': { type: 'flag', description: 'Say which pins would move, and propose nothing. No forge is asked.' },
    ...reportOptions,
    ...exitOptions,
  },
  reads: [
    touched.images,
    touched.factory,
    touched.state,
    touched.dockerfiles,
    { path: 'FILE', about: 'of each --report and --advisories' },
  ],
  writes: [{ path: 'pull requests', about: 'branches `image-factory/pin/…` of the repositories that hold the pins' }],
  examples: [
    { line: 'image-factory pin --dry-run', about: 'See which pins are behind, and when they move.' },
    { line: 'image-factory pin', about: 'Open the pull requests that are due, and look after those that are open.' },
    { line: 'image-factory pin web --json', about: 'The pins of one image, for programs.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
