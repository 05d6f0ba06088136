import { parseFolderPath, type RepoPath } from '@image-factory/core/enrollment';
import { fakeClock, memoryLog, readKubernetesYaml, type Files } from '@image-factory/testkit';
import { synth, update, type Tree } from '@image-factory/use-cases';
import { createHash } from 'node:crypto';

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
      (['repository_dispatch', 'workflow_dispatch'] as const)
        .filter((dispatch) => forge === 'github' || dispatch === 'repository_dispatch')
        .map((dispatch) => ({ title: [forge, rebuild, analysis, dispatch.replace('_dispatch', '')].join('-'), forge, rebuild, analysis, dispatch })),
    ),
  ),
);

/** A value of a YAML file. */
type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A text in the files of a factory: a value, or a key that its author chooses. */
export interface Place {
  readonly file: string;
  readonly path: readonly (string | number)[];
  readonly isKey: boolean;
}

/** The files of a factory as data, by path. */
export type Enrollment = Readonly<Record<string, Value>>;

const dir = folder('image-factory');
const imagesFile = 'image-factory/images.yaml';
const factoryFile = 'image-factory/factory.yaml';

/** Images that say everything that images.yaml and factory.yaml let them say, and the state that analysis leaves. */
export async function enrollmentOf(mode: Mode): Promise<Enrollment> {
  const tree = memoryTree({
    [imagesFile]: JSON.stringify(images(mode)),
    [factoryFile]: JSON.stringify(factory(mode)),
    ...dockerfiles,
  });
  const problems = (await update({ dir, dryRun: false }, depsOf(tree))).problems.filter(({ severity }) => severity === 'error');
  if (problems.length > 0) throw new Error(`The files of the test are wrong: ${JSON.stringify(problems)}`);
  const written = [...tree.files].filter(([path]) => path.startsWith('image-factory/') && path.endsWith('.yaml'));
  return Object.fromEntries(written.map(([path, text]) => [path, dataOf(text)]));
}

function dataOf(text: string): Value {
  return JSON.parse(JSON.stringify(readKubernetesYaml(text)[0] ?? null));
}

/** The manifests and the catalog that are made of a factory. */
export async function manifestsOf(enrollment: Enrollment): Promise<string[]> {
  const tree = memoryTree(Object.fromEntries(Object.entries(enrollment).map(([path, value]) => [path, `${JSON.stringify(value)}\n`])));
  await synth({ dir, dryRun: false }, depsOf(tree));
  return [...tree.files].filter(([path]) => !(path in enrollment)).map(([, text]) => text);
}

/** Keys that are data, by what stands above them. */
const chosenKeys = new Set(['metadata', 'buildArgs', 'contexts', 'registries', 'builtFrom', 'seen']);

export function placesIn(enrollment: Enrollment): Place[] {
  return Object.entries(enrollment).flatMap(([file, value]) => [...textsIn(file, value, [])]);
}

function* textsIn(file: string, value: Value, path: readonly (string | number)[]): Generator<Place> {
  // What is not known yet is as good a place as any.
  if (typeof value === 'string' || value === null) yield { file, path, isKey: false };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    if (chosenKeys.has(String(path.at(-1)))) yield { file, path: place, isKey: true };
    yield* textsIn(file, item, place);
  }
}

/** The factory with another text in one place. */
export function withText(enrollment: Enrollment, { file, path, isKey }: Place, text: string): Enrollment {
  return { ...enrollment, [file]: replaced(enrollment[file] ?? null, path, (item, key) => (isKey ? [text, item] : [key, text])) };
}

type Change = (item: Value, key: string) => [string, Value];

function replaced(value: Value, [step, ...rest]: readonly (string | number)[], change: Change): Value {
  if (typeof value !== 'object' || value === null) return value;
  const inside = (item: Value, key: string): [string, Value] => (rest.length === 0 ? change(item, key) : [key, replaced(item, rest, change)]);
  if (Array.isArray(value)) return value.map((item: Value, index) => (index === step ? inside(item, String(index))[1] : item));
  const entries = Object.entries(value).map(([key, item]) => (key === step ? inside(item, key) : ([key, item] as [string, Value])));
  return Object.fromEntries(entries);
}

function factory({ title, forge, rebuild, analysis, dispatch }: Mode): Value {
  const isGitLab = forge === 'gitlab';
  return {
    repository: isGitLab ? 'acme/platform/factory' : 'acme/factory',
    provider: forge,
    host: `${forge}.com`,
    branch: 'main',
    watcher: 'kargo',
    rebuild: {
      settle: '2h',
      coordination: '30m',
      priorities: ['cve', 'manual', 'parent', 'routine'],
      cve: { severity: 'high', epss: '0.5' },
      emergency: ['@acme/security'],
    },
    holds: [{ image: 'docker.io/library/node:22', reason: 'breaks our tests', until: '2027-01-01T00:00:00Z' }],
    commit: { mode: 'push', stateBranch: 'factory-state', author: { name: 'Image Factory', email: 'factory@example.com' }, deadline: '5m' },
    kargo: {
      namespace: title,
      analysis,
      rebuild,
      dispatch,
      workflow: 'image-factory.yml',
      upstreamInterval: '24h',
      managedInterval: '1h',
      intervals: [{ image: 'docker.io/library/node:22-bookworm-slim', every: '12h' }],
      jobImage: 'ghcr.io/acme/image-factory:1.10',
      gitlabProject: '4711',
      secrets: { dispatch: 'factory-dispatch', git: 'factory-git', pull: 'registry-pull' },
      receivers: { github: 'hook-github', dockerhub: 'hook-dockerhub', generic: 'hook-generic' },
    },
    backstage: { enabled: true, namespace: 'backstage', owner: 'platform-team', system: 'factory', label: 'example.com/catalog' },
    registries: { 'registry.example.com': { realms: ['auth.example.com'], mirror: 'mirror.example.com', redirects: ['.cdn.example.com'] } },
    allow: { owners: ['partners'], hosts: ['git.example.com'] },
    notifications: [
      { type: 'issue', target: 'acme/operations' },
      { type: 'slack', secret: 'SLACK_WEBHOOK' },
      {
        type: 'email',
        secret: 'MAIL_PASSWORD',
        email: { host: 'smtp.example.com', security: 'tls', from: 'a@example.com', to: ['b@example.com'], userSecret: 'MAIL_USER' },
      },
    ],
    layout: { manifest: 'dist/image-factory.k8s.yaml', catalog: 'dist/backstage-catalog.k8s.yaml' },
  };
}

function images({ forge }: Mode): Value {
  const isGitLab = forge === 'gitlab';
  const source = { provider: forge, host: `${forge}.com`, repo: 'acme/apps', branch: 'release-1', context: '.', target: 'run', bakeFile: 'docker-bake.hcl' };
  return {
    version: 1,
    defaults: {
      rebuildDelay: '7d',
      owner: 'team-a',
      cascade: 'transitive',
      publishedTag: 'stable',
      tags: ['{{version}}'],
      versioning: 'semver',
      registry: 'ghcr.io',
      imageSelectionStrategy: 'Lexical',
      source: {
        ...source,
        dockerfile: 'Dockerfile',
        ...(isGitLab ? { pipeline: '.gitlab-ci.yml', job: 'build' } : { workflow: 'build.yml' }),
        platforms: ['linux/amd64'],
        buildArgs: { EDITION: 'full' },
        contexts: { tools: 'docker-image://docker.io/library/alpine:3.20' },
      },
      verify: { identity: 'https://github.com/acme/apps' },
    },
    images: [
      {
        name: 'platform',
        registry: 'registry.example.com',
        repository: 'acme/platform',
        rebuildDelay: '90m',
        owner: 'team-b',
        description: 'What everything else is built from.',
        metadata: { tier: 'one' },
        hold: { reason: 'release freeze', until: '2027-01-01T00:00:00Z' },
        source: {
          ...source,
          dockerfile: 'platform/Dockerfile',
          ...(isGitLab ? { pipeline: '.gitlab-ci.yml', job: 'platform' } : { workflow: 'platform.yml' }),
          platforms: ['linux/amd64', 'linux/arm64'],
          buildArgs: { EDITION: 'lean' },
          contexts: { tools: 'docker-image://docker.io/library/alpine:3.21' },
        },
        cascade: 'transitive',
        publishedTag: 'stable',
        tags: ['{{version}}', 'latest'],
        versioning: 'semver',
        updates: [
          { repo: 'acme/deployments', branch: 'main', path: 'apps/platform/kustomization.yaml', type: 'kustomize-set-image' },
          { repo: 'acme/deployments', branch: 'main', path: 'apps/platform/values.yaml', type: 'yaml-update', key: 'image.tag' },
          { repo: 'acme/charts', path: 'platform/values.yaml', type: 'helm', key: 'image.digest' },
          { repo: 'acme/charts', path: 'platform/job.yaml', type: 'yaml-update', key: 'job.image' },
        ],
        verify: { identity: 'https://github.com/acme/platform' },
      },
      {
        name: 'portal',
        registry: 'ghcr.io',
        repository: 'acme/portal',
        publishedTag: '1.10',
        tags: ['stable'],
        versioning: 'none',
        source: { ...source, dockerfile: 'portal/Dockerfile', ...(isGitLab ? { job: 'portal' } : { workflow: 'portal.yml' }) },
        updates: [
          { repo: 'acme/deployments', path: 'apps/portal/values.yaml', type: 'yaml-update', key: 'portal.image' },
          { repo: 'acme/deployments', path: 'apps/portal/version.yaml', type: 'helm' },
        ],
      },
      {
        name: 'tools',
        registry: 'ghcr.io',
        repository: 'acme/tools',
        source: { provider: forge, branch: 'main', dockerfile: 'images/tools/Dockerfile' },
        local: { dir: 'images/tools', dockerfile: 'Dockerfile', patchFiles: ['images/tools/a.patch'], versionFile: 'images/tools/VERSION' },
      },
      { name: 'postgres', registry: 'docker.io', repository: 'library/postgres', imageSelectionStrategy: 'SemVer', constraint: '>=16 <17', owner: 'data', description: 'watched' },
      { name: 'nightly', registry: 'registry.example.com', repository: 'team/nightly', imageSelectionStrategy: 'NewestBuild', allowTags: '^nightly-\\d{8}$', metadata: { tier: 'two' } },
    ],
  };
}

const dockerfiles: Files = {
  'docker-bake.hcl': 'target "run" {}\n',
  'platform/Dockerfile': 'FROM node:22-bookworm-slim AS run\n',
  'portal/Dockerfile': 'FROM golang:1.24 AS build\nFROM registry.example.com/acme/platform:stable AS run\nCOPY --from=build /a /a\nCOPY --from=registry.example.com/team/base:1.10 /b /b\n',
  'images/tools/Dockerfile': 'FROM docker.io/library/alpine:3.20\n',
};

interface MemoryTree extends Tree {
  readonly files: ReadonlyMap<string, string>;
}

function memoryTree(files: Files): MemoryTree {
  const held = new Map(Object.entries(files));
  return {
    files: held,
    async read(path) {
      const text = held.get(path);
      return text === undefined ? { kind: 'missing' } : { kind: 'file', text, hash: createHash('sha256').update(text).digest('hex') };
    },
    async list(folder) {
      const inside = [...held.keys()].filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
      return inside.filter((name) => !name.includes('/')).toSorted();
    },
    async apply(changes) {
      for (const change of changes) {
        if (change.kind === 'write') held.set(change.path, change.text);
        else held.delete(change.path);
      }
    },
  };
}

function depsOf(tree: MemoryTree) {
  return {
    tree,
    history: {
      async *versions() {
        // There is none.
      },
    },
    sources: { read: async (_: unknown, path: RepoPath) => tree.read(path) },
    clock: fakeClock('2026-01-01T10:00:00Z'),
    log: memoryLog(),
  };
}

function folder(text: string): RepoPath {
  const parsed = parseFolderPath(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}
