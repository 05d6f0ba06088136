import type { CommandSpec } from '../../command-line/spec.ts';
import { commitOptions, dryRunOption, exitOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const synthSpec = {
  name: 'synth',
  summary: 'Write the Kargo manifests and the Backstage catalog.',
  description: [
    'Merges the enrolled images with their state and writes one Warehouse for each image that is watched, the Stages that start analyses and rebuilds, and the Backstage entities. The same input gives the same bytes.',
    'Where the files go and how the manifests behave is set in factory.yaml (`layout`, `kargo`, `backstage`).',
  ],
  arguments: [],
  options: { ...dryRunOption, ...exitOptions, ...commitOptions },
  reads: [touched.images, touched.factory, touched.state],
  writes: [touched.manifests, touched.catalog],
  examples: [
    { line: 'image-factory synth', about: 'After an edit of images.yaml that changes no build.' },
    { line: 'image-factory synth --dry-run --exit-code', about: 'Exit with 2 when the manifests are behind.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
