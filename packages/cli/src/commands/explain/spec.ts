import type { CommandSpec } from '../../command-line/spec.ts';
import { touched } from '../touched.ts';

export const explainSpec = {
  name: 'explain',
  summary: 'Tell everything that is known about one image.',
  description: [
    'Tells what an image is built from and with which lines of its Dockerfile, what is built from it, what is watched, and what happens when it moves.',
  ],
  arguments: [{ name: 'image', description: 'Name of an enrolled image, key of a base image, or a reference such as node:22.' }],
  options: {},
  reads: [touched.images, touched.factory, touched.state],
  writes: [],
  examples: [
    { line: 'image-factory explain shop', about: 'An enrolled image.' },
    { line: 'image-factory explain node:22-bookworm-slim', about: 'A base image: who is built from it.' },
  ],
  output: 'answer',
} as const satisfies CommandSpec;
