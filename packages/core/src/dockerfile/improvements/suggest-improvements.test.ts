import { describe, expect, it } from 'vitest';
import { analyzeDockerfile } from '../analyze.ts';
import { suggestImprovements } from './suggest-improvements.ts';

const digest = (char: string): string => `sha256:${char.repeat(64)}`;

/** `code@line:column` of each. */
function suggested(text: string, target?: string): string[] {
  const options = { file: 'Dockerfile', everyLine: true, ...(target === undefined ? {} : { target }) };
  return suggestImprovements(text, analyzeDockerfile(text, options).value, options).map(
    ({ code, source }) => `${code.slice('dockerfile/'.length)}@${source?.range?.start.line}:${source?.range?.start.column}`,
  );
}

describe('suggestImprovements', () => {
  it.each([
    { story: 'nothing to better', text: '# syntax=docker/dockerfile:1\nARG V=22\nFROM node:$V', found: [] },
    { story: 'no tag', text: 'FROM node', found: ['latest-tag@1:6'] },
    { story: 'latest, said', text: 'FROM node:latest', found: ['latest-tag@1:6'] },
    { story: 'latest, pinned', text: `FROM node:latest@${digest('a')}`, found: [] },
    { story: 'no tag where files come from', text: 'FROM a:1\nCOPY --from=redis /redis /redis', found: ['latest-tag@2:8'] },
    { story: 'a frontend without a tag', text: '# syntax=docker/dockerfile\nFROM a:1', found: ['latest-tag@1:10'] },
    { story: 'scratch and stages have no tags', text: 'FROM scratch AS x\nFROM x', found: [] },
    { story: 'a digest alone', text: `FROM node@${digest('a')}`, found: ['digest-without-tag@1:6'] },
    { story: 'two versions', text: 'FROM go:1.22 AS x\nFROM go:1.23\nCOPY --from=x / /', found: ['several-versions@2:6'] },
    { story: 'two variants of one version', text: 'FROM go:1.22 AS x\nFROM go:1.22-alpine3.20\nCOPY --from=x / /', found: [] },
    { story: 'two variants of a named version', text: 'FROM debian:bookworm AS x\nFROM debian:bookworm-slim\nCOPY --from=x / /', found: [] },
    { story: 'one tag with two digests', text: `FROM go:1@${digest('a')} AS x\nFROM go:1@${digest('b')}\nCOPY --from=x / /`, found: ['several-versions@2:6'] },
    { story: 'an argument without a default', text: 'ARG V\nFROM node:1$V', found: ['argument-without-default@1:5'] },
    { story: 'an argument behind another', text: 'ARG V\nARG W=1$V\nFROM node:$W', found: ['argument-without-default@1:5'] },
    { story: 'a default in the word', text: 'ARG V\nFROM node:${V:-22}', found: [] },
    { story: 'an argument that BuildKit fills', text: 'ARG TARGETARCH\nFROM node:1-$TARGETARCH', found: [] },
    { story: 'an argument that FROM does not need', text: 'ARG V\nFROM node:1', found: [] },
    { story: 'a stage that nobody needs', text: 'FROM a:1 AS x\nFROM b:1', found: ['unused-stage@1:1'] },
    { story: 'a target leaves others aside', text: 'FROM a:1 AS x\nFROM b:1', target: 'x', found: [] },
    { story: 'what is refused has other problems', text: 'FROM node\nRNU x', found: [] },
  ])('$story', ({ text, target, found }) => {
    expect(suggested(text, target)).toEqual(found);
  });
});
