import type { CommandSpec } from '../../command-line/spec.ts';
import { dryRunOption } from '../shared-options.ts';

export const initSpec = {
  name: 'init',
  summary: 'Find Dockerfiles and write a first images.yaml and factory.yaml.',
  description: [
    'Looks for files called Dockerfile, Dockerfile.*, *.Dockerfile and Containerfile, and proposes an entry for each: its name from the folder, its registry from the git remote, its workflow when exactly one of .github/workflows names the Dockerfile. Folders of dependencies, such as node_modules and vendor, and symbolic links are passed over.',
    'Files that are there already are never overwritten. Read what it wrote: a proposal is a guess, and an image that you do not publish does not belong there.',
  ],
  arguments: [],
  options: dryRunOption,
  reads: [
    { path: 'Dockerfiles', about: 'of this repository' },
    { path: '.github/workflows/*.yml', about: 'to find out which builds what' },
  ],
  writes: [
    { path: 'image-factory/images.yaml', about: 'an entry for each Dockerfile, with comments' },
    { path: 'image-factory/factory.yaml', about: 'every setting with its default, with comments' },
  ],
  examples: [
    { line: 'image-factory init --dry-run', about: 'See what it would write.' },
    { line: 'image-factory init', about: 'Write it, then run `image-factory update`.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
