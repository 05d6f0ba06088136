import { readKubernetesYaml } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { base, brand, dependsOn, external, factory, factoryConfig, managed, onGitHub, reversed, smallFactory } from '../factory.fixture.ts';
import type { AnalysisTemplateSpec } from '../kargo/types.ts';
import { modes } from './modes.fixture.ts';
import { synthManifests } from './index.ts';

describe.each(modes)('a small factory, $title', ({ title, config }) => {
  const { value, problems } = synthManifests(smallFactory(config));

  it('becomes these manifests, without a complaint', async () => {
    expect(problems).toEqual([]);
    expect(value.manifests.map(({ path }) => path)).toEqual(['dist/image-factory.k8s.yaml', 'dist/backstage-catalog.k8s.yaml']);
    await expect(value.manifests[0]?.text).toMatchFileSnapshot(`snapshots/${title}.k8s.yaml`);
  });

  it('becomes the same bytes whatever the order of the lists', () => {
    expect(synthManifests(reversed(smallFactory(config)))).toEqual({ value, problems });
  });

  it('says of every object what it is for', () => {
    const written = value.manifests.flatMap(({ path, text }) => readKubernetesYaml(text).map(({ kind, metadata }) => ({ kind, name: metadata.name, namespace: metadata.namespace, file: path })));
    expect(value.objects.map(({ kind, name, namespace, file }) => ({ kind, name, namespace, file }))).toEqual(written);
    expect(value.objects.filter(({ why }) => why.length < 10)).toEqual([]);
  });
});

it('writes the same catalog in every mode', async () => {
  const catalogs = new Set(modes.filter(({ title }) => title.startsWith('github')).map(({ config }) => synthManifests(smallFactory(config)).value.manifests[1]?.text));
  expect(catalogs.size).toBe(1);
  await expect([...catalogs][0]).toMatchFileSnapshot('snapshots/backstage-catalog.k8s.yaml');
});

it('makes only these kinds: no Secret, no rights in the cluster, nothing that Kargo makes itself', () => {
  const kinds = new Set(modes.flatMap(({ config }) => synthManifests(smallFactory(config)).value.objects.map(({ kind }) => kind)));
  expect([...kinds].toSorted()).toEqual(['AnalysisTemplate', 'ConfigMap', 'Namespace', 'Project', 'ProjectConfig', 'PromotionTask', 'ServiceAccount', 'Stage', 'Warehouse']);
});

it('has a Project, and no catalog, for a factory without images', () => {
  const { value, problems } = synthManifests(factory([]));
  expect(problems).toEqual([]);
  expect(value.objects.map(({ kind }) => kind)).toEqual(['Namespace', 'Project', 'ProjectConfig']);
  expect(value.manifests).toHaveLength(1);
});

it('configures the receivers that factory.yaml names', () => {
  const config = factoryConfig({ kargo: { receivers: { github: 'webhook-github', dockerhub: 'webhook-dockerhub', generic: 'webhook-factory' } } });
  const spec = readKubernetesYaml(textOf(factory([], config))).find(({ kind }) => kind === 'ProjectConfig')?.['spec'];
  expect(spec).toMatchObject({
    webhookReceivers: [
      { name: 'github', github: { secretRef: { name: 'webhook-github' } } },
      { name: 'dockerhub', dockerhub: { secretRef: { name: 'webhook-dockerhub' } } },
      { name: 'factory', generic: { secretRef: { name: 'webhook-factory' }, actions: [{ action: 'Refresh' }] } },
    ],
  });
});

it.each([
  { story: 'a Job whose image anybody may pull', pull: undefined, imagePullSecrets: undefined },
  { story: 'a Job whose image needs a Secret', pull: 'registry-pull', imagePullSecrets: [{ name: 'registry-pull' }] },
])('$story', ({ pull, imagePullSecrets }) => {
  const { secrets } = factoryConfig().kargo;
  const config = factoryConfig({ kargo: { analysis: 'job', secrets: { ...secrets, ...(pull === undefined ? {} : { pull }) } } });
  const template = readKubernetesYaml(textOf(factory([managed('app')], config))).find(({ kind }) => kind === 'AnalysisTemplate');
  const spec = template?.['spec'] as AnalysisTemplateSpec | undefined;
  expect(spec?.metrics[0]?.provider.job.spec.template.spec.imagePullSecrets).toEqual(imagePullSecrets);
});

describe('what an observation may change', () => {
  const node = base('node:22-bookworm-slim');
  const facts = {
    digest: `sha256:${'d'.repeat(64)}`,
    version: '2.0.0',
    lastBuilt: '2026-11-20T00:00:00Z',
    lastUpdated: '2026-11-19T00:00:00Z',
    lastChecked: '2026-11-21T00:00:00Z',
    rebuildStatus: 'waiting',
    discoveryStatus: 'success',
  };
  const config = factoryConfig({ backstage: { enabled: true } });
  const before = synthManifests(factory([node, external('postgres', 'postgres:16'), managed('app', [dependsOn(node)])], config)).value.manifests;
  const after = synthManifests(factory([{ ...node, facts }, external('postgres', 'postgres:16', {}, facts), managed('app', [dependsOn(node)], {}, facts)], config)).value.manifests;

  it('is no byte of what Kargo gets', () => {
    expect(after[0]).toEqual(before[0]);
  });

  it('is what people see in Backstage', () => {
    expect(after[1]?.text).not.toBe(before[1]?.text);
    for (const fact of Object.values(facts)) expect(after[1]?.text).toContain(fact);
  });
});

describe('names', () => {
  it('gives a base another name when an enrolled image has its own, in Kargo and in Backstage', () => {
    const node = base('node:22');
    const taken = external(node.name, 'ghcr.io/acme/node:1');
    const app = managed('app', [dependsOn(node), dependsOn(taken)]);
    const { value, problems } = synthManifests(factory([node, taken, app], factoryConfig({ backstage: { enabled: true } })));
    expect(problems).toEqual([]);
    expect(namesOf(value.objects, 'Warehouse')).toEqual(['app', 'base-node-22', 'node-22']);
    expect(namesOf(value.objects, 'Stage')).toEqual(['analyze-dockerfile-app', 'observe-base-node-22', 'observe-node-22', 'rebuild-trigger-app']);
    const trigger = stageOf(textOf(factory([node, taken, app])), 'rebuild-trigger-app');
    expect(trigger).toMatchObject({ requestedFreight: [{ origin: { name: 'base-node-22' } }, { origin: { name: 'node-22' } }] });
    expect(value.manifests[1]?.text).toContain('- baseimage:default/base-node-22\n      - baseimage:default/node-22\n');
  });

  it('reports two images with one name, and keeps the one that we build', () => {
    const { value, problems } = synthManifests(factory([managed('node'), external('node', 'node:22')]));
    expect(problems).toMatchObject([{ severity: 'error', code: 'synth/name-collision', image: 'node' }]);
    expect(value.objects.filter(({ kind }) => kind === 'Warehouse')).toMatchObject([{ name: 'node', why: 'watches ghcr.io/acme/node:latest, which we build' }]);
  });
});

describe('an image that is not enabled', () => {
  const platform = managed('platform', [], { enabled: false });
  const postgres = external('postgres', 'postgres:16', { enabled: false });

  it('gets nothing, and nothing follows it', () => {
    const app = managed('app', [dependsOn(platform), dependsOn(postgres)]);
    const { value, problems } = synthManifests(factory([platform, postgres, app]));
    expect(problems).toEqual([]);
    expect(namesOf(value.objects, 'Warehouse')).toEqual(['app']);
    expect(namesOf(value.objects, 'Stage')).toEqual(['analyze-dockerfile-app']);
  });
});

describe('what is missing', () => {
  const node = base('node:22');

  it('leaves out what would tell the factory when nobody says where it is, and says so once', () => {
    const { repository: _unknown, ...config } = factoryConfig();
    const { value, problems } = synthManifests(factory([node, base('python:3.12'), managed('app', [dependsOn(node)]), managed('other', [dependsOn(node)])], config));
    expect(problems).toMatchObject([{ severity: 'error', code: 'factory/missing-repository', hint: 'Add `repository: owner/name` to factory.yaml.' }]);
    expect(namesOf(value.objects, 'Stage')).toEqual([]);
    expect(namesOf(value.objects, 'Warehouse')).toEqual(['app', 'node-22', 'other', 'python-3.12']);
  });

  it('keeps what Kargo can do without the factory in direct mode', () => {
    const { repository: _unknown, ...config } = factoryConfig({ kargo: { rebuild: 'direct' } });
    const platform = managed('platform', [dependsOn(node)]);
    const here = managed('here', [dependsOn(node)], { source: onGitHub(undefined, 'here.yml') });
    const { value, problems } = synthManifests(factory([node, platform, managed('app', [dependsOn(platform)]), here], config));
    expect(problems.map(({ code }) => code)).toEqual(['factory/missing-repository']);
    expect(namesOf(value.objects, 'Stage')).toEqual(['observe-node-22', 'rebuild-trigger-app', 'rebuild-trigger-platform']);
  });

  it.each([
    { story: 'a base without tags to watch', nodes: [{ ...node, watch: undefined }], image: 'node-22' },
    { story: 'an image without a repository', nodes: [managed('app', [], { repository: brand('') })], image: 'app' },
    { story: 'a file to update without the key', nodes: [managed('app', [], { updates: [{ repo: brand('acme/ops'), path: brand('a.yaml'), type: 'yaml-update' }] })], image: 'app' },
  ])('warns of $story and goes on', ({ nodes, image }) => {
    const { value, problems } = synthManifests(factory([...nodes, managed('other')] as Parameters<typeof factory>[0]));
    expect(problems).toMatchObject([{ severity: 'warning', code: 'synth/missing-field', image }]);
    expect(namesOf(value.objects, 'Warehouse')).toContain('other');
  });

  it('watches nothing of an image that is named by its digest alone, since it can not move', () => {
    const pinned = base(`alpine@sha256:${'c'.repeat(64)}`);
    const { value, problems } = synthManifests(factory([pinned, managed('app', [dependsOn(pinned)])]));
    expect(problems).toEqual([]);
    expect(namesOf(value.objects, 'Stage')).toEqual(['analyze-dockerfile-app']);
  });

  it('leaves out an image whose pattern Kargo could not compile', () => {
    const odd = { ...node, watch: { strategy: 'Lexical' as const, allow: '^22(' } };
    const { value, problems } = synthManifests(factory([odd, managed('app', [dependsOn(odd)])]));
    expect(problems).toMatchObject([{ severity: 'warning', code: 'synth/invalid-manifest', image: 'node-22' }]);
    expect(namesOf(value.objects, 'Warehouse')).toEqual(['app']);
  });

  it('leaves out what Kargo can not watch', () => {
    const odd = base('ghcr.io/acme/foo--bar:1');
    const { value, problems } = synthManifests(factory([odd, managed('app', [dependsOn(odd)])]));
    expect(problems).toMatchObject([{ severity: 'warning', code: 'synth/invalid-manifest', message: `Kargo can't watch ghcr.io/acme/foo--bar, so ${odd.name} is left out.` }]);
    expect(namesOf(value.objects, 'Warehouse')).toEqual(['app']);
  });

  it('analyzes nothing by a Job that has no image', () => {
    const { value, problems } = synthManifests(factory([managed('app')], factoryConfig({ kargo: { analysis: 'job', jobImage: '' } })));
    expect(problems).toMatchObject([{ severity: 'warning', code: 'synth/missing-field' }]);
    expect(value.objects.map(({ kind }) => kind)).toEqual(['Namespace', 'Project', 'ProjectConfig', 'Warehouse']);
  });

  it('makes nothing for Kargo without a usable namespace', () => {
    const { value, problems } = synthManifests(factory([managed('app')], factoryConfig({ kargo: { namespace: 'Not A Name' }, backstage: { enabled: true } })));
    expect(problems).toMatchObject([{ severity: 'error', code: 'synth/invalid-manifest' }]);
    expect(value.objects.map(({ kind }) => kind)).toEqual(['ConfigMap']);
  });
});

function textOf(model: ReturnType<typeof factory>): string {
  return synthManifests(model).value.manifests[0]?.text ?? '';
}

function namesOf(objects: readonly { readonly kind: string; readonly name: string }[], wanted: string): string[] {
  return objects
    .filter(({ kind }) => kind === wanted)
    .map(({ name }) => name)
    .toSorted();
}

function stageOf(text: string, name: string): unknown {
  return readKubernetesYaml(text).find(({ kind, metadata }) => kind === 'Stage' && metadata.name === name)?.['spec'];
}
