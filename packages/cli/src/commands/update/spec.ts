import type { CommandSpec } from '../../command-line/spec.ts';
import { analysisOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const updateSpec = {
  name: 'update',
  summary: 'Bring state and manifests up to date: analyze and synth in one step.',
  description: [
    'Reads the enrolled images and their Dockerfiles, finds every image that each build pulls, records it as state files, and writes the Kargo manifests that watch those images. State and manifests come from one reading, so they never disagree.',
    'Files change only when something other than a time of looking changed: a second run on the same input writes nothing. An image that can not be read costs the others nothing, and what was known about it is kept.',
  ],
  arguments: [],
  options: {
    ...analysisOptions,
    'pull-request': {
      type: 'flag',
      group: 'Committing',
      description:
        'Bring what changed into the one pull request of the factory, which is opened, brought up to date or closed. On GitHub with the token in GITHUB_TOKEN; on GitLab it is a merge request, with the token in GITLAB_TOKEN. It is the same as --commit where factory.yaml asks for pull requests.',
    },
  },
  reads: [touched.images, touched.factory, touched.state, touched.dockerfiles],
  writes: [touched.stateWritten, touched.manifests, touched.catalog],
  examples: [
    { line: 'image-factory update', about: 'Everything, in the repository that you are in.' },
    { line: 'image-factory update --dry-run --exit-code', about: 'In CI: exit with 2 when somebody forgot to run it.' },
    { line: 'image-factory update --checkout acme/shop=../shop', about: 'With a source repository that is checked out elsewhere.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
