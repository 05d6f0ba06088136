import type { CommandSpec } from '../../command-line/spec.ts';
import { commitOptions, dryRunOption, exitOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const observeSpec = {
  name: 'observe',
  summary: 'Ask the registries what moved, and record what was seen.',
  description: [
    'Looks up every base image that has a tag, every image that is only watched by one tag, and of every image that is built here the published tag and those that others are built from; by platform, and each reference once. What is new is recorded with the time at which it was seen: the delay of a rebuild counts from there. Nothing is rebuilt by it.',
    'A look-up that fails changes nothing but `checkFailure`, costs the others nothing, and makes the run end with 1: it is a warning at first, and an error once it has failed for a day. Files change only when a registry says something new, and the heartbeat once a day.',
    'Credentials are those of `docker login`, and GITHUB_TOKEN for ghcr.io. An image that chooses among many tags (`allowTags` with a real pattern) is left to Kargo.',
  ],
  arguments: [{ name: 'NAME', description: 'Images and base images to look up; all when none is named.', many: true }],
  options: {
    event: {
      type: 'text',
      value: 'FILE',
      description:
        'Look up only the image that an `image-factory-base-observed` event is about: the file in GITHUB_EVENT_PATH, or one with `{"factory": {…}}`. What else it says is not believed.',
    },
    offline: {
      type: 'flag',
      description: 'Ask no registry: then nothing can be observed, and the run says so. Also with IMAGE_FACTORY_OFFLINE=1.',
    },
    ...dryRunOption,
    ...exitOptions,
    ...commitOptions,
  },
  reads: [touched.images, touched.factory, touched.state],
  writes: [{ path: 'image-factory/state/', about: 'what was seen, and the heartbeat' }, touched.manifests, touched.catalog],
  examples: [
    { line: 'image-factory observe --dry-run', about: 'See what moved.' },
    { line: 'image-factory observe node-22-bookworm-slim', about: 'One base image, now.' },
    { line: 'image-factory observe --commit', about: 'As a job, every hour: one commit when something is new.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
