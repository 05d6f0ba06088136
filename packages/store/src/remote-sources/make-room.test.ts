import { temporaryFolder } from '@image-factory/testkit';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeRoom } from './make-room.ts';

const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [string, string, string, string];
const pack = '.git/objects/pack/pack-1.pack';

it('removes what was not used for longest until all fits, what is left over, and what is in pieces; never what is in use', async () => {
  const pieces = Object.fromEntries(Array.from({ length: 401 }, (_, at) => [`${d}/.git/objects/pack/pack-${at}.idx`, '']));
  const large = 'x'.repeat(1000);
  await using folder = await temporaryFolder({ [`${a}/${pack}`]: large, [`${b}/${pack}`]: large, [`${c}/${pack}`]: large, 'new-1/.git/config': '', 'new-2/.git/config': '', ...pieces });
  const hoursAgo = async (name: string, hours: number) => {
    const at = new Date(Date.now() - hours * 3_600_000);
    await utimes(join(folder.path, name), at, at);
  };
  await hoursAgo(a, 2);
  await hoursAgo(b, 9);
  await hoursAgo(d, 2);
  await hoursAgo('new-1', 2);
  await makeRoom(folder.path, 2500);
  expect((await readdir(folder.path)).toSorted()).toEqual([a, c, 'new-2'].toSorted());
  await makeRoom(folder.path, 0);
  expect((await readdir(folder.path)).toSorted()).toEqual([c, 'new-2'].toSorted());
});

it('a folder that is not there needs no room', async () => {
  await using folder = await temporaryFolder();
  await makeRoom(join(folder.path, 'none'), 0);
  expect(await readdir(folder.path)).toEqual([]);
});
