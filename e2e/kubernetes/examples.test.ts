import { readKubernetesYaml } from '@image-factory/testkit';
import { readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { factoryOf, largeFactory, modes } from './factories.ts';
import { manifestsOf } from './manifests.ts';

const folder = fileURLToPath(new URL('../../examples/kargo/', import.meta.url));
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
const read = (name: string) => readKubernetesYaml(textOf(name));
const [project, application] = read('application.yaml');
const clusterWide = ['Namespace', 'Project'];

describe('examples/kargo', () => {
  it('lets Argo CD make what is generated for the whole cluster, and nothing else of that kind', async () => {
    const kinds = new Map<string, Set<string>>();
    for (const mode of modes.slice(0, 3)) {
      const { objects } = await manifestsOf(factoryOf(mode));
      for (const { kind, apiVersion, metadata } of objects) {
        const group = apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : '';
        if (metadata.namespace === undefined) kinds.set(group, (kinds.get(group) ?? new Set()).add(kind));
      }
    }
    const made = [...kinds].flatMap(([group, names]) => [...names].map((kind) => ({ group, kind })));
    expect(made.map(({ kind }) => kind).toSorted()).toEqual(clusterWide);
    expect(project?.['spec']).toMatchObject({ clusterResourceWhitelist: made });
  });

  it('applies all files of a factory that has several, and no catalog', async () => {
    const { files } = await manifestsOf(largeFactory({ images: 501, bases: 20 }));
    const [, include = ''] = /^ *include: (.*)$/m.exec(textOf('application.yaml')) ?? [];
    expect(Object.keys(files).length).toBeGreaterThan(2);
    expect(Object.keys(files).filter((name) => !matchesGlob(name, include))).toEqual([]);
    expect(matchesGlob('backstage-catalog.k8s.yaml', include)).toBe(false);
  });

  it('names the namespace and the Secrets that are the defaults', async () => {
    const { files } = await manifestsOf({
      'image-factory/factory.yaml': 'repository: acme/image-factory\n',
      'image-factory/images.yaml': '- {name: a, registry: docker.io, repository: library/postgres, constraint: "16"}\n',
    });
    const text = Object.values(files).join('\n');
    const [dispatch, registry] = read('secrets.yaml');
    expect(application?.['spec']).toMatchObject({ destination: { namespace: 'image-factory-kargo' } });
    expect(text).toContain('namespace: image-factory-kargo');
    expect(text).toContain(`secret("${dispatch?.metadata.name}").token`);
    expect(registry?.['spec']).toMatchObject({ target: { template: { metadata: { labels: { 'kargo.akuity.io/cred-type': 'image' } } } } });
  });

  it('patches kinds that have the field', () => {
    const [overlay] = read('overlay/kustomization.yaml');
    expect(overlay).toMatchObject({ patches: [{ target: { group: 'kargo.akuity.io', kind: 'Warehouse|Stage' } }] });
  });
});
