import { testRule } from '../rule-tests.fixture.ts';
import { fileNames } from './file-names.ts';

const code = 'export const a = 1;';

testRule('file-names', fileNames, [
  { story: 'after the idea', file: 'packages/core/src/reference/base-key.test.ts', code },
  { story: 'a version in the name', file: 'packages/core/src/hash/sha256.ts', code },
  { story: 'files of other tools are theirs', file: 'vitest.config.ts', code },

  { story: 'a drawer', file: 'packages/core/src/reference/utils.ts', code, says: /^`utils` says where things were put/ },
  { story: 'a drawer for one thing', file: 'packages/core/src/reference/tag-helper.ts', code, says: /^`helper` says/ },
  { story: 'a folder that is a drawer', file: 'packages/store/src/helpers/tag.ts', code, says: /^`helpers` says/ },
  { story: 'a manager', file: 'actions/synth/src/state-manager.ts', code, says: /^`manager` says/ },
  { story: 'camel case', file: 'packages/core/src/reference/baseKey.ts', code, says: /^`baseKey` is not kebab-case/ },
]);
