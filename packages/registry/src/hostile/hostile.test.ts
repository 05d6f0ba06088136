import { expect, it } from 'vitest';
import { wellBehaved } from '../world.fixture.ts';
import { canaries, home, perform } from './hostile.fixture.ts';
import { bearer, found, realm } from './sites.fixture.ts';

it.each(canaries)('$shape is shown to its registry, and by that the attacks are worth something', async (canary) => {
  const { answer, seen } = await perform({ attack: 'none', is: found }, canary);
  expect(answer).toMatchObject(found);
  expect(seen.some((one) => canary.isShown(one))).toBe(true);
});

it('asks for nothing but to read, whatever the challenge says', async () => {
  const [canary] = canaries;
  if (canary === undefined) throw new Error('There are canaries.');
  const { seen } = await perform(
    { attack: 'a wide scope', sites: realm(bearer(`https://${home}/token?scope=admin`, ',scope="repository:other/secret:push,pull registry:catalog:*"')), is: found },
    canary,
  );
  expect(seen.map(({ path }) => path).filter((path) => path.startsWith('/token'))).toEqual(['/token?scope=repository%3Aa%2Fb%3Apull&service=r']);
});

it('leaves the prototypes of everything alone', () => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(wellBehaved({}, [])).toBeTypeOf('function');
});
