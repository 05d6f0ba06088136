import { expect, it } from 'vitest';
import { refuseOldNode } from './node-version.ts';

it.each([
  ['20.20.2', 'image-factory needs Node 24 or later; this is Node 20.20.2.\n'],
  ['24.0.0', undefined],
  ['100.1.0', undefined],
])('%s', (version, says) => {
  expect(refuseOldNode(version)).toBe(says);
});
