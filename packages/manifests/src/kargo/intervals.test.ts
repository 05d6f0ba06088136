import { delayOf, type FactoryConfig } from '@image-factory/core/enrollment';
import type { BaseNode, ExternalNode, ManagedNode } from '@image-factory/core/graph';
import { readKubernetesYaml } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base, brand, external, factory, factoryConfig, managed } from '../factory.fixture.ts';
import { synthManifests } from '../synth/index.ts';
import { parseGoDuration } from './duration.ts';
import type { WarehouseSpec } from './types.ts';

type Node = ManagedNode | ExternalNode | BaseNode;
interface Found {
  readonly intervals: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

function intervalsOf(nodes: readonly Node[], config: FactoryConfig = factoryConfig()): Found {
  const { value, problems } = synthManifests(factory(nodes, config));
  const objects = value.manifests.flatMap(({ text }) => readKubernetesYaml(text)).filter(({ kind }) => kind === 'Warehouse');
  return { intervals: Object.fromEntries(objects.map(({ metadata, spec }) => [metadata.name, (spec as WarehouseSpec).interval])), problems: problems.map(({ code, message }) => `${code} ${message}`) };
}

const onHub = (count: number): BaseNode[] => Array.from({ length: count }, (_, index) => base(`os${index}:1`));
const elsewhere = (count: number): BaseNode[] => Array.from({ length: count }, (_, index) => base(`quay.io/acme/base-${index}:1`));
const every = (found: Found): string[] => [...new Set(Object.values(found.intervals))].toSorted();

describe('how often a Warehouse looks', () => {
  it.each([
    { story: 'a base on Docker Hub: once a day', node: base('node:22'), kargo: {}, interval: '24h0m0s' },
    { story: 'a base on Docker Hub: once a day, even when more is wanted of all', node: base('node:22'), kargo: { upstreamInterval: delayOf('1h') }, interval: '24h0m0s' },
    { story: 'a base on Docker Hub: less often when that is wanted', node: base('node:22'), kargo: { upstreamInterval: delayOf('2d') }, interval: '48h0m0s' },
    { story: 'a base elsewhere: as is wanted', node: base('quay.io/acme/x:1'), kargo: { upstreamInterval: delayOf('1h') }, interval: '1h0m0s' },
    { story: 'our own, on Docker Hub, too', node: managed('app', [], { registry: brand('docker.io') }), kargo: {}, interval: '1h0m0s' },
    { story: 'never more often than Kargo does', node: managed('app'), kargo: { managedInterval: delayOf('1m') }, interval: '5m0s' },
    { story: 'one tag of its own interval, also on Docker Hub', node: base('node:22'), kargo: { intervals: [{ image: 'docker.io/library/node:22', every: delayOf('6h') }] }, interval: '6h0m0s' },
    { story: 'by the name that people use', node: base('node:22'), kargo: { intervals: [{ image: 'node:22', every: delayOf('6h') }] }, interval: '6h0m0s' },
    { story: 'another tag', node: base('node:22'), kargo: { intervals: [{ image: 'node:20', every: delayOf('6h') }] }, interval: '24h0m0s' },
    { story: 'a whole repository', node: managed('app'), kargo: { intervals: [{ image: 'ghcr.io/acme/app', every: delayOf('10m') }] }, interval: '10m0s' },
    {
      story: 'a tag wins over its repository',
      node: base('node:22'),
      kargo: {
        intervals: [
          { image: 'node:22', every: delayOf('3d') },
          { image: 'node', every: delayOf('6h') },
        ],
      },
      interval: '72h0m0s',
    },
    { story: 'its own, but no more often than Kargo does', node: base('node:22'), kargo: { intervals: [{ image: 'node:22', every: delayOf('1m') }] }, interval: '5m0s' },
  ])('$story', ({ node, kargo, interval }) => {
    expect(every(intervalsOf([node], factoryConfig({ kargo })))).toEqual([interval]);
  });
});

describe('when there are more of them than a registry has looks', () => {
  it.each([
    { bases: 200, interval: '24h0m0s' },
    { bases: 201, interval: '48h0m0s' },
    { bases: 400, interval: '48h0m0s' },
    { bases: 401, interval: '96h0m0s' },
  ])('$bases bases on Docker Hub, without an account: $interval', ({ bases, interval }) => {
    expect(intervalsOf(onHub(bases))).toMatchObject({ problems: [], intervals: { 'os0-1': interval } });
  });

  it('what the operator says of the account counts, and other registries are none of it', () => {
    const config = factoryConfig({ registries: { 'docker.io': { pulls: 5000 }, 'quay.io': { pulls: 10 } } });
    const { intervals } = intervalsOf([...onHub(401), ...elsewhere(21)], config);
    expect([intervals['os0-1'], new Set(Object.values(intervals)).size]).toEqual(['24h0m0s', 2]);
    expect(Object.values(intervals).filter((interval) => interval === '48h0m0s')).toHaveLength(21);
  });

  it('a pattern costs as many as it may find', () => {
    const pattern = external('pg', 'postgres:16', {});
    const wide: ExternalNode = { ...pattern, watch: { strategy: 'Lexical', allow: '^16' } };
    expect(intervalsOf([...onHub(199), wide]).intervals['pg']).toBe('48h0m0s');
    expect(intervalsOf([...onHub(199), pattern]).intervals['pg']).toBe('24h0m0s');
  });

  it('intervals that a person gave stay, and it warns when nothing else helps', () => {
    const own = Array.from({ length: 20 }, (_, index) => ({ image: `os${index}:1`, every: delayOf('1h') }));
    const { intervals, problems } = intervalsOf(onHub(40), factoryConfig({ kargo: { intervals: own } }));
    expect([intervals['os0-1'], intervals['os30-1']]).toEqual(['1h0m0s', '96h0m0s']);
    expect(problems).toEqual(['synth/registry-limit Kargo would fetch more manifests from docker.io than it gives out in six hours.']);
    expect(intervalsOf(onHub(40), factoryConfig({ kargo: { intervals: own.slice(0, 5) } })).problems).toEqual([]);
  });

  it('whatever there is, no more than half of a registry is taken by what nobody gave an interval, and none looks more often than was wanted', () => {
    const pulls = fc.integer({ min: 1, max: 400 });
    const hours = fc.integer({ min: 1, max: 48 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }), pulls, hours, hours, (bases, own, limit, upstream, ours) => {
        const nodes = [...onHub(bases), ...Array.from({ length: own }, (_, index) => managed(`app-${index}`, [], { registry: brand('docker.io') }))];
        const config = factoryConfig({ registries: { 'docker.io': { pulls: limit } }, kargo: { upstreamInterval: delayOf(`${upstream}h`), managedInterval: delayOf(`${ours}h`) } });
        const { intervals, problems } = intervalsOf(nodes, config);
        const times = Object.entries(intervals).map(([name, interval]) => [name, (parseGoDuration(interval) ?? 0) / 3_600_000] as const);
        expect(times.reduce((sum, [, time]) => sum + 6 / time, 0)).toBeLessThanOrEqual(limit / 2 + 1e-9);
        expect(times.filter(([name, time]) => time < (name.startsWith('app') ? ours : Math.max(24, upstream)))).toEqual([]);
        expect(problems).toEqual([]);
        expect(intervalsOf(nodes.toReversed(), config)).toEqual({ intervals, problems });
      }),
      { numRuns: 15 },
    );
  });
});
