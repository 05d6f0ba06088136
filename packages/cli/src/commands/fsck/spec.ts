import type { CommandSpec } from '../../command-line/spec.ts';
import { commitOptions, exitOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const fsckSpec = {
  name: 'fsck',
  summary: 'Verify the state folder, and repair what can be derived.',
  description: [
    'Looks at every state file: whether it can be read and is whole, whether it is about what its name says, whether base images, dependents and the archive fit together and to images.yaml. Says for each finding what it is, where, and what puts it right. Writes nothing unless --repair is given.',
    'With --repair, what follows from something else is put right: a damaged file gets its last good version from git, and is kept in `_quarantine/` as it was. What only one place knows is never changed: such a finding stays, with a hint. Dockerfiles are not read; `image-factory analyze` does that.',
    'With --commit, what is committed is looked at, and the repair is one commit that brings the manifests along. What writers left in the work tree, and what was set aside, is then out of sight.',
  ],
  arguments: [],
  options: {
    repair: { type: 'flag', description: 'Put right what can be derived.' },
    ...exitOptions,
    ...commitOptions,
  },
  reads: [touched.images, touched.state, { path: '.git', about: 'earlier versions of damaged files' }],
  writes: [{ path: 'image-factory/state/', about: 'with --repair: what is not as it should be' }],
  examples: [
    { line: 'image-factory fsck', about: 'Exit with 1 when something is wrong.' },
    { line: 'image-factory fsck --repair', about: 'Exit with 1 when something is wrong that could not be repaired.' },
    { line: 'image-factory fsck --repair --commit', about: 'Repair what is committed, and commit that.' },
    { line: 'image-factory fsck --repair --exit-code', about: 'Exit with 2 when something was repaired.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
