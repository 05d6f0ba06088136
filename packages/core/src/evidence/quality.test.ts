import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BuiltBase, Evidence } from '../decide/index.ts';
import { amd64, arm64, digest, told } from './evidence.fixture.ts';
import { keepBest, needsBetter, rank, type Known } from './quality.ts';

const platforms = [amd64, arm64];
const kinds = ['report', 'provenance', 'labels', 'layers', 'assumed'] as const;

function base(evidence: Evidence, amd?: string, arm?: string): BuiltBase {
  return {
    evidence,
    platforms: new Map([...(amd === undefined ? [] : [[amd64, digest(amd)] as const]), ...(arm === undefined ? [] : [[arm64, digest(arm)] as const])]),
  };
}

describe('needsBetter', () => {
  it.each<{ story: string; current: BuiltBase | undefined; found: Evidence; needs: boolean }>([
    { story: 'nothing is known', current: undefined, found: 'assumed', needs: true },
    { story: 'better evidence', current: base('layers', 'a', 'b'), found: 'provenance', needs: true },
    { story: 'the same evidence', current: base('provenance', 'a', 'b'), found: 'provenance', needs: false },
    { story: 'weaker evidence', current: base('provenance', 'a', 'b'), found: 'labels', needs: false },
    { story: 'a platform is missing', current: base('provenance', 'a'), found: 'layers', needs: true },
    { story: 'an assumption helps no one who knows something', current: base('layers', 'a'), found: 'assumed', needs: false },
    { story: 'anything is better than an assumption', current: base('assumed', 'a', 'b'), found: 'layers', needs: true },
    { story: 'an assumption was made before all platforms were seen', current: base('assumed', 'a'), found: 'assumed', needs: true },
    { story: 'a report is the end of it', current: base('report', 'a', 'b'), found: 'report', needs: false },
  ])('$story: $needs', ({ current, found, needs }) => {
    expect(needsBetter(current, found, platforms)).toBe(needs);
  });
});

function known(published: string | undefined, bases: Readonly<Record<string, BuiltBase>>): Known {
  return { ...(published === undefined ? {} : { published: digest(published) }), bases: new Map(Object.entries(bases)) };
}

describe('keepBest', () => {
  it.each<{ story: string; before: Known; found: Known; kept: Readonly<Record<string, string>> }>([
    {
      story: 'the registry fails: what was known stays',
      before: known('p', { node: base('provenance', 'a', 'b') }),
      found: known('p', { node: base('assumed', 'x', 'y') }),
      kept: { node: 'provenance linux/amd64=a linux/arm64=b' },
    },
    {
      story: 'weaker evidence takes nothing away',
      before: known('p', { node: base('report', 'a', 'b') }),
      found: known('p', { node: base('layers', 'x', 'y') }),
      kept: { node: 'report linux/amd64=a linux/arm64=b' },
    },
    {
      story: 'better evidence is taken',
      before: known('p', { node: base('layers', 'x', 'y') }),
      found: known('p', { node: base('provenance', 'a', 'b') }),
      kept: { node: 'provenance linux/amd64=a linux/arm64=b' },
    },
    {
      story: 'better evidence of one platform alone waits for the other',
      before: known('p', { node: base('layers', 'x', 'y') }),
      found: known('p', { node: base('provenance', 'a') }),
      kept: { node: 'layers linux/amd64=x linux/arm64=y' },
    },
    {
      story: 'a missing platform is filled',
      before: known('p', { node: base('provenance', 'a') }),
      found: known('p', { node: base('provenance', 'x', 'b') }),
      kept: { node: 'provenance linux/amd64=a linux/arm64=b' },
    },
    {
      story: 'a missing platform is filled by weaker evidence',
      before: known('p', { node: base('provenance', 'a') }),
      found: known('p', { node: base('layers', 'x', 'b') }),
      kept: { node: 'layers linux/amd64=a linux/arm64=b' },
    },
    {
      story: 'weaker evidence of what is known already',
      before: known('p', { node: base('provenance', 'a') }),
      found: known('p', { node: base('layers', 'x') }),
      kept: { node: 'provenance linux/amd64=a' },
    },
    {
      story: 'an assumption fills nothing that is known',
      before: known('p', { node: base('provenance', 'a') }),
      found: known('p', { node: base('assumed', 'x', 'b') }),
      kept: { node: 'provenance linux/amd64=a' },
    },
    {
      story: 'an assumption gets another platform',
      before: known('p', { node: base('assumed', 'a') }),
      found: known('p', { node: base('assumed', 'x', 'b') }),
      kept: { node: 'assumed linux/amd64=a linux/arm64=b' },
    },
    {
      story: 'knowledge of one platform is better than an assumption',
      before: known('p', { node: base('assumed', 'a', 'b') }),
      found: known('p', { node: base('layers', 'x') }),
      kept: { node: 'layers linux/amd64=x' },
    },
    {
      story: 'the same evidence, another answer: it stays as it was',
      before: known('p', { node: base('layers', 'a', 'b') }),
      found: known('p', { node: base('layers', 'x', 'y') }),
      kept: { node: 'layers linux/amd64=a linux/arm64=b' },
    },
    {
      story: 'a new base is added, one that is gone stays known',
      before: known('p', { node: base('report', 'a', 'b') }),
      found: known('p', { go: base('layers', 'x', 'y') }),
      kept: { node: 'report linux/amd64=a linux/arm64=b', go: 'layers linux/amd64=x linux/arm64=y' },
    },
    {
      story: 'a new published digest starts anew',
      before: known('p', { node: base('report', 'a', 'b') }),
      found: known('q', { node: base('assumed', 'x', 'y') }),
      kept: { node: 'assumed linux/amd64=x linux/arm64=y' },
    },
    {
      story: 'a published digest that nobody knew starts anew',
      before: known(undefined, { node: base('report', 'a', 'b') }),
      found: known(undefined, { node: base('labels', 'x', 'y') }),
      kept: { node: 'labels linux/amd64=x linux/arm64=y' },
    },
  ])('$story', ({ before, found, kept }) => {
    expect(told(keepBest(before, found, platforms))).toEqual(kept);
  });

  const word = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined });
  const anyBase = fc.tuple(fc.constantFrom(...kinds), word, word).map(([evidence, amd, arm]) => base(evidence, amd, arm));

  it('never loses a platform to anything but better evidence, and nothing by looking again', () => {
    fc.assert(
      fc.property(anyBase, anyBase, (current, found) => {
        const [before, after] = [known('p', { node: current }), known('p', { node: found })];
        const kept = keepBest(before, after, platforms);
        const node = kept.get('node') ?? base('assumed');
        expect(keepBest({ ...before, bases: kept }, after, platforms)).toEqual(kept);
        if (platforms.every((platform) => current.platforms.has(platform)) && current.evidence !== 'assumed') {
          expect(rank[node.evidence]).toBeLessThanOrEqual(rank[current.evidence]);
          expect(node.platforms.size).toBe(2);
        }
        if (current.evidence !== 'assumed') for (const platform of current.platforms.keys()) expect(node.platforms.has(platform)).toBe(true);
        if (!needsBetter(current, found.evidence, platforms)) expect(node).toEqual(current);
      }),
    );
  });
});
