import type { ObservedImage, ObserveReport } from '@image-factory/use-cases';
import { describe, expect, it } from 'vitest';
import { renderSummary, toOutputs } from './report.ts';

function image(name: string, ...kinds: readonly ObservedImage['news'][number]['kind'][]): ObservedImage {
  return { name, kind: 'base', reference: `${name}:1`, outcome: kinds.length === 0 ? 'same' : 'changed', news: kinds.map((kind) => ({ kind, platforms: [], why: `${name} is | ${kind}.` })) };
}

const report: ObserveReport = {
  dryRun: false,
  changed: true,
  observed: [image('a'), image('b', 'moved', 'platforms-gone'), image('c', 'failing')],
  failed: 1,
  files: [{ path: 'x', change: 'changed' }],
  problems: [],
};

describe('what a step tells', () => {
  it('names what moved, and shows what is new first', () => {
    const { images, moved, failed, commit } = toOutputs(report, 'abc');
    expect([images.map(({ name }) => name), moved, failed, commit]).toEqual([['b', 'c', 'a'], ['b'], 1, 'abc']);
  });

  it('of more than a job may give, what is new', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => image(`image-${index}`));
    const { images } = toOutputs({ ...report, observed: [...many, image('last', 'moved')] }, '');
    expect(images[0]?.name).toBe('last');
    expect(JSON.stringify(images).length).toBeLessThan(250_001);
  });

  it('the summary has a row for each piece of news, escaped', () => {
    expect(renderSummary(report, '0123456789abcdef')).toBe(
      [
        '## Image Factory: observe',
        '3 images looked up, 1 moved. 1 could not be looked up. 1 files changed. Committed as `0123456789ab`.',
        '| Image | What | Why |\n| --- | --- | --- |\n| b | moved | b is &#124; moved. |\n| b | platforms-gone | b is &#124; platforms-gone. |\n| c | failing | c is &#124; failing. |',
      ].join('\n\n'),
    );
  });
});
