import type { CommandSpec } from '../../command-line/spec.ts';
import { touched } from '../touched.ts';

export const statusSpec = {
  name: 'status',
  summary: 'List all images and base images and how they stand.',
  description: [
    'Lists what the state files say: how the last analysis of each image went, and version, digest and time of the last build as far as they are known.',
  ],
  arguments: [],
  options: {},
  reads: [touched.images, touched.factory, touched.state],
  writes: [],
  examples: [
    { line: 'image-factory status', about: 'A table.' },
    { line: 'image-factory status --json', about: 'The same for programs.' },
  ],
  output: 'answer',
} as const satisfies CommandSpec;
