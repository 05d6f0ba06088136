import type { CommandSpec } from '../../command-line/spec.ts';
import { commitOptions, dryRunOption, exitOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const cleanupSpec = {
  name: 'cleanup',
  summary: 'List what is archived and set aside, and prune what is old.',
  description: [
    'Lists what stands in `_archive/` and `_quarantine/`, since when and why. With --older-than it removes what has been there for longer, shortens histories to their last 50 entries, and forgets digests that were seen before that time.',
    'What is still needed stays, however old: states that an image names, digests that the rebuild delay of an image counts from, files that were set aside and that git does not keep. While any state file can not be read, nothing is removed.',
    'With --commit, what is committed is looked at, and what goes is one commit. Files that were set aside are then left alone: a commit does not tell since when they are there.',
  ],
  arguments: [],
  options: {
    'older-than': { type: 'text', value: 'AGE', description: 'Prune what is older: a number and `h`, `d` or `w`, such as 90d.' },
    ...dryRunOption,
    ...exitOptions,
    ...commitOptions,
  },
  reads: [touched.images, touched.state, { path: '.git', about: 'whether it keeps what was set aside' }],
  writes: [{ path: 'image-factory/state/', about: 'with --older-than: what is old goes' }],
  examples: [
    { line: 'image-factory cleanup', about: 'See what there is.' },
    { line: 'image-factory cleanup --older-than 90d --dry-run', about: 'See what would go.' },
    { line: 'image-factory cleanup --older-than 90d --commit', about: 'The same as a job: one commit, pushed.' },
    { line: 'image-factory cleanup --older-than 90d', about: 'Prune what has been archived for three months.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
