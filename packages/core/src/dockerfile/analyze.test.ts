import { describe, expect, it } from 'vitest';
import { formatReference } from '../reference/index.ts';
import { analyzeDockerfile } from './analyze.ts';
import { parsePlatform } from './platform.ts';
import type { BuildOptions, Platform } from './types.ts';

type Options = Omit<BuildOptions, 'file'>;

function analyze(text: string, options: Options = {}) {
  return analyzeDockerfile(text, { file: 'Dockerfile', ...options });
}

/** `use reference @line` for every image. */
function pulled(text: string, options: Options = {}): string[] {
  const { value } = analyze(text, options);
  return value.images.map(({ use, reference, line }) => `${use} ${formatReference(reference)} @${line}`);
}

function platforms(...texts: string[]): Platform[] {
  return texts.map((text) => parsePlatform(text)).filter((platform) => platform !== undefined);
}

const digest = `sha256:${'a'.repeat(64)}`;

interface Story {
  readonly story: string;
  readonly text: string;
  readonly options?: Options;
  readonly images: readonly string[];
}

describe('analyzeDockerfile: FROM', () => {
  it.each<Story>([
    { story: 'one base', text: 'FROM node:22', images: ['final-base docker.io/library/node:22 @1'] },
    { story: 'latest is said', text: 'FROM ghcr.io/acme/app', images: ['final-base ghcr.io/acme/app:latest @1'] },
    { story: 'scratch is nothing', text: 'FROM scratch', images: [] },
    { story: 'Scratch in another case is no image at all', text: 'FROM Scratch', images: [] },
    { story: 'any case of the keyword', text: 'fRoM a aS b', images: ['final-base docker.io/library/a:latest @1'] },
    { story: 'a byte order mark and Windows lines', text: '\uFEFFFROM a\r\nRUN x\r\n', images: ['final-base docker.io/library/a:latest @1'] },
    { story: 'stages that the target does not need are not pulled', text: 'FROM a AS x\nFROM b', images: ['final-base docker.io/library/b:latest @2'] },
    { story: 'FROM of an earlier stage, the base behind it is final', text: 'FROM a AS x\nFROM x AS y\nFROM y', images: ['final-base docker.io/library/a:latest @1'] },
    { story: 'a stage named like its image', text: 'FROM node AS node\nFROM node', images: ['final-base docker.io/library/node:latest @1'] },
    {
      story: 'a later stage of that name is an image here',
      text: 'FROM b AS x\nFROM a AS b\nCOPY --from=x / /',
      images: ['build-stage docker.io/library/b:latest @1', 'final-base docker.io/library/a:latest @2'],
    },
    { story: 'a name given twice means the later stage', text: 'FROM a AS x\nFROM b AS x\nFROM x', images: ['final-base docker.io/library/b:latest @2'] },
    { story: 'a line with blanks and comments between', text: 'FROM \\\n# which\n\n  node:22 \\\n AS x', images: ['final-base docker.io/library/node:22 @1'] },
    { story: 'a digest pins', text: `FROM node:22@${digest}`, images: [`final-base docker.io/library/node:22@${digest} @1`] },
    { story: 'quotes vanish', text: 'FROM "node:22"', images: ['final-base docker.io/library/node:22 @1'] },
    { story: 'a platform changes nothing', text: 'FROM --platform=$BUILDPLATFORM a', images: ['final-base docker.io/library/a:latest @1'] },
  ])('$story', ({ text, options, images }) => {
    expect(pulled(text, options)).toEqual(images);
  });

  it.each<Story>([
    { story: 'a default', text: 'ARG V=22\nFROM node:$V', images: ['node:22'] },
    { story: 'a default that uses another argument', text: 'ARG V=22\nARG TAG=${V}-slim\nFROM node:$TAG', images: ['node:22-slim'] },
    { story: 'an argument declared later is not there yet', text: 'ARG TAG=${V}slim\nARG V=22-\nFROM node:$TAG', images: ['node:slim'] },
    { story: 'the build gives a value', text: 'ARG V=22\nFROM node:$V', options: { buildArgs: { V: '24' } }, images: ['node:24'] },
    { story: 'a value for an argument that is not declared counts for nothing', text: 'FROM node:${V:-22}', options: { buildArgs: { V: '24' } }, images: ['node:22'] },
    { story: 'an argument of a stage is not there for FROM', text: 'ARG V=1\nFROM a AS x\nARG V=2\nFROM node:$V', images: ['node:1'] },
    { story: 'predefined arguments need no ARG', text: 'FROM node:$TARGETARCH', images: ['node:amd64'] },
    { story: 'the build may replace a predefined one', text: 'FROM node:$TARGETARCH', options: { buildArgs: { TARGETARCH: 'x' } }, images: ['node:x'] },
    { story: 'a pattern', text: 'ARG V=1.22.3\nFROM golang:${V%.*}', images: ['golang:1.22'] },
    { story: 'a default within a default', text: 'FROM node:${A:-${B:-22}}', images: ['node:22'] },
    { story: 'a stage chosen by an argument', text: 'ARG MODE=dev\nFROM a AS base-dev\nFROM b AS base-prod\nFROM base-$MODE', images: ['a:latest'] },
    { story: 'the stage to build', text: 'FROM node:$TARGETSTAGE AS x', options: { target: 'x' }, images: ['node:x'] },
    { story: 'an escape character of its own', text: '# escape=`\nARG V=2`\n2\nFROM node:$V', images: ['node:22'] },
    { story: 'several platforms that agree are one entry', text: 'FROM node', options: { platforms: platforms('linux/amd64', 'linux/arm64') }, images: ['node:latest'] },
    { story: 'several platforms that differ', text: 'FROM node:$TARGETARCH$TARGETVARIANT', options: { platforms: platforms('linux/amd64', 'linux/arm') }, images: ['node:amd64', 'node:armv7'] },
    { story: 'builds run on amd64', text: 'FROM node:${BUILDPLATFORM#*/}', options: { platforms: platforms('linux/arm64') }, images: ['node:amd64'] },
  ])('ARG: $story', ({ text, options, images }) => {
    const references = analyze(text, options).value.images.map(({ reference }) => formatReference(reference));
    expect(references).toEqual(images.map((image) => `docker.io/library/${image}`));
  });
});

describe('analyzeDockerfile: what instructions take files from', () => {
  it.each<Story>([
    { story: 'COPY --from an image', text: 'FROM scratch\nCOPY --from=busybox:1 a b', images: ['copy-from docker.io/library/busybox:1 @2'] },
    { story: 'COPY --from a stage by name, in any case', text: 'FROM a AS x\nFROM scratch\nCOPY --from=X a b', images: ['build-stage docker.io/library/a:latest @1'] },
    { story: 'COPY --from a stage by number', text: 'FROM a\nFROM scratch\nCOPY --from=0 a b', images: ['build-stage docker.io/library/a:latest @1'] },
    { story: 'the flag in quotes, behind others', text: 'FROM scratch\nCOPY --chown=1:1 --from="x:1" --link a b', images: ['copy-from docker.io/library/x:1 @2'] },
    { story: 'COPY --from=scratch', text: 'FROM scratch\nCOPY --from=scratch a b', images: [] },
    { story: 'the same image twice is one entry', text: 'FROM scratch\nCOPY --from=x a b\nCOPY --from=x:latest c d', images: ['copy-from docker.io/library/x:latest @2'] },
    { story: 'the same image in two uses is two', text: 'FROM x\nCOPY --from=x a b', images: ['final-base docker.io/library/x:latest @1', 'copy-from docker.io/library/x:latest @2'] },
    { story: 'RUN --mount with from', text: 'FROM scratch\nRUN --mount=from=uv,target=/uv x', images: ['mount docker.io/library/uv:latest @2'] },
    {
      story: 'every mount counts, in any order of fields',
      text: 'FROM scratch\nRUN --mount=type=cache,target=/a \\\n  --mount=target=/b,from=b,type=bind \\\n  --mount=type=cache,from=c,target=/c x',
      images: ['mount docker.io/library/b:latest @2', 'mount docker.io/library/c:latest @2'],
    },
    { story: 'a mount in quotes', text: 'FROM scratch\nRUN --mount="type=bind,from=b,target=/b" x', images: ['mount docker.io/library/b:latest @2'] },
    { story: 'a mount with fields quoted as CSV', text: 'FROM scratch\nRUN --mount=type=bind,\\"from=b\\",target=/b x', images: ['mount docker.io/library/b:latest @2'] },
    { story: 'a mount from a stage', text: 'FROM a AS x\nFROM scratch\nRUN --mount=from=x,target=/x y', images: ['build-stage docker.io/library/a:latest @1'] },
    { story: 'a mount has no numbers for stages', text: 'FROM a\nFROM scratch\nRUN --mount=from=0,target=/x y', images: ['mount docker.io/library/0:latest @3'] },
    { story: 'secret, ssh and tmpfs take nothing', text: 'FROM scratch\nRUN --mount=type=secret,id=a --mount=type=ssh --mount=type=tmpfs,target=/t x', images: [] },
    { story: 'the text of a heredoc is no instruction', text: 'FROM scratch\nRUN <<EOF\nFROM evil\nCOPY --from=evil a b\nEOF\nCOPY --from=x a b', images: ['copy-from docker.io/library/x:latest @6'] },
    { story: 'a quoted heredoc, tabs in front of its end, two at once', text: 'FROM scratch\nCOPY <<-"A B" <<C /x\nFROM evil\n\tA B\nFROM evil\nC\nCOPY --from=x a b', images: [] },
    {
      story: 'a stage that is needed only for its files',
      text: 'FROM a AS x\nCOPY --from=tool a b\nFROM b\nCOPY --from=x a b',
      images: ['build-stage docker.io/library/a:latest @1', 'copy-from docker.io/library/tool:latest @2', 'final-base docker.io/library/b:latest @3'],
    },
    { story: 'a chosen target', text: 'FROM a AS x\nFROM b AS y\nCOPY --from=z a b', options: { target: 'X' }, images: ['final-base docker.io/library/a:latest @1'] },
  ])('$story', ({ text, options, images }) => {
    expect(pulled(text, options)).toEqual(images);
  });
});

describe('analyzeDockerfile: ONBUILD', () => {
  const onbuild = (triggers: Record<string, string[]>): Options => ({ onbuild: (base) => triggers[formatReference(base)] });

  it.each<Story>([
    {
      story: 'a trigger of a stage counts in the stages that start from it',
      text: 'FROM a AS x\nONBUILD COPY --from=t a b\nFROM x',
      images: ['final-base docker.io/library/a:latest @1', 'copy-from docker.io/library/t:latest @3'],
    },
    { story: 'and nowhere else', text: 'FROM a\nONBUILD COPY --from=t a b', images: ['final-base docker.io/library/a:latest @1'] },
    {
      story: 'triggers of a base image',
      text: 'FROM a',
      options: onbuild({ 'docker.io/library/a:latest': ['RUN --mount=from=t,target=/t x'] }),
      images: ['final-base docker.io/library/a:latest @1', 'mount docker.io/library/t:latest @1'],
    },
    {
      story: 'a trigger may need a stage',
      text: 'FROM s AS x\nFROM a',
      options: onbuild({ 'docker.io/library/a:latest': ['COPY --from=x a b'] }),
      images: ['build-stage docker.io/library/s:latest @1', 'final-base docker.io/library/a:latest @2'],
    },
    {
      story: 'a trigger of what is no stage makes BuildKit look at a stage, too late for what that one copies',
      text: 'FROM a\nCOPY --from=c x y\nFROM b\nCOPY --from=d x y',
      options: onbuild({ 'docker.io/library/d:latest': ['COPY --from=0 x y'] }),
      images: ['build-stage docker.io/library/a:latest @1', 'final-base docker.io/library/b:latest @3', 'copy-from docker.io/library/d:latest @4'],
    },
    {
      story: 'a trigger of a stage makes BuildKit need what another one copies, but not a named context for it',
      text: 'FROM a\nCOPY --from=c x y\nFROM b',
      options: { ...onbuild({ 'docker.io/library/b:latest': ['COPY --from=0 x y'] }), contexts: { c: 'docker-image://e' } },
      images: ['build-stage docker.io/library/a:latest @1', 'copy-from docker.io/library/c:latest @2', 'final-base docker.io/library/b:latest @3'],
    },
    { story: 'the configuration is not known', text: 'FROM a', options: onbuild({}), images: ['final-base docker.io/library/a:latest @1'] },
    { story: 'a heredoc in a trigger', text: 'FROM a AS x\nONBUILD RUN <<EOF\nFROM evil\nEOF\nFROM x', images: ['final-base docker.io/library/a:latest @1'] },
  ])('$story', ({ text, options, images }) => {
    expect(pulled(text, options)).toEqual(images);
  });

  it.each([
    { story: 'an unreadable trigger', trigger: 'NONSENSE x', message: /trigger of the base is invalid: `NONSENSE`/ },
    { story: 'a trigger of two instructions', trigger: 'RUN a\nRUN b', message: /One trigger is one instruction/ },
    { story: 'FROM', trigger: 'FROM b', message: /FROM can not be triggered/ },
    { story: 'images that name each other without end', trigger: 'COPY --from=a x y', message: /more than 1000 ONBUILD triggers/ },
  ])('refuses $story', ({ trigger, message }) => {
    const { value, problems } = analyze('FROM a', onbuild({ 'docker.io/library/a:latest': [trigger] }));
    expect(value.refused).toBe(true);
    expect(problems[0]?.message).toMatch(message);
  });
});

describe('analyzeDockerfile: named contexts', () => {
  const contexts = (values: Record<string, string>): Options => ({ contexts: values });

  it.each<Story>([
    { story: 'an image instead of a stage', text: 'FROM a AS x\nRUN y', options: contexts({ x: 'docker-image://ctx:1' }), images: ['context docker.io/library/ctx:1 @1'] },
    { story: 'an image instead of a base', text: 'FROM a', options: contexts({ a: 'docker-image://ctx' }), images: ['context docker.io/library/ctx:latest @1'] },
    { story: 'latest goes without saying', text: 'FROM a:latest', options: contexts({ a: 'docker-image://ctx' }), images: ['context docker.io/library/ctx:latest @1'] },
    { story: 'another tag is another image', text: 'FROM a:1', options: contexts({ a: 'docker-image://ctx' }), images: ['final-base docker.io/library/a:1 @1'] },
    { story: 'a full name means the short one', text: 'FROM docker.io/library/a', options: contexts({ a: 'docker-image://ctx' }), images: ['context docker.io/library/ctx:latest @1'] },
    { story: 'instead of a source of COPY', text: 'FROM scratch\nCOPY --from=src a b', options: contexts({ src: 'docker-image://ctx' }), images: ['context docker.io/library/ctx:latest @2'] },
    { story: 'a folder', text: 'FROM scratch\nCOPY --from=src a b', options: contexts({ src: '../src' }), images: [] },
    { story: 'another target', text: 'FROM base', options: contexts({ base: 'target:base' }), images: [] },
    { story: 'a URL', text: 'FROM scratch\nCOPY --from=src a b', options: contexts({ src: 'https://example.com/x.git' }), images: [] },
    { story: 'scratch', text: 'FROM a', options: contexts({ a: 'docker-image://scratch' }), images: [] },
    { story: 'what a replaced stage starts from is not pulled', text: 'FROM a AS x\nFROM x', options: contexts({ x: '../x' }), images: [] },
    { story: 'a context that nothing needs may be wrong', text: 'FROM a AS x\nFROM b', options: contexts({ x: 'docker-image://' }), images: ['final-base docker.io/library/b:latest @2'] },
  ])('$story', ({ text, options, images }) => {
    expect(pulled(text, options)).toEqual(images);
  });

  it('refuses a context that is no image, at the line that needs it', () => {
    const { value, problems } = analyze('FROM a AS x\nFROM x', contexts({ x: 'docker-image://no//image' }));
    expect(value.refused).toBe(true);
    expect(problems[0]).toMatchObject({ code: 'dockerfile/invalid', source: { range: { start: { line: 1 } } } });
  });

  it('refuses a context without a usable name, at no line', () => {
    const { problems } = analyze('FROM a', contexts({ 'No Name': '.' }));
    expect(problems).toMatchObject([{ code: 'dockerfile/invalid', source: { file: 'Dockerfile' } }]);
    expect(problems[0]?.source).not.toHaveProperty('range');
  });
});

describe('analyzeDockerfile: frontend', () => {
  it.each<Story>([
    { story: 'comes first', text: '# syntax=docker/dockerfile:1\nFROM a', images: ['frontend docker.io/docker/dockerfile:1 @1', 'final-base docker.io/library/a:latest @2'] },
    { story: 'may stand behind a shebang', text: '#!/x\n# syntax=docker/dockerfile:1\nFROM a', images: ['frontend docker.io/docker/dockerfile:1 @2', 'final-base docker.io/library/a:latest @3'] },
    { story: 'is nothing below a comment', text: '# x\n# syntax=docker/dockerfile:1\nFROM a', images: ['final-base docker.io/library/a:latest @3'] },
    {
      story: 'is chosen by the build',
      text: '# syntax=x\nFROM a',
      options: { buildArgs: { BUILDKIT_SYNTAX: 'docker/dockerfile:2' } },
      images: ['frontend docker.io/docker/dockerfile:2 @1', 'final-base docker.io/library/a:latest @2'],
    },
    { story: 'is pulled though it refuses', text: '# syntax=docker/dockerfile:1\nNONSENSE', images: ['frontend docker.io/docker/dockerfile:1 @1'] },
  ])('$story', ({ text, options, images }) => {
    expect(pulled(text, options)).toEqual(images);
  });

  it('notices a frontend that is not the usual one', () => {
    expect(analyze('# syntax=ghcr.io/acme/frontend\nFROM a').problems).toMatchObject([{ severity: 'notice', code: 'dockerfile/frontend' }]);
  });

  it('says so when only that frontend could read the file', () => {
    const { value, problems } = analyze('# syntax=ghcr.io/acme/frontend\nname: x\n');
    expect(value).toMatchObject({ refused: true, images: [{ use: 'frontend' }] });
    expect(problems).toMatchObject([{ severity: 'error', code: 'dockerfile/frontend' }]);
  });

  it('refuses a frontend that is no image', () => {
    expect(analyze('# syntax=a//b\nFROM a').problems).toMatchObject([{ code: 'dockerfile/invalid', source: { range: { start: { line: 1, column: 10 } } } }]);
  });
});

describe('analyzeDockerfile: what can not be known', () => {
  it.each([
    { story: 'a base that is one argument', text: 'ARG BASE\nFROM $BASE', why: '`ARG BASE` has no value' },
    { story: 'a tag', text: 'ARG TAG\nFROM node:$TAG', why: '`ARG TAG` has no value' },
    { story: 'an argument that another one needs', text: 'ARG TAG\nARG IMAGE=node:$TAG\nFROM $IMAGE', why: '`ARG TAG` has no value' },
    { story: 'an argument that is asked for', text: 'ARG TAG\nFROM node:${TAG:?needed}', why: '`ARG TAG` has no value' },
    { story: 'a registry', text: 'ARG HOST\nFROM $HOST/node', why: '`ARG HOST` has no value' },
    { story: 'a value beyond what we follow', text: `ARG A=${'x'.repeat(2000)}\nFROM node:$A`, why: 'an expanded value is longer than 1024 characters' },
  ])('$story', ({ text, why }) => {
    const { value, problems } = analyze(text);
    const line = text.split('\n').length;
    expect(value).toMatchObject({ refused: false, images: [], unknown: [{ use: 'final-base', line, why }] });
    expect(problems).toMatchObject([{ severity: 'warning', code: 'dockerfile/unknown-image', source: { range: { start: { line } } } }]);
  });

  it('names the argument to give', () => {
    expect(analyze('ARG TAG\nFROM node:$TAG').problems[0]?.hint).toBe('Give `TAG` in `buildArgs` of images.yaml, as the build does.');
  });

  it('is known once the build gives the argument', () => {
    expect(pulled('ARG TAG\nFROM node:$TAG', { buildArgs: { TAG: '22' } })).toEqual(['final-base docker.io/library/node:22 @2']);
  });

  it('warns of a stage that nobody needs, but lists no image for it', () => {
    const { value, problems } = analyze('ARG A\nFROM $A AS x\nFROM b');
    expect(value.unknown).toEqual([]);
    expect(problems).toMatchObject([{ code: 'dockerfile/unknown-image', source: { range: { start: { line: 2 } } } }]);
  });

  it('is an error when no argument could help', () => {
    const { value, problems } = analyze('FROM a AS x\nARG V=1\nFROM $V');
    expect(value.refused).toBe(true);
    expect(problems).toMatchObject([{ code: 'dockerfile/invalid', source: { range: { start: { line: 3, column: 6 } } } }]);
  });

  it('takes a base that is right without the argument, and says so', () => {
    const { value, problems } = analyze('ARG SUFFIX\nFROM node:22$SUFFIX');
    expect(value.images.map(({ reference }) => formatReference(reference))).toEqual(['docker.io/library/node:22']);
    expect(problems).toMatchObject([{ severity: 'notice', code: 'dockerfile/empty-argument' }]);
  });

  it.each(['FROM node:${V:-22}', 'FROM node:${V-22}', 'ARG W=${V:-22}\nFROM node:$W'])('has nothing to say of a default of the author: %s', (from) => {
    const { value, problems } = analyze(`ARG V\n${from}`);
    expect(value.images.map(({ reference }) => formatReference(reference))).toEqual(['docker.io/library/node:22']);
    expect(problems).toEqual([]);
  });

  it('warns of a default that asks for another argument, whoever needs it', () => {
    const { value, problems } = analyze('ARG A\nARG B=${A:?needed}\nFROM node');
    expect(value).toMatchObject({ refused: false, images: [{ use: 'final-base' }] });
    expect(problems).toMatchObject([{ severity: 'warning', code: 'dockerfile/empty-argument', source: { range: { start: { line: 2 } } } }]);
  });

  it('warns of a platform that can not be known, and still knows the image', () => {
    const { value, problems } = analyze('ARG P\nFROM --platform=$P node');
    expect(value.images).toHaveLength(1);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'dockerfile/unknown-platform' }]);
  });
});

describe('analyzeDockerfile: stages and target', () => {
  it('describes every stage', () => {
    expect(analyze('ARG A=a\nFROM $A AS Base\nFROM b\nFROM base').value.stages).toEqual([
      { index: 0, name: 'base', base: '$A', line: 2, startsFrom: 'image', reachable: true },
      { index: 1, base: 'b', line: 3, startsFrom: 'image', reachable: false },
      { index: 2, base: 'base', line: 4, startsFrom: 'stage', reachable: true },
    ]);
  });

  it('counts a stage as reachable when one platform needs it', () => {
    const text = 'FROM a AS x-amd64\nFROM b AS x-arm64\nFROM x-$TARGETARCH';
    const { stages } = analyze(text, { platforms: platforms('linux/amd64', 'linux/arm64') }).value;
    expect(stages.map(({ reachable }) => reachable)).toEqual([true, true, true]);
  });

  it('refuses a target that is no stage', () => {
    const { value, problems } = analyze('FROM a AS builder\nFROM b', { target: 'bulider' });
    expect(value.refused).toBe(true);
    expect(problems).toMatchObject([{ severity: 'error', code: 'dockerfile/unknown-target', hint: 'Did you mean `builder`?' }]);
  });

  it('takes a number for the index of a stage, with a warning', () => {
    const { value, problems } = analyze('FROM a\nFROM b', { target: '0' });
    expect(value.images.map(({ reference }) => formatReference(reference))).toEqual(['docker.io/library/a:latest']);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'dockerfile/unknown-target' }]);
  });

  it('says which references are pinned and how they are written', () => {
    const { images } = analyze(`ARG V=22\nFROM node:$V\nCOPY --from=x@${digest} a b`).value;
    expect(images.map(({ written, pinned }) => ({ written, pinned }))).toEqual([
      { written: 'node:$V', pinned: false },
      { written: `x@${digest}`, pinned: true },
    ]);
  });
});

describe('P16: what the first implementation missed or invented', () => {
  it.each<Story>([
    { story: 'a lower-case from', text: 'from x', images: ['x:latest'] },
    { story: 'FROM --platform', text: 'FROM --platform=linux/arm64 x', images: ['x:latest'] },
    { story: 'ARG in FROM', text: 'ARG V=1\nFROM x:$V', images: ['x:1'] },
    { story: 'a continuation', text: 'FROM \\\n  x:1', images: ['x:1'] },
    { story: 'the text `FROM evil` in a heredoc', text: 'FROM x\nRUN <<EOF\nFROM evil\nEOF', images: ['x:latest'] },
    { story: 'a stage named alpine', text: 'FROM x AS alpine\nFROM alpine', images: ['x:latest'] },
    { story: 'an argument without a value', text: 'ARG V\nFROM x:$V', images: [] },
  ])('$story', ({ text, images }) => {
    const { value } = analyze(text);
    expect(value.images.map(({ reference }) => formatReference(reference))).toEqual(images.map((image) => `docker.io/library/${image}`));
    expect(value.unknown.map(({ written }) => written)).toEqual(images.length === 0 ? ['x:$V'] : []);
  });
});

describe('analyzeDockerfile: where builds run, and what is listed', () => {
  it('gives the image of a tool the platform of the build', () => {
    const [buildPlatform] = platforms('linux/s390x');
    const text = '# syntax=docker/dockerfile:1\nFROM --platform=$BUILDPLATFORM go AS x\nFROM a\nCOPY --from=x / /';
    const { images } = analyze(text, { platforms: platforms('linux/amd64', 'linux/arm64'), ...(buildPlatform === undefined ? {} : { buildPlatform }) }).value;
    expect(images.map((image) => image.platforms)).toEqual([['linux/s390x'], ['linux/s390x'], ['linux/amd64', 'linux/arm64']]);
  });

  it('knows no platform of an image whose platform can not be known', () => {
    expect(analyze('ARG P\nFROM --platform=$P node').value.images[0]?.platforms).toEqual([]);
  });

  it('lists an image at each line that names it, when asked to', () => {
    const text = 'FROM a AS x\nFROM a AS y\nFROM b\nCOPY --from=x / /\nCOPY --from=y / /';
    expect(analyze(text).value.images).toHaveLength(2);
    expect(analyze(text, { everyLine: true }).value.images.map(({ line }) => line)).toEqual([1, 2, 3]);
  });
});
