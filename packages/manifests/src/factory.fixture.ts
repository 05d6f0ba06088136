import { delayOf, type ConsumerUpdate, type ExternalImage, type FactoryConfig, type ManagedImage, type Source } from '@image-factory/core/enrollment';
import type { BaseNode, Dependency, ExternalNode, FactoryModel, ManagedNode, RuntimeFacts } from '@image-factory/core/graph';
import { baseKey, identityOf, parseReference, repositoryUrl, type ImageReference, type Tag } from '@image-factory/core/reference';

/** Tests need values that no parser would let through; only tests may skip the parser. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the place where it is used says which brand is meant
export function brand<T extends string>(text: string): T {
  return text as T;
}

function reference(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new TypeError(`no image reference: ${text}`);
  return parsed.value;
}

type Kargo = FactoryConfig['kargo'];
type Changes = Partial<Omit<FactoryConfig, 'kargo' | 'backstage' | 'layout'>> & {
  readonly kargo?: Partial<Kargo>;
  readonly backstage?: Partial<FactoryConfig['backstage']>;
  readonly layout?: Partial<FactoryConfig['layout']>;
};

/** A factory on GitHub, with the modes that are the default and without Backstage. */
export function factoryConfig({ kargo, backstage, layout, ...changes }: Changes = {}): FactoryConfig {
  return {
    repository: brand('acme/image-factory'),
    provider: 'github',
    host: brand('github.com'),
    branch: brand('main'),
    rebuild: { settle: delayOf('2h'), coordination: delayOf('30m'), maxPerRun: 20, maxPerHour: 60, cve: { severity: 'critical', kev: true }, emergency: [] },
    holds: [],
    commit: { mode: 'push', author: { name: 'Image Factory Bot', email: 'bot@example.com' } },
    registries: {},
    allow: { owners: [], hosts: [] },
    notifications: [],
    ...changes,
    kargo: {
      namespace: 'image-factory-kargo',
      analysis: 'dispatch',
      rebuild: 'factory',
      dispatch: 'repository_dispatch',
      workflow: 'image-factory.yml',
      upstreamInterval: delayOf('24h'),
      managedInterval: delayOf('1h'),
      jobImage: 'ghcr.io/acme/image-factory-cli:1.0.0',
      secrets: { dispatch: 'github-dispatch', git: 'github-credentials' },
      receivers: {},
      ...kargo,
    },
    backstage: { enabled: false, namespace: 'backstage', owner: 'platform-team', system: 'image-factory', label: 'eda.io/backstage-catalog', ...backstage },
    layout: { manifest: brand('dist/image-factory.k8s.yaml'), catalog: brand('dist/backstage-catalog.k8s.yaml'), shardThreshold: 500, ...layout },
  };
}

/** A source on GitHub; without a workflow the factory builds it, without a repository it is in the factory's own. */
export function onGitHub(repo?: string, workflow?: string, changes: Partial<Source> = {}): Source {
  return {
    provider: 'github',
    host: brand('github.com'),
    ...(repo === undefined ? {} : { repo: brand(repo) }),
    ...(workflow === undefined ? {} : { workflow: brand(workflow) }),
    ...place,
    ...changes,
  };
}

export function onGitLab(repo: string, job?: string, changes: Partial<Source> = {}): Source {
  return { provider: 'gitlab', host: brand('gitlab.com'), repo: brand(repo), ...(job === undefined ? {} : { pipeline: brand('.gitlab-ci.yml'), job }), ...place, ...changes };
}

const place: Pick<Source, 'branch' | 'dockerfile' | 'context'> = { branch: brand('main'), dockerfile: brand('Dockerfile'), context: brand('.') };

/** An image that its own GitHub workflow builds. */
export function managedImage(name: string, changes: Partial<ManagedImage> = {}): ManagedImage {
  return {
    kind: 'managed',
    name: brand(name),
    registry: brand('ghcr.io'),
    repository: brand(`acme/${name}`),
    source: onGitHub(`acme/${name}`, 'build.yml'),
    rebuildDelay: delayOf('7d'),
    autoRebuild: true,
    enabled: true,
    cascade: 'transitive',
    priority: 0,
    publishedTag: brand<Tag>('latest'),
    tags: [],
    updates: [],
    metadata: {},
    written: {},
    at: { file: 'image-factory/images.yaml' },
    ...changes,
  };
}

/** @param builtFrom - what its build pulls, as {@link dependsOn} gives it */
export function managed(name: string, builtFrom: readonly Dependency[] = [], changes: Partial<ManagedImage> = {}, facts: RuntimeFacts = {}): ManagedNode {
  return { kind: 'managed', image: managedImage(name, changes), dependencies: builtFrom, facts };
}

export function external(name: string, image: string, changes: Partial<ExternalImage> = {}, facts: RuntimeFacts = {}): ExternalNode {
  const { domain, path, tag } = reference(image);
  return {
    kind: 'external',
    name: brand(name),
    image: {
      kind: 'external',
      name: brand(name),
      registry: domain,
      repository: path,
      imageSelectionStrategy: 'Digest',
      ...(tag === undefined ? {} : { constraint: tag }),
      rebuildDelay: delayOf('30d'),
      autoRebuild: false,
      enabled: true,
      priority: 0,
      metadata: {},
      written: {},
      at: { file: 'image-factory/images.yaml' },
      ...changes,
    },
    repository: repositoryUrl({ domain, path }),
    watch: { strategy: 'Digest', tag: tag ?? brand<Tag>('latest') },
    dependents: [],
    facts,
  };
}

/** A base image under the key that its state file would have; one that is named by its digest alone is not watched. */
export function base(image: string, facts: RuntimeFacts = {}): BaseNode {
  const parsed = identityOf(reference(image));
  const { tag } = parsed;
  return {
    kind: 'base',
    name: baseKey(parsed),
    reference: parsed,
    repository: repositoryUrl(parsed),
    ...(tag === undefined ? {} : { watch: { strategy: 'Digest' as const, tag } }),
    dependents: [],
    facts,
  };
}

/** What is built from this managed, external or base image. */
export function dependsOn(node: ManagedNode | ExternalNode | BaseNode): Dependency {
  const place = { use: 'final-base', line: 1 } as const;
  if (node.kind === 'managed') {
    const { name, registry: domain, repository: path, publishedTag: tag } = node.image;
    return { kind: 'managed', name, reference: { domain, path, tag }, ...place };
  }
  if (node.kind === 'base') return { kind: 'watched', name: node.name, reference: node.reference, ...place };
  const { registry: domain, repository: path } = node.image;
  return { kind: 'watched', name: node.name, reference: { domain, path, ...(node.watch.strategy === 'Digest' ? { tag: node.watch.tag } : {}) }, ...place };
}

/** A model of these images. */
export function factory(nodes: readonly (ManagedNode | ExternalNode | BaseNode)[], config: FactoryConfig = factoryConfig()): FactoryModel {
  return {
    config,
    managed: nodes.filter((node) => node.kind === 'managed'),
    external: nodes.filter((node) => node.kind === 'external'),
    bases: nodes.filter((node) => node.kind === 'base'),
  };
}

/** The same model with every list the other way round. */
export function reversed(model: FactoryModel): FactoryModel {
  return {
    ...model,
    managed: model.managed.map((node) => ({ ...node, dependencies: node.dependencies.toReversed(), image: { ...node.image, updates: node.image.updates.toReversed() } })).toReversed(),
    external: model.external.toReversed(),
    bases: model.bases.toReversed(),
  };
}

const manifests: ConsumerUpdate = { repo: brand('acme/deployments'), branch: brand('main'), path: brand('apps/backstage/kustomization.yaml'), type: 'kustomize-set-image' };
const values: ConsumerUpdate = { repo: brand('acme/charts'), path: brand('backstage/values.yaml'), type: 'helm' };

/**
 * A small factory as teams have them: a base image of their own, two images on top of it, one of another forge, and
 * something that is only watched.
 */
export function smallFactory(config: FactoryConfig = factoryConfig()): FactoryModel {
  const node22 = base('node:22-bookworm-slim', { digest: `sha256:${'a'.repeat(64)}`, lastUpdated: '2026-11-01T08:00:00Z' });
  const python = base('python:3.12-slim');
  const scratchpad = base(`alpine@sha256:${'c'.repeat(64)}`);
  const postgres = external('postgres', 'postgres:16-alpine', { owner: 'data-team' });
  const platform = managed('node-platform', [dependsOn(node22)], { source: onGitHub('acme/node-platform', 'node-platform.yml'), versioning: 'semver', rebuildDelay: delayOf('1d') });
  const backstage = managed(
    'backstage',
    [dependsOn(node22), dependsOn(platform)],
    { description: 'Developer portal', source: onGitHub('acme/portal', 'backstage.yml', { dockerfile: brand('packages/backend/Dockerfile') }), updates: [manifests, values] },
    { digest: `sha256:${'b'.repeat(64)}`, version: '1.10', lastBuilt: '2026-11-02T10:00:00Z', rebuildStatus: 'monitoring', discoveryStatus: 'success' },
  );
  const jobs = managed('jobs', [dependsOn(python), dependsOn(postgres), dependsOn(scratchpad)], {
    autoRebuild: false,
    source: onGitLab('acme/tools/jobs', 'build'),
  });
  const plain = managed('plain', [dependsOn(platform)], { source: onGitHub() });
  return factory([node22, python, scratchpad, postgres, platform, backstage, jobs, plain], config);
}
