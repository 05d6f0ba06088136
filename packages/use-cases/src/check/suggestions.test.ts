import { describe, expect, it } from 'vitest';
import { entry } from '../memory.fixture.ts';
import { checked, edited, enrolled, family, type Files } from './check.fixture.ts';

const images = 'image-factory/images.yaml';
const digest = `sha256:${'a'.repeat(64)}`;

/** `file:line:column code` of what a check suggests, which is never more than a notice and always new. */
async function suggested(base: Files, head: Files): Promise<string[]> {
  const { problems } = await checked(base, head);
  const notices = problems.filter(({ severity }) => severity === 'notice');
  expect(notices.filter(({ old }) => old)).toEqual([]);
  return notices.map(({ code, source }) => `${source?.file}:${source?.range?.start.line}:${source?.range?.start.column} ${code.slice('dockerfile/'.length)}`);
}

/** Two images of one Dockerfile, the second by its target. */
const twins: Files = {
  [images]: `${entry('web')}${entry('dev', '    target: dev\n').replace('dev/Dockerfile', 'web/Dockerfile')}`,
  'image-factory/factory.yaml': 'repository: acme/factory\n',
  'web/Dockerfile': 'FROM a:1 AS dev\nFROM b:1\n',
};

describe('what a check suggests', () => {
  interface Row {
    readonly story: string;
    readonly base?: Files;
    readonly head: Files;
    readonly found: string[];
  }
  const untidy = edited(family, { 'tools/Dockerfile': 'FROM alpine\n' });
  const rows: readonly Row[] = [
    { story: 'nothing changed', head: family, found: [] },
    { story: 'an edited Dockerfile', head: untidy, found: ['tools/Dockerfile:1:6 latest-tag'] },
    { story: 'a file that was so before, and is left alone', base: untidy, head: edited(untidy, { 'os/Dockerfile': 'FROM debian:trixie\n' }), found: [] },
    { story: 'a file that was so before, on another line', base: untidy, head: edited(untidy, { 'tools/Dockerfile': '# why\n\nFROM alpine\nRUN x\n' }), found: [] },
    {
      story: 'a second place that is like one from before',
      base: untidy,
      head: edited(untidy, { 'tools/Dockerfile': 'FROM alpine\nCOPY --from=alpine / /\n' }),
      found: ['tools/Dockerfile:2:13 latest-tag'],
    },
    { story: 'one is mended, another made', base: untidy, head: edited(untidy, { 'tools/Dockerfile': 'FROM alpine:3\nCOPY --from=redis / /\n' }), found: ['tools/Dockerfile:2:13 latest-tag'] },
    { story: 'a file that was refused before', base: edited(family, { 'tools/Dockerfile': 'RNU x\n' }), head: untidy, found: ['tools/Dockerfile:1:6 latest-tag'] },
    { story: 'a file that is refused now', head: edited(family, { 'tools/Dockerfile': 'FROM alpine\nRNU x\n' }), found: [] },
    { story: 'a new image with a new file', head: edited(family, { [images]: `${family[images]}${entry('extra')}`, 'extra/Dockerfile': 'FROM node\n' }), found: ['extra/Dockerfile:1:6 latest-tag'] },
    {
      story: 'a new image with a file that was there',
      base: edited(family, { 'extra/Dockerfile': 'FROM node\n' }),
      head: edited(family, { [images]: `${family[images]}${entry('extra')}`, 'extra/Dockerfile': 'FROM node\n' }),
      found: [],
    },
    { story: 'a file that nobody enrolls', head: edited(family, { 'extra/Dockerfile': 'FROM node\n' }), found: [] },
    { story: 'a file that moved', base: untidy, head: edited(enrolled('tools/Dockerfile', 'kit/Dockerfile', untidy), { 'tools/Dockerfile': undefined, 'kit/Dockerfile': 'FROM alpine\n' }), found: [] },
    { story: 'the same path in another repository', head: edited(enrolled('dockerfile: tools', 'repo: other/kit\n    dockerfile: tools'), { 'tools/Dockerfile': 'FROM alpine\n' }), found: [] },
    { story: 'images that we build, by any tag or none', head: edited(family, { 'app/Dockerfile': 'FROM ghcr.io/acme/platform\nCOPY --from=ghcr.io/acme/os:latest / /\n' }), found: [] },
    {
      story: 'an image that we watch by that tag',
      head: edited(family, {
        [images]: `${family[images]}- {name: node, registry: docker.io, repository: library/node, allowTags: ^latest$, imageSelectionStrategy: Digest}\n`,
        'tools/Dockerfile': 'FROM node\n',
      }),
      found: [],
    },
    {
      story: 'a digest alone: a notice here, as it does not keep anybody from building',
      head: edited(family, { 'tools/Dockerfile': `FROM alpine@${digest}\n` }),
      found: ['tools/Dockerfile:1:6 digest-without-tag'],
    },
    {
      story: 'two versions, and a stage that nobody needs',
      head: edited(family, { 'tools/Dockerfile': 'FROM go:1.22 AS x\nFROM y:1\nFROM --platform=$BUILDPLATFORM \\\n  go:1.23\nCOPY --from=x / /\n' }),
      found: ['tools/Dockerfile:2:6 unused-stage', 'tools/Dockerfile:4:3 several-versions'],
    },
    {
      story: 'an argument that images.yaml gives',
      head: edited(enrolled('context: tools\n', 'context: tools\n    buildArgs: {V: "3"}\n'), { 'tools/Dockerfile': 'ARG V\nFROM alpine:$V\n' }),
      found: [],
    },
    {
      story: 'an argument that a bake file gives',
      head: edited(enrolled('context: tools\n', 'context: tools\n    bakeFile: docker-bake.json\n'), {
        'tools/Dockerfile': 'ARG V\nFROM alpine:$V\n',
        'docker-bake.json': '{"target": {"tools": {"context": "tools", "args": {"V": "3"}}}}',
      }),
      found: [],
    },
    { story: 'an argument that nobody gives', head: edited(family, { 'tools/Dockerfile': 'ARG V\nFROM alpine:$V\n' }), found: ['tools/Dockerfile:1:5 argument-without-default'] },
    {
      story: 'a file of two images: each thing once, and the stage of the other is needed',
      base: twins,
      head: edited(twins, { 'web/Dockerfile': 'FROM a AS dev\nFROM dev AS more\nFROM dev\n' }),
      found: ['web/Dockerfile:1:6 latest-tag'],
    },
    { story: 'where the base can not be read', base: edited(family, { [images]: undefined }), head: untidy, found: ['tools/Dockerfile:1:6 latest-tag'] },
    { story: 'where it can not be read and the file is as it was', base: edited(untidy, { [images]: undefined }), head: untidy, found: [] },
  ];

  it.each(rows)('$story', async ({ base = family, head, found }) => {
    expect(await suggested(base, head)).toEqual(found);
  });

  it('what becomes better is not counted among solved problems', async () => {
    const base = edited(family, { 'tools/Dockerfile': 'FROM alpine\n' });
    expect(await checked(base, family)).toMatchObject({ problems: [], solved: 0 });
  });
});
