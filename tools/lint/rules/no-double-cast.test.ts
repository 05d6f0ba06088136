import { testRule } from '../rule-tests.fixture.ts';
import { noDoubleCast } from './no-double-cast.ts';

const file = 'packages/core/src/reference/tag.ts';

testRule('no-double-cast', noDoubleCast, [
  { story: 'a brand, in its parser', file, code: 'export const a = text as Tag;' },
  { story: 'a constant', file, code: 'export const a = [1] as const;' },

  { story: 'through unknown', file, code: 'export const a = text as unknown as Tag;', says: /through `unknown`/ },
  { story: 'through unknown, in brackets', file, code: 'export const a = (text as unknown) as Tag;', says: /through `unknown`/ },
]);
