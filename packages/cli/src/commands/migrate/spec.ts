import type { CommandSpec } from '../../command-line/spec.ts';
import { dryRunOption, exitOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const migrateSpec = {
  name: 'migrate',
  summary: 'Take over files of the first implementation or of CascadeGuard.',
  description: [
    'Brings state files to the schema of this version, one file for each image, whatever it was called before, and rewrites images.yaml only as far as it has to be; comments and order stay. Everything that was done is told value by value.',
    'Nothing is lost: what has no counterpart stays where it is, is kept in `migratedFrom` or behind `x-`, or goes to `_archive/` and `_quarantine/`. The files of CascadeGuard are only read. A second run has nothing to do. State of a newer version is refused.',
  ],
  arguments: [],
  options: { ...dryRunOption, ...exitOptions },
  reads: [
    touched.images,
    touched.state,
    { path: 'images.yaml, .cascadeguard.yaml', about: 'enrollment and settings of CascadeGuard' },
    { path: '.cascadeguard/, cascadeguard/state/, state/, images/, base-images/', about: 'its state' },
  ],
  writes: [
    { path: 'image-factory/images.yaml', about: 'only where it has to change' },
    { path: 'image-factory/state/', about: 'state in the schema of this version, and the archive' },
  ],
  examples: [
    { line: 'image-factory migrate --dry-run --verbose', about: 'See everything that it would do.' },
    { line: 'image-factory migrate', about: 'Do it, then run `image-factory update`.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
