import { describe, expect, it } from 'vitest';
import { describePulls, type DockerfilePulls } from './describe-pulls.ts';

const hub = 'docker.io/library';

function pulls(text: string, build: { readonly target?: string } = {}): DockerfilePulls {
  return describePulls(text, { file: 'Dockerfile', ...build }).value;
}

/** `stage: use image@line`, and for what can't be known `stage: written?@line`. */
function byStage({ stages }: DockerfilePulls): string[] {
  return stages.flatMap(({ name, index, images, unknown }) => [
    ...images.map(({ use, image, line }) => `${name ?? index}: ${use} ${image}@${line}`),
    ...unknown.map(({ written, line }) => `${name ?? index}: ${written}?@${line}`),
  ]);
}

describe('describePulls', () => {
  it.each([
    { story: 'a stage', text: 'FROM a:1', found: ['0: final-base a:1@1'] },
    { story: 'nothing', text: 'FROM scratch', found: [] },
    {
      story: 'what stands between two FROMs belongs to the first',
      text: 'FROM a:1 AS x\nCOPY --from=b:1 / /\nFROM x\nRUN --mount=from=c:1,target=/c y',
      found: ['x: final-base a:1@1', 'x: copy-from b:1@2', '1: mount c:1@4'],
    },
    {
      story: 'each line that names an image',
      text: 'FROM a:1 AS x\nFROM a:1\nCOPY --from=x / /\nCOPY --from=b:1 / /\nCOPY --from=b:1 /x /',
      found: ['x: build-stage a:1@1', '1: final-base a:1@2', '1: copy-from b:1@4', '1: copy-from b:1@5'],
    },
    { story: 'a stage that the target does not need', text: 'FROM a:1 AS x\nFROM b:1', found: ['1: final-base b:1@2'] },
    { story: 'a target', text: 'FROM a:1 AS x\nFROM b:1', target: 'x', found: ['x: final-base a:1@1'] },
    { story: 'what is not known', text: 'ARG V\nFROM a:$V AS x', found: ['x: a:$V?@2'] },
    { story: 'a file that is refused', text: 'FROM a:1\nRNU x', found: [] },
  ])('$story', ({ text, target, found }) => {
    expect(byStage(pulls(text, target === undefined ? {} : { target }))).toEqual(found);
  });

  it('names each reference once, and keeps the frontend apart', () => {
    const found = pulls('# syntax=docker/dockerfile:1\nFROM node AS x\nFROM docker.io/node:latest\nCOPY --from=x / /\n');
    expect(found).toMatchObject({ refused: false, pulls: [`${hub}/node:latest`], frontend: { reference: 'docker.io/docker/dockerfile:1', line: 1 } });
  });

  it.each([
    { story: 'the analysis and the suggestions', text: 'ARG V\nFROM node:$V AS x\nFROM redis', codes: ['unknown-image', 'argument-without-default', 'unused-stage', 'latest-tag'] },
    { story: 'a refusal alone', text: 'FROM redis\nRNU x', codes: ['invalid'] },
    { story: 'nothing', text: 'FROM redis:7', codes: [] },
  ])('has the problems of $story', ({ text, codes }) => {
    expect(describePulls(text, { file: 'Dockerfile' }).problems.map(({ code }) => code)).toEqual(codes.map((code) => `dockerfile/${code}`));
  });
});
