import type { CommandSpec } from '../../command-line/spec.ts';
import { analysisOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

const group = 'What a job says about the image that started it';

export const analyzeSpec = {
  name: 'analyze',
  summary: 'Find what each build pulls and bring the state files up to date.',
  description: [
    'Reads the Dockerfile of each enrolled image the way BuildKit does, for its target, platforms, build arguments and contexts, and records every image that the build pulls. What can not be known without a build is reported with its line and never guessed.',
    'A missing Dockerfile is a warning; an invalid one, or a source repository that is not here, is an error. In all three cases what earlier runs found is kept and the other images are processed.',
    'A job that runs for a newly published image passes what it knows about it. Tag and digest are recorded in the state of the image, with the time, once: the same again changes nothing, and a report that comes late, behind one of a higher version or one that was recorded before it, is not recorded. What else it says is checked and overrides nothing: images.yaml decides.',
  ],
  arguments: [],
  options: {
    ...analysisOptions,
    tag: {
      type: 'text',
      value: 'TAG',
      group,
      description:
        'Tag of the published image, recorded as `currentVersion`. Of an image that is only watched it is not recorded. Needs --image.',
    },
    digest: {
      type: 'text',
      value: 'DIGEST',
      group,
      description: 'Digest of the published image, sha256:…, recorded as `currentDigest`. Needs --image.',
    },
    dockerfile: {
      type: 'text',
      value: 'PATH',
      group,
      description: 'Must be the Dockerfile that the image is enrolled with. Needs --image.',
    },
    'source-repo': {
      type: 'text',
      value: 'OWNER/REPO',
      group,
      description: 'Must be the source repository that the image is enrolled with. Needs --image.',
    },
    'source-provider': {
      type: 'text',
      value: 'FORGE',
      choices: ['github', 'gitlab'],
      group,
      description: 'Must be the forge that the image is enrolled with. Needs --image.',
    },
    'git-repo': {
      type: 'text',
      value: 'URL',
      group,
      description:
        'Address of the repository that holds the state. With --commit and --git-branch it need not be checked out: an empty folder becomes a clone of it; elsewhere a temporary clone is used, no file here is written, and a checkout here is read as a source repository. Without --commit it must be where the remote `origin` leads.',
    },
    'git-branch': {
      type: 'text',
      value: 'BRANCH',
      group,
      description:
        'Branch that holds the state. With --commit it gets the commit; without, it must be the branch that is checked out, when one is.',
    },
  },
  reads: [touched.images, touched.factory, touched.state, touched.dockerfiles],
  writes: [touched.stateWritten],
  examples: [
    { line: 'image-factory analyze', about: 'All images.' },
    { line: 'image-factory analyze --image shop --dry-run', about: 'What one image would change.' },
    {
      line: 'image-factory analyze --image shop --tag 1.4.2 \\\n  --dockerfile apps/shop/Dockerfile',
      about: 'As a job calls it after a build.',
    },
    {
      line: 'image-factory analyze --image shop --tag 1.4.2 --digest sha256:… \\\n  --git-repo https://github.com/acme/factory.git --git-branch main --commit',
      about: 'The same, with the state in another repository.',
    },
  ],
  output: 'report',
} as const satisfies CommandSpec;
