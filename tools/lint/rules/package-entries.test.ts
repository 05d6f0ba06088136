import { testRule } from '../rule-tests.fixture.ts';
import { packageEntries } from './package-entries.ts';

testRule('package-entries', packageEntries, [
  { story: 'core has an entry for each folder', file: 'packages/cli/src/a.ts', code: `import { a } from '@image-factory/core/reference';` },
  { story: 'others have one', file: 'packages/cli/src/a.ts', code: `import { a } from '@image-factory/store';` },
  { story: 'inside, imports are relative', file: 'packages/cli/src/commands/a.ts', code: `import { a } from '../terminal/table.ts';` },
  { story: 'another folder of core by its index', file: 'packages/core/src/dockerfile/words/a.ts', code: `import { a } from '../../text/index.ts';` },
  { story: 'a test may use what another folder has for tests', file: 'packages/core/src/graph/a.test.ts', code: `import { a } from '../state/world.fixture.ts';` },
  { story: 'somebody else’s package has its own rules', file: 'packages/core/src/a/b.ts', code: `import { a } from 're2js/deep/in.js';` },

  { story: 'a file inside core', file: 'packages/cli/src/a.ts', code: `import { a } from '@image-factory/core/reference/parse';`, says: /no entry of packages\/core/ },
  { story: 'core as a whole', file: 'packages/cli/src/a.ts', code: `import { a } from '@image-factory/core';`, says: /no entry of packages\/core/ },
  { story: 'built output', file: 'packages/cli/src/a.ts', code: `import { a } from '@image-factory/store/lib/index.js';`, says: /no entry of packages\/store/ },
  { story: 'a relative way out of the package', file: 'packages/cli/src/a.ts', code: `import { a } from '../../store/src/index.ts';`, says: /does not leave packages\/cli/ },
  { story: 'tools use names too', file: 'tools/a.ts', code: `import { a } from '../packages/core/src/text/index.ts';`, says: /does not leave tools/ },
  { story: 'a package by its own name', file: 'packages/core/src/graph/a.ts', code: `import { a } from '@image-factory/core/text';`, says: /imports are relative/ },
  { story: 'a file in another folder of core', file: 'packages/core/src/graph/a.ts', code: `import { a } from '../reference/parse.ts';`, says: /entered by its index.ts/ },
]);
