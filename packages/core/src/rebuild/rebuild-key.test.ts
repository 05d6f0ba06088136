import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseImageName } from '../enrollment/index.ts';
import { parseDigest, type Digest } from '../reference/index.ts';
import { definitionFingerprint, parseRebuildKey, rebuildKey, type RebuildKeyInput } from './index.ts';

function digest(digit: string): Digest {
  const parsed = parseDigest(`sha256:${digit.repeat(64)}`);
  if (parsed === undefined) throw new Error(digit);
  return parsed;
}

function name(text: string) {
  const parsed = parseImageName(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

const amd = 'linux/amd64';
const base: RebuildKeyInput = {
  image: name('app'),
  replaces: digest('0'),
  definition: definitionFingerprint({ dockerfile: 'blob', target: 'prod', args: { A: '1' }, platforms: [amd] }),
  bases: new Map([
    [
      'node-22',
      new Map([
        [amd, digest('1')],
        ['linux/arm64', digest('2')],
      ]),
    ],
    ['alpine-3', new Map([[amd, digest('3')]])],
  ]),
};

describe('the key of a rebuild', () => {
  it('stays what it is', () => {
    expect(rebuildKey(base)).toMatchInlineSnapshot(`"e2ba0724b8298b5ee7c1cb927b39cae3"`);
    expect(parseRebuildKey(rebuildKey(base))).toBe(rebuildKey(base));
  });

  it.each<[string, Partial<RebuildKeyInput>]>([
    ['another image', { image: name('app2') }],
    ['another digest is published', { replaces: digest('9') }],
    ['nothing is published', { replaces: undefined }],
    ['another target', { definition: definitionFingerprint({ dockerfile: 'blob', target: 'test', args: { A: '1' }, platforms: [amd] }) }],
    ['another argument', { definition: definitionFingerprint({ dockerfile: 'blob', target: 'prod', args: { A: '2' }, platforms: [amd] }) }],
    ['another context', { definition: definitionFingerprint({ dockerfile: 'blob', target: 'prod', args: { A: '1' }, contexts: { A: '1' }, platforms: [amd] }) }],
    ['another digest of a base', { bases: new Map([['node-22', new Map([[amd, digest('4')]])]]) }],
    ['the same digest for another platform', { bases: new Map([['node-22', new Map([['linux/arm64', digest('1')]])]]) }],
    ['advisories', { epoch: ['CVE-2026-1'] }],
    ['more advisories', { epoch: ['CVE-2026-1', 'CVE-2026-2'] }],
  ])('is another one: %s', (_story, change) => {
    expect(rebuildKey({ ...base, ...change })).not.toBe(rebuildKey(base));
  });

  it('does not depend on any order, and repetitions count once', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...base.bases], { minLength: 2 }), fc.shuffledSubarray(['x', 'y', 'z'], { minLength: 3 }), (bases, epoch) => {
        const shuffled = new Map(bases.map(([key, digests]) => [key, new Map([...digests].toReversed())]));
        const again = rebuildKey({ ...base, bases: shuffled, epoch: [...epoch, ...epoch] });
        expect(again).toBe(rebuildKey({ ...base, epoch: ['z', 'y', 'x'] }));
      }),
    );
  });

  it.each(['', 'A'.repeat(32), 'a'.repeat(31), 'a'.repeat(33), 'g'.repeat(32)])('%s is none', (text) => {
    expect(parseRebuildKey(text)).toBeUndefined();
  });

  it('the order of platforms and arguments is no difference of definitions', () => {
    const args = definitionFingerprint({ dockerfile: 'b', args: { A: '1', B: '2' }, platforms: ['x', 'y'] });
    expect(definitionFingerprint({ dockerfile: 'b', args: { B: '2', A: '1' }, platforms: ['y', 'x', 'y'] })).toBe(args);
  });
});
