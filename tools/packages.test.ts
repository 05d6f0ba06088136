import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './root.ts';

it('tsconfig.packages.json names every package and action that is compiled', () => {
  const folders = ['packages', 'actions'].flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`));
  const compiled = folders.filter((folder) => existsSync(join(root, folder, 'tsconfig.json')));
  const named = [...readFileSync(join(root, 'tsconfig.packages.json'), 'utf8').matchAll(/"path": "([^"]+)"/g)].flatMap(([, path]) => path ?? []);
  expect(named.toSorted()).toEqual(compiled.toSorted());
});
