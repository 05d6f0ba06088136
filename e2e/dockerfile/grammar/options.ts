import type { Draft } from './draft.ts';
import type { Parts } from './parts.ts';
import { tags, tools } from './words.ts';

type Options = Pick<Parts, 'buildArgs' | 'contexts' | 'onBuild'>;

/** What is told beside the file before anything of it is written. */
export function options(draft: Draft): Options {
  return { buildArgs: buildArgs(draft), contexts: contexts(draft), onBuild: onBuild(draft) };
}

function buildArgs(draft: Draft): Record<string, string> {
  const given: Record<string, string> = {};
  if (draft.chance(45)) {
    draft.note('build argument');
    for (let left = draft.int(1, 3); left > 0; left -= 1) given[draft.pick(['TAG', 'VARIANT', 'V', 'OTHER', 'EMPTY'])] = draft.pick(tags);
  }
  if (draft.chance(6)) {
    draft.note('build argument that is empty');
    given[draft.pick(['TAG', 'EMPTY', 'IMAGE'])] = '';
  }
  if (draft.chance(6)) {
    draft.note('build argument of a predefined name');
    given[draft.pick(['TARGETARCH', 'BUILDPLATFORM', 'TARGETSTAGE', 'HTTP_PROXY'])] = draft.pick(['arm64', 'linux/arm64', 'x']);
  }
  if (draft.chance(3)) {
    draft.note('BUILDKIT_SYNTAX');
    given['BUILDKIT_SYNTAX'] = draft.pick(['docker/dockerfile:1', ' acme/frontend --x ']);
  }
  return given;
}

/** Each name once however it may be written: which of two BuildKit takes is not told. */
const contextNames = [
  ['src'],
  ['build'],
  ['alpine', 'docker.io/library/alpine:latest'],
  ['node:1', 'docker.io/library/node:1'],
  ['registry.example.com/team/base'],
  ['debian@sha256:' + '0123456789abcdef'.repeat(4)],
  ['scratch'],
  ['a'],
] as const;

function contexts(draft: Draft): Record<string, string> {
  const given: Record<string, string> = {};
  if (!draft.chance(30)) return given;
  for (const names of contextNames) {
    if (!draft.chance(35)) continue;
    const name = draft.pick<string>(names);
    given[name] = contextValue(draft);
    draft.contexts.push(name);
  }
  return given;
}

function contextValue(draft: Draft): string {
  if (draft.chance(65)) {
    draft.note('named context: image');
    return `docker-image://${draft.pick(['ubuntu:24.04', 'context.example.com/a', 'scratch', 'context.example.com/b:1'])}`;
  }
  draft.note('named context: files');
  return draft.pick(['./folder', 'https://example.com/x.tar', 'target:other', 'https://github.com/a/b.git']);
}

/** Triggers by image; an image may name one further down, so that they end. */
const triggering = [
  'docker.io/library/alpine:latest',
  'registry.example.com/team/base:latest',
  'docker.io/library/debian:latest',
  'docker.io/library/ubuntu:24.04',
] as const;

function onBuild(draft: Draft): Record<string, readonly string[]> {
  const given: Record<string, readonly string[]> = {};
  if (!draft.chance(25)) return given;
  for (const [index, image] of triggering.entries()) {
    if (!draft.chance(50)) continue;
    draft.note('triggers of a base');
    const further = triggering[index + 1];
    given[image] = Array.from({ length: draft.int(1, 2) }, () => trigger(draft, further));
  }
  return given;
}

function trigger(draft: Draft, further: string | undefined): string {
  if (further !== undefined && draft.chance(15) && draft.contexts.length === 0) {
    draft.note('triggers of a base: from a base with triggers');
    return `COPY --from=${further} a b`;
  }
  const from = draft.pick(tools);
  return draft.pick([
    `COPY --from=${from} a b`,
    `RUN --mount=from=${from},target=/m make`,
    draft.contexts.length === 0 ? 'COPY --from=build a b' : 'COPY a b',
    `COPY --from=0 a b`,
    `RUN <<EOF\nFROM nothing\nEOF`,
    'ENV a=b',
    `copy --from=${from} \\\n a b`,
    `# escape=\`\nCOPY --from=${from} \`\n a b`,
    'ARG TAG=9',
  ]);
}

const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/s390x', 'windows/amd64', 'linux/riscv64'] as const;

/** What depends on the stages: which to build, and for what. */
export function addTarget(draft: Draft, parts: Parts): void {
  if (draft.chance(30)) {
    const name = draft.earlierStage() ?? draft.stages.at(-1)?.name;
    if (name !== undefined) {
      draft.note('target');
      parts.target = draft.chance(80) ? name : name.toUpperCase();
    }
  }
  if (draft.chance(10)) {
    draft.note('build platform');
    parts.buildPlatform = draft.pick(['linux/arm64', 'linux/arm/v7', 'windows/amd64']);
  }
  if (!draft.chance(55)) return;
  draft.note('platform');
  parts.platforms = [draft.pick(platforms)];
  if (!draft.chance(30)) return;
  draft.note('several platforms');
  parts.platforms = [...new Set([...parts.platforms, draft.pick(platforms), draft.pick(platforms)])];
}

export const optionFeatures = [
  'build argument',
  'build argument that is empty',
  'build argument of a predefined name',
  'BUILDKIT_SYNTAX',
  'named context: image',
  'named context: files',
  'triggers of a base',
  'triggers of a base: from a base with triggers',
  'target',
  'build platform',
  'platform',
  'several platforms',
] as const;
