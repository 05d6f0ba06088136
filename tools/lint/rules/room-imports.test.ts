import { testRule } from '../rule-tests.fixture.ts';
import { roomImports } from './room-imports.ts';

testRule('room-imports', roomImports, [
  { story: 'a use case uses the rules', file: 'packages/use-cases/src/plan.ts', code: `import { a } from '@image-factory/core/graph';` },
  { story: 'a package of somebody else is no room', file: 'packages/core/src/yaml/read.ts', code: `import { parse } from 'yaml';` },
  { story: 'a front door wires edges and use cases', file: 'actions/synth/src/main.ts', code: `import { a } from '@image-factory/store'; import { b } from '@image-factory/action-kit';` },
  { story: 'tests use the test kit', file: 'packages/core/src/yaml/read.test.ts', code: `import { a } from '@image-factory/testkit';` },
  { story: 'so does what only they use', file: 'packages/core/src/yaml/any.fixture.ts', code: `import { a } from '@image-factory/testkit';` },
  { story: 'a folder of core uses one before it', file: 'packages/core/src/graph/model.ts', code: `import { a } from '../reference/index.ts';` },
  { story: 'and itself, from a folder inside', file: 'packages/core/src/dockerfile/words/a.ts', code: `import { a } from '../types.ts';` },
  { story: 'a test of core may build its world from later folders', file: 'packages/core/src/graph/a.test.ts', code: `import { a } from '../state/index.ts';` },

  { story: 'the rules know no edge', file: 'packages/core/src/graph/a.ts', code: `import { a } from '@image-factory/store';`, says: /^core does not import packages\/store: a rule runs anywhere/ },
  { story: 'by export neither', file: 'packages/core/src/graph/a.ts', code: `export * from '@image-factory/store';`, says: /^core does not import/ },
  { story: 'by named export neither', file: 'packages/core/src/graph/a.ts', code: `export { a } from '@image-factory/store';`, says: /^core does not import/ },
  { story: 'by dynamic import neither', file: 'packages/core/src/graph/a.ts', code: `const a = await import('@image-factory/store');`, says: /^core does not import/ },
  { story: 'by a type neither', file: 'packages/core/src/graph/a.ts', code: `export type A = import('@image-factory/store').A;`, says: /^core does not import/ },
  { story: 'edges meet only in main.ts', file: 'packages/store/src/a.ts', code: `import { a } from '@image-factory/action-kit';`, says: /^store does not import packages\/action-kit: edges meet/ },
  { story: 'not by a path either', file: 'packages/store/src/a.ts', code: `import { a } from '../../action-kit/src/index.ts';`, says: /^store does not import/ },
  { story: 'one action does not go through another', file: 'actions/synth/src/main.ts', code: `import { a } from '@image-factory/action-analyze';`, says: /^actions does not import actions\/analyze/ },
  { story: 'the product does not use the test kit', file: 'packages/cli/src/a.ts', code: `import { a } from '@image-factory/testkit';`, says: /^cli does not import packages\/testkit/ },
  {
    story: 'a folder of core does not use one behind it',
    file: 'packages/core/src/reference/a.ts',
    code: `import { a } from '../graph/index.ts';`,
    says: /^core\/reference does not import core\/graph: .* one direction/,
  },
  { story: 'a new folder of core needs its place', file: 'packages/core/src/novel/a.ts', code: `import { a } from '../text/index.ts';`, says: /^core\/novel has no place/ },
  { story: 'a new package needs a room', file: 'packages/novel/src/a.ts', code: `export const a = 1;`, says: /^packages\/novel has no room: add it to tools\/rooms.ts/ },
  { story: 'what is in no room is not imported', file: 'packages/cli/src/a.ts', code: `import { a } from '@image-factory/novel';`, says: /^cli does not import packages\/novel/ },
]);
