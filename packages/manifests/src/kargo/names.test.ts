import fc from 'fast-check';
import { anyImageName } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { analysisTemplateSpec } from './analysis-job.ts';
import { distinctBaseNames, isObjectName, objectName, stageName } from './names.ts';

describe('names of objects', () => {
  it('are those of the design', () => {
    expect(stageName.analyze('backstage')).toBe('analyze-dockerfile-backstage');
    expect(stageName.rebuild('backstage')).toBe('rebuild-trigger-backstage');
    expect(stageName.observe('node-22-bookworm-slim')).toBe('observe-node-22-bookworm-slim');
  });

  it('are cut at 63 characters and end in a hash', () => {
    const image = 'a'.repeat(52);
    expect(stageName.analyze(image)).toMatch(/^analyze-dockerfile-a{35}-[0-9a-f]{8}$/);
    expect(stageName.analyze(image)).toHaveLength(63);
  });

  it('never end a part with a dash or dot before the hash', () => {
    expect(objectName('observe-', `${'a'.repeat(45)}.-${'b'.repeat(20)}`)).toMatch(/^observe-a{45}-[0-9a-f]{8}$/);
  });

  it('are valid for Kubernetes and differ for different images', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyImageName, { minLength: 2, maxLength: 20 }), (images) => {
        const names = images.flatMap((image) => [stageName.analyze(image), stageName.rebuild(image), stageName.update(image, 'x')]);
        expect(names.filter((name) => !isObjectName(name))).toEqual([]);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });
});

describe('what Kubernetes, Kargo and Argo Rollouts make of the longest names', () => {
  const stages = [stageName.analyze, stageName.rebuild, stageName.observe, (name: string) => stageName.update(name, 'x')].map((name) => name('a'.repeat(63)));
  const ulid = '0'.repeat(26);

  it('a label: Stages and Warehouses are one on Promotions, Freight and AnalysisRuns', () => {
    expect(stages.filter((name) => name.length > 63 || !/[a-z0-9]$/.test(name))).toEqual([]);
  });

  it('the names of a Promotion and of an AnalysisRun: the Stage, a ULID, and seven digits', () => {
    expect(stages.map((name) => `${name}.${ulid}.${'0'.repeat(7)}`.length).filter((length) => length > 253)).toEqual([]);
  });

  it('the Job of an AnalysisRun, whose name becomes a label of its Pods: an id, the metric, and the number of the attempt', () => {
    const { metrics } = analysisTemplateSpec({ provider: 'github', host: 'github.com', slug: 'acme/x', branch: 'main', image: 'x', gitSecret: 's' });
    const pods = metrics.map(({ name }) => `${'0'.repeat(36)}.${name}.1000`);
    expect(pods.filter((name) => name.length > 63)).toEqual([]);
    expect(metrics.filter(({ name }) => name.length > 20)).toEqual([]);
  });
});

describe('distinctBaseNames', () => {
  it.each([
    { story: 'the key of the state file', bases: ['node-22'], enrolled: ['app'], names: ['node-22'] },
    { story: 'an enrolled image has the name', bases: ['node-22'], enrolled: ['node-22'], names: ['base-node-22'] },
    { story: 'another base has the new name', bases: ['base-node-22', 'node-22'], enrolled: ['node-22'], names: ['base-node-22', expect.stringMatching(/^base-node-22-[0-9a-f]{8}$/)] },
  ])('$story', ({ bases, enrolled, names }) => {
    expect([...distinctBaseNames(bases, new Set(enrolled)).values()]).toEqual(names);
  });

  it('gives every base a name of its own, whatever their order', () => {
    const few = fc.constantFrom('a', 'b', 'base-a', 'base-b', 'base-base-a', 'c');
    fc.assert(
      fc.property(fc.uniqueArray(few), fc.uniqueArray(few), (bases, enrolled) => {
        const names = distinctBaseNames(bases, new Set(enrolled));
        expect(new Set([...names.values(), ...enrolled]).size).toBe(bases.length + enrolled.length);
        expect(new Map(distinctBaseNames(bases.toReversed(), new Set(enrolled)))).toEqual(new Map(names));
      }),
    );
  });
});
