import type { ExternalNode, FactoryModel } from '@image-factory/core/graph';
import type { Tag } from '@image-factory/core/reference';
import { readKubernetesYaml, type KargoObject } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { base, brand, dependsOn, external, factory, factoryConfig, managed, onGitHub, onGitLab } from '../factory.fixture.ts';
import { synthManifests } from '../synth/index.ts';

const config = factoryConfig({ backstage: { enabled: true } });
const node = base('node:22-bookworm-slim');

describe('the ConfigMaps', () => {
  it('carry the label that factory.yaml names, in the namespace of Backstage', () => {
    const own = factoryConfig({ backstage: { enabled: true, namespace: 'portal', label: 'example.com/catalog' } });
    expect(configMapsOf(factory([node], own))).toMatchObject([{ metadata: { name: 'base-image-node-22-bookworm-slim', namespace: 'portal', labels: { 'example.com/catalog': 'true' } } }]);
  });

  it('hold one entity each, whose text is read back as it was', () => {
    const description = 'Shows: "all" of it\n# and more\n\t- 1.10';
    const [entity] = entitiesOf(factory([managed('app', [], { description })], config));
    expect(entity?.metadata).toMatchObject({ name: 'app', description });
  });

  it('are there only when Backstage is', () => {
    expect(synthManifests(factory([node])).value.objects.map(({ kind }) => kind)).not.toContain('ConfigMap');
  });
});

describe('a managed image', () => {
  it('says where it comes from and what it is built from', () => {
    const parent = managed('parent');
    const postgres = external('postgres', 'postgres:16');
    const app = managed('app', [dependsOn(parent), dependsOn(node), dependsOn(postgres)], { owner: 'team-a', source: onGitHub('acme/portal', 'app.yml', { branch: brand('release/1') }) });
    const entity = entitiesOf(factory([node, parent, postgres, app], config)).find(({ metadata }) => metadata.name === 'app');
    expect(entity).toMatchObject({
      apiVersion: 'image-factory.io/v1alpha1',
      kind: 'ManagedImage',
      metadata: {
        title: 'App',
        annotations: {
          'backstage.io/source-location': 'url:https://github.com/acme/portal/tree/release/1/',
          'github.com/project-slug': 'acme/portal',
          'github.com/workflows': 'app.yml',
          'image-factory.io/registry': 'ghcr.io',
          'image-factory.io/repository': 'acme/app',
        },
      },
      spec: {
        type: 'managed-image',
        lifecycle: 'production',
        owner: 'team-a',
        system: 'image-factory',
        source: { provider: 'github', repo: 'acme/portal', branch: 'release/1', dockerfile: 'Dockerfile', workflow: 'app.yml' },
        rebuildPolicy: { delay: '7d', autoRebuild: true },
        dependsOn: ['baseimage:default/node-22-bookworm-slim', 'baseimage:default/postgres', 'managedimage:default/parent'],
      },
    });
  });

  it('has the annotations of its own forge', () => {
    const [entity] = entitiesOf(factory([managed('app', [], { source: onGitLab('acme/tools/app', 'build') })], config));
    expect(entity?.metadata.annotations).toMatchObject({ 'gitlab.com/project-slug': 'acme/tools/app', 'backstage.io/source-location': 'url:https://gitlab.com/acme/tools/app/-/tree/main/' });
    expect(entity?.metadata.annotations).not.toHaveProperty('github.com/workflows');
  });

  it('is in the repository of the factory when it names no other', () => {
    const [entity] = entitiesOf(factory([managed('app', [], { source: onGitHub() })], config));
    expect(entity?.metadata.annotations).toMatchObject({ 'github.com/project-slug': 'acme/image-factory' });
  });

  it('shows what is known of it, as text', () => {
    const facts = { digest: `sha256:${'b'.repeat(64)}`, version: '1.10', lastBuilt: '2026-11-02T10:00:00Z', rebuildStatus: 'waiting' };
    const [entity] = entitiesOf(factory([managed('app', [], {}, facts)], config));
    expect(entity?.metadata.annotations).toMatchObject({
      'image-factory.io/digest': facts.digest,
      'image-factory.io/version': '1.10',
      'image-factory.io/last-built': facts.lastBuilt,
      'image-factory.io/rebuild-status': 'waiting',
    });
  });

  it('refers only to what is in the catalog', () => {
    const app = managed('app', [dependsOn(managed('gone')), dependsOn(base('gone:1'))]);
    expect(entitiesOf(factory([app], config))[0]).toMatchObject({ spec: { dependsOn: [] } });
  });
});

describe('an image that others build', () => {
  it('is a BaseImage of the platform team, by its tag', () => {
    expect(entitiesOf(factory([base('node:22-bookworm-slim', { lastUpdated: '2026-11-01T08:00:00Z' })], config))).toMatchObject([
      {
        kind: 'BaseImage',
        metadata: {
          name: 'node-22-bookworm-slim',
          title: 'Node 22 Bookworm Slim',
          annotations: { 'image-factory.io/tag': '22-bookworm-slim', 'image-factory.io/last-updated': '2026-11-01T08:00:00Z' },
        },
        spec: { type: 'base-image', owner: 'platform-team', upstream: { registry: 'docker.io', repository: 'library/node', tag: '22-bookworm-slim' } },
      },
    ]);
  });

  it.each<{ story: string; watch: ExternalNode['watch']; upstream: object }>([
    { story: 'one tag', watch: { strategy: 'Digest', tag: brand<Tag>('16') }, upstream: { tag: '16' } },
    { story: 'a range', watch: { strategy: 'SemVer', constraint: '>=16 <17' }, upstream: { constraint: '>=16 <17' } },
    { story: 'a pattern', watch: { strategy: 'Lexical', allow: '^16-' }, upstream: { allowTags: '^16-' } },
  ])('shows $story of an external image', ({ watch, upstream }) => {
    const postgres = { ...external('postgres', 'postgres:16', { owner: 'data-team' }), watch };
    expect(entitiesOf(factory([postgres], config))).toMatchObject([
      { kind: 'BaseImage', metadata: { name: 'postgres' }, spec: { type: 'external-image', owner: 'data-team', upstream: { registry: 'docker.io', repository: 'library/postgres', ...upstream } } },
    ]);
  });

  it('has a name of its own beside an external image, but may share one with a managed image', () => {
    const names = (nodes: Parameters<typeof factory>[0]) => entitiesOf(factory(nodes, config)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names([node, external(node.name, 'postgres:16')])).toEqual(['BaseImage base-node-22-bookworm-slim', 'BaseImage node-22-bookworm-slim']);
    expect(names([node, managed(node.name)])).toEqual(['BaseImage node-22-bookworm-slim', 'ManagedImage node-22-bookworm-slim']);
  });
});

function configMapsOf(model: FactoryModel): KargoObject[] {
  return synthManifests(model)
    .value.manifests.flatMap(({ text }) => readKubernetesYaml(text))
    .filter(({ kind }) => kind === 'ConfigMap');
}

function entitiesOf(model: FactoryModel): KargoObject[] {
  return configMapsOf(model).flatMap((object) => readKubernetesYaml((object['data'] as { catalog: string }).catalog));
}
