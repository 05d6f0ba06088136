import type { Files } from '@image-factory/testkit';

/** How a factory is set up: every combination has manifests of its own form. */
export interface Mode {
  readonly title: string;
  readonly forge: 'github' | 'gitlab';
  readonly rebuild: 'factory' | 'direct';
  readonly analysis: 'dispatch' | 'job';
  readonly dispatch: 'repository_dispatch' | 'workflow_dispatch';
}

export const modes: readonly Mode[] = (['github', 'gitlab'] as const).flatMap((forge) =>
  (['factory', 'direct'] as const).flatMap((rebuild) =>
    (['dispatch', 'job'] as const).flatMap((analysis) =>
      (forge === 'github' ? (['repository_dispatch', 'workflow_dispatch'] as const) : (['repository_dispatch'] as const)).map(
        (dispatch) => ({
          title: [forge, rebuild, analysis, ...(dispatch === 'workflow_dispatch' ? ['workflow'] : [])].join('-'),
          forge,
          rebuild,
          analysis,
          dispatch,
        }),
      ),
    ),
  ),
);

/** As long as the name of an image may be. */
const longName = `ab${'-long-name'.repeat(5)}`;

/** Everything that a factory can have, in a namespace that is named after the mode. */
export function factoryOf({ title, forge, rebuild, analysis, dispatch }: Mode): Files {
  const onGitLab = forge === 'gitlab';
  return {
    'image-factory/factory.yaml': `repository: ${onGitLab ? 'acme/platform/factory' : 'acme/factory'}
provider: ${forge}
commit: {author: {name: "Image Factory: 1.10", email: factory@example.com}}
registries: {"registry.example.com:5000": {pulls: 4}}
kargo:
  namespace: ${title}
  analysis: ${analysis}
  rebuild: ${rebuild}
  dispatch: ${dispatch}
  jobImage: ghcr.io/acme/image-factory:1.10
  upstreamInterval: 90m
  secrets: {pull: registry-pull}
  intervals: [{image: node:20, every: 36h}, {image: ghcr.io/acme/platform, every: 1m}]
  receivers: {github: github-webhook, dockerhub: dockerhub-webhook, generic: generic-webhook}
${onGitLab ? '  gitlabProject: 4711\n' : ''}`,
    'image-factory/images.yaml': [
      own('platform', { more: 'versioning: semver\nrebuildDelay: 90m\n' }),
      own('portal', {
        start: onGitLab ? 'pipeline: .gitlab-ci.yml' : 'workflow: portal.yml',
        more: `description: "yes"\npublishedTag: "1.10"\n${updates}`,
      }),
      own('private', { registry: 'registry.example.com:5000', more: 'versioning: calver\nautoRebuild: false\nrebuildDelay: 0h\n' }),
      own('held', { more: 'hold: {reason: "Release: freeze"}\ncascade: none\n' }),
      own(longName, {}),
      own('0x10', { start: onGitLab ? 'job: build' : 'workflow: build.yaml' }),
      watched('postgres', 'docker.io', 'library/postgres', 'allowTags: ^16-alpine$'),
      watched('redis', 'docker.io', 'library/redis', "allowTags: ^7\\.\\d+\\.\\d+$\nimageSelectionStrategy: SemVer\nconstraint: '>=7.0.0'"),
      watched('nightly', 'registry.example.com:5000', 'team/nightly', 'allowTags: ^nightly-\\d{8}$\nimageSelectionStrategy: NewestBuild'),
    ].join('\n'),
    'platform/Dockerfile': 'FROM node:22-bookworm-slim\n',
    'portal/Dockerfile':
      'FROM golang:1.24 AS build\nFROM postgres:16-alpine AS tools\nFROM ghcr.io/acme/platform\nCOPY --from=build /a /a\n',
    'private/Dockerfile': 'FROM registry.example.com:5000/team/base:1.10\nCOPY --from=ghcr.io/acme/portal:1.10 /a /a\n',
    'held/Dockerfile': 'FROM node:20\nCOPY --from=node:22-bookworm-slim /a /a\n',
    [`${longName}/Dockerfile`]: 'FROM ghcr.io/acme/held\n',
    '0x10/Dockerfile': 'FROM ghcr.io/acme/private/tool:3.20\nCOPY --from=registry.example.com:5000/acme/private /a /a\n',
  };

  function own(
    name: string,
    { registry = 'ghcr.io', start = '', more = '' }: { registry?: string; start?: string; more?: string },
  ): string {
    return entry(name, registry, `acme/${name}`, [
      'source:',
      `  provider: ${forge}`,
      '  branch: main',
      `  dockerfile: ${name}/Dockerfile`,
      ...(start === '' ? [] : [`  ${start}`]),
      ...more.split('\n'),
    ]);
  }
}

function watched(name: string, registry: string, repository: string, more: string): string {
  return entry(name, registry, repository, more.split('\n'));
}

function entry(name: string, registry: string, repository: string, lines: readonly string[]): string {
  const all = [`name: "${name}"`, `registry: "${registry}"`, `repository: ${repository}`, ...lines].filter((line) => line !== '');
  return `- ${all.join('\n  ')}\n`;
}

const updates = `updates:
  - repo: acme/deployments
    branch: main
    path: apps/portal/kustomization.yaml
    type: kustomize-set-image
  - repo: acme/deployments
    path: apps/portal/values.yaml
    type: yaml-update
    key: image.tag
  - repo: acme/charts
    path: portal/values.yaml
    type: helm
`;

export interface LargeOptions {
  readonly images: number;
  readonly bases: number;
  /** The entries of images.yaml the other way round. */
  readonly reversed?: boolean;
  readonly namespace?: string;
}

/** Many images on fewer bases, most of them in layers as teams build them: every tenth is built by all that follow it. */
export function largeFactory({ images, bases, reversed = false, namespace = 'large' }: LargeOptions): Files {
  const numbers = Array.from({ length: images }, (_, index) => index);
  const dockerfiles = numbers.map((index): [string, string] => {
    const parent = index % 10 === 0 ? [] : [`COPY --from=ghcr.io/acme/app-${index - (index % 10)} /a /a`];
    return [`apps/app-${index}/Dockerfile`, [`FROM ${baseOf(index, bases)}`, ...parent, ''].join('\n')];
  });
  const entries = numbers.map((index) =>
    entry(`app-${index}`, 'ghcr.io', `acme/app-${index}`, [
      'source:',
      '  provider: github',
      '  branch: main',
      `  dockerfile: apps/app-${index}/Dockerfile`,
    ]),
  );
  return {
    'image-factory/factory.yaml': `repository: acme/factory\nkargo: {namespace: ${namespace}}\n`,
    'image-factory/images.yaml': (reversed ? entries.toReversed() : entries).join('\n'),
    ...Object.fromEntries(dockerfiles),
  };
}

function baseOf(index: number, bases: number): string {
  const number = (index * 7) % bases;
  return number % 3 === 0 ? `registry.example.com:5000/team/base-${number}:1.${number}` : `base-${number}:${number}.10-slim`;
}
