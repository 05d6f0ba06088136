import { filledByRunner, Flag, FolderInput, Lines, parsedBy, Secret } from '@image-factory/action-kit';
import { parseHost, parseWorkflowFile } from '@image-factory/core/enrollment';
import { z } from 'zod';

/** What action.yml declares; a test holds the two together. */
export const DispatchInputs = z.strictObject({
  imageFactoryDir: FolderInput.prefault('image-factory').describe(
    'Folder of images.yaml, factory.yaml and state, from the root of the workspace.',
  ),
  mode: z
    .enum(['execute', 'plan'])
    .default('execute')
    .describe(
      '`execute` writes down in state what is asked for, commits and pushes that, and starts it. `plan` only says what would be asked for.',
    ),
  images: Lines.default([]).describe(
    'Names of images that a person wants to be rebuilt now, one a line; needs `reason`. Empty means what is due.',
  ),
  reason: z.string().optional().describe('Why a person asks for `images`. It goes into state, summary and the inputs of the build.'),
  emergency: Flag.default(false).describe(
    'Go over holds. Only for those whom `rebuild.emergency` in factory.yaml names, and only with `images`.',
  ),
  reports: Lines.default([]).describe(
    'What Trivy or Grype found, in JSON: `IMAGE=FILE`, one a line; an image that is built here, as it is published, or the new version of a base image. An urgent vulnerability that a rebuild would fix does not wait for the delay.',
  ),
  advisories: Lines.default([]).describe(
    "Lists of advisories, and CISA's catalog of exploited vulnerabilities in JSON: one file of the workspace a line.",
  ),
  event: z
    .string()
    .optional()
    .describe(
      'The event that started the run, as a file: what `image-factory-scan` says counts as advisories. Any other event says nothing here.',
    ),
  buildWorkflow: parsedBy(parseWorkflowFile)
    .prefault('build-image.yml')
    .describe('The workflow of this repository that builds images without a workflow of their own.'),
  dispatchToken: Secret.optional().describe(
    'Token that may start workflows in other repositories (`actions` write on each). Without it only those of this repository can be started.',
  ),
  gitlabTriggerToken: Secret.optional().describe('Pipeline trigger token of the GitLab project that builds images of GitLab sources.'),
  gitlabHost: parsedBy(parseHost).prefault('gitlab.com').describe('The GitLab that `gitlab-trigger-token` is for.'),
  strict: Flag.default(false).describe('Fail on warnings too.'),
  githubToken: filledByRunner(Secret, '${{ github.token }}')
    .optional()
    .describe('Token that may push to this repository and start its workflows. The job needs `contents` write and `actions` write for it.'),
});
export type DispatchInputs = z.output<typeof DispatchInputs>;
