import type { CommandSpec } from '../../command-line/spec.ts';
import { exitOptions, reportOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const planSpec = {
  name: 'plan',
  summary: 'Say what would be rebuilt now, what waits and what is held, and why.',
  description: [
    'Decides about every image that we build, from what state says was seen and what each image was built from, and starts nothing. An image is due when one of its bases has moved on a platform that it is built for, the new digest has stood for the settle window, and the delay of the image has passed since the change was first seen. Parents come before children.',
    'What nobody knows is listed as such: without evidence of what an image was built from, nothing is rebuilt by itself. What follows a rebuild is predicted level by level.',
    'With names, only these are shown.',
  ],
  arguments: [{ name: 'NAME', description: 'Names of enrolled images.', many: true }],
  options: { ...reportOptions, ...exitOptions },
  reads: [touched.images, touched.factory, touched.state, { path: 'FILE', about: 'of each --report and --advisories' }],
  writes: [],
  examples: [
    { line: 'image-factory plan', about: 'Everything, due first.' },
    {
      line: 'image-factory plan --report web=trivy.json',
      about: 'Whether what was found in the published image is a reason to rebuild it now.',
    },
    { line: 'image-factory plan --json', about: 'The same for programs, with the digests that moved.' },
  ],
  output: 'answer',
} as const satisfies CommandSpec;
