import { describe, expect, it } from 'vitest';
import type { ImageReference } from '../../reference/index.ts';
import { analyzeDockerfile } from '../analyze.ts';
import type { BuildOptions } from '../types.ts';
import { suggestImprovements } from './suggest-improvements.ts';

const digest = (char: string): string => `sha256:${char.repeat(64)}`;

/** `code@line:column` of each. */
function suggested(text: string, build: Pick<BuildOptions, 'target' | 'buildArgs' | 'unknownArgs'>): string[] {
  const options = { file: 'Dockerfile', everyLine: true, ...build };
  const isEnrolled = ({ path }: ImageReference): boolean => path === 'acme/os';
  return suggestImprovements(text, analyzeDockerfile(text, options).value, { ...options, isEnrolled }).map(
    ({ code, source }) => `${code.slice('dockerfile/'.length)}@${source?.range?.start.line}:${source?.range?.start.column}`,
  );
}

describe('suggestImprovements', () => {
  it.each([
    { story: 'nothing to better', text: '# syntax=docker/dockerfile:1\nARG V=22\nFROM node:$V', found: [] },
    { story: 'no tag', text: 'FROM node', found: ['latest-tag@1:6'] },
    { story: 'latest, said', text: 'FROM node:latest', found: ['latest-tag@1:6'] },
    { story: 'latest, pinned', text: `FROM node:latest@${digest('a')}`, found: [] },
    { story: 'no tag where files come from', text: 'FROM a:1\nCOPY --from=redis /redis /redis', found: ['latest-tag@2:13'] },
    { story: 'a base on the line below', text: 'FROM --platform=linux/amd64 \\\n# here\n\n  node', found: ['latest-tag@4:3'] },
    { story: 'a stage that is called like its base', text: 'FROM node AS node', found: ['latest-tag@1:6'] },
    { story: 'a base that is called like its platform', text: 'FROM --platform=linux/arm linux/arm', found: ['latest-tag@1:27'] },
    {
      story: 'a mount on a line of its own, and a longer name before it',
      text: 'FROM a:1\nRUN --mount=from=redisx:1,target=/y \\\n  --mount=type=bind,from=redis,target=/redis from=redis',
      found: ['latest-tag@3:26'],
    },
    { story: 'a mount that is quoted', text: 'FROM a:1\nRUN --mount="from=redis,target=/x" y', found: ['latest-tag@2:19'] },
    { story: 'lines that a backtick continues', text: '# escape=`\r\nFROM `\r\n  node\r\n', found: ['latest-tag@3:3'] },
    { story: 'an argument below others', text: 'ARG VX=1 \\\n  W=V \\\n  V\nFROM a:$V$VX$W', found: ['argument-without-default@3:3'] },
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
    { story: 'an argument that this build gives', text: 'ARG V\nFROM node:1$V', buildArgs: { V: '2' }, found: [] },
    { story: 'an argument that this build gives, nobody knows what', text: 'ARG V\nARG W\nFROM node:1$V$W', unknownArgs: new Map([['W', 'x']]), found: ['argument-without-default@1:5'] },
    { story: 'arguments of any name that this build gives', text: 'ARG V\nFROM node:1$V', unknownArgs: new Map([['*', 'x']]), found: [] },
    { story: 'an enrolled image, by a tag or a digest', text: `FROM acme/os AS x\nFROM acme/os@${digest('a')}\nCOPY --from=x / /`, found: ['several-versions@2:6'] },
  ])('$story', ({ text, target, buildArgs, unknownArgs, found }) => {
    expect(suggested(text, { ...(target === undefined ? {} : { target }), ...(buildArgs === undefined ? {} : { buildArgs }), ...(unknownArgs === undefined ? {} : { unknownArgs }) })).toEqual(found);
  });

  it('says the same where lines moved', () => {
    const text = `ARG V\nFROM go:1.22 AS x\nFROM go:1.23 AS y\nFROM go:$V\nCOPY --from=redis / /\nCOPY --from=b@${digest('a')} / /\n`;
    const messages = (moved: string): string[] => suggestImprovements(moved, analyzeDockerfile(moved, { file: 'x', everyLine: true }).value, { file: 'x' }).map(({ message }) => message);
    expect(messages(`#\n${text.replace('FROM go:1.23', '\n\nFROM go:1.23')}`)).toEqual(messages(text));
    expect(messages(text).length).toBeGreaterThan(4);
  });
});
