import type { CommandSpec } from '../../command-line/spec.ts';
import { exitOptions, reportOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const dispatchSpec = {
  name: 'dispatch',
  summary: 'Start the rebuilds that are due, and look after those that were started.',
  description: [
    'Looks how the runs ended that were started before and what stands under the published tags, decides about every image as `plan` does, writes down in state what is asked for, and starts it: by `workflow_dispatch`, `repository_dispatch` or a pipeline of GitLab. What it means to do is committed and pushed before it does it, so it may be run twice, by two at once, and ended at any point: no build is lost, and none is made twice.',
    'With names a person asks for rebuilds, whatever is due: --reason says why, and goes into state, inputs and summary. A hold of the image stands against it unless it is an --emergency.',
    'With --report a fixed vulnerability that is urgent by factory.yaml starts a rebuild at once; holds stand against it, too.',
    'While a file STOP is in the folder of images.yaml, nothing is asked for and nothing is started.',
    'It works on the branch of `origin` that is checked out, with the token in GITHUB_TOKEN or GITLAB_TOKEN; builds in other repositories are started with the token in IMAGE_FACTORY_DISPATCH_TOKEN, when there is one.',
  ],
  arguments: [{ name: 'NAME', description: 'Images to rebuild now; needs --reason.', many: true }],
  options: {
    reason: { type: 'text', value: 'TEXT', description: 'Why a person asks for it.' },
    emergency: { type: 'flag', description: 'Go over holds. Only for those whom `rebuild.emergency` in factory.yaml names.' },
    'build-workflow': {
      type: 'text',
      value: 'FILE',
      default: 'build-image.yml',
      description: 'The workflow of the factory that builds images without a workflow of their own.',
    },
    'dry-run': { type: 'flag', description: 'Say what would be asked for; write and start nothing, and look up no tag.' },
    ...reportOptions,
    ...exitOptions,
  },
  reads: [touched.images, touched.factory, touched.state, { path: 'FILE', about: 'of each --report and --advisories' }],
  writes: [{ path: 'image-factory/state/', about: 'requests, runs, and what was published; committed and pushed' }],
  examples: [
    { line: 'image-factory dispatch --dry-run', about: 'See what is due.' },
    { line: 'image-factory dispatch web --reason "New certificates"', about: 'Rebuild one image.' },
    { line: 'image-factory dispatch --report web=trivy.json --advisories kev.json', about: 'Do not let an exploited vulnerability wait.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
