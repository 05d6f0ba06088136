import { describeKubernetes, describeShared, readKargoSchemas, readKubernetesYaml, startKubernetes, temporaryRepository, treeHash, type ApiObject } from '@image-factory/testkit';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { holdContracts } from '../kubernetes/contracts.ts';
import { program } from '../writers/program.ts';
import { Application, AppProject } from './argocd.ts';
import { blocksOf, built, fieldsOf, files, read, secretsMadeBy, secretsUsedBy, waveOf } from './example.ts';

const generated = read('dist/image-factory.k8s.yaml');
const production = built('deploy/production');
const [root] = read('deploy/argocd/root.yaml').map((object) => Application.parse(object));
const applications = ['factory', 'catalog'].flatMap((name) => read(`deploy/argocd/apps/${name}.yaml`).map((object) => Application.parse(object)));
const [project] = read('deploy/argocd/apps/project.yaml').map((object) => AppProject.parse(object));
const [factoryYaml] = readKubernetesYaml(files['image-factory/factory.yaml'] ?? '');

async function run(...args: string[]) {
  await using repository = await temporaryRepository({ files });
  await repository.git('remote', 'add', 'origin', 'https://github.com/acme/image-factory.git');
  const before = await treeHash(repository.path);
  const { exitCode, stdout, stderr } = await program(args, { cwd: repository.path, env: { IMAGE_FACTORY_OFFLINE: '1', HOME: repository.path } });
  expect(await treeHash(repository.path)).toEqual(before);
  return { exitCode, stdout, stderr };
}

describe('the example repository', () => {
  it.each([
    { story: 'analysis finds nothing new', args: ['update', '--dry-run', '--exit-code', '--strict'], says: 'Nothing changed' },
    { story: 'the manifests are those of its state', args: ['synth', '--dry-run', '--exit-code', '--strict'], says: 'Nothing changed' },
    { story: 'nothing is wrong with it', args: ['check', '--base', 'HEAD', '--exit-code', '--strict'], says: '' },
    { story: 'its state is sound', args: ['fsck'], says: '' },
    { story: 'Kargo takes its manifests, and runs them', args: ['synth', '--verify', 'dist/image-factory.k8s.yaml', '--strict'], says: '' },
  ])('$story: $args', async ({ args, says }) => {
    const { exitCode, stdout, stderr } = await run(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(says);
  });

  it('has an image of each kind, in each of its files', () => {
    const names = generated.filter(({ kind }) => kind === 'Warehouse').map(({ metadata }) => metadata.name);
    expect(names.toSorted()).toEqual(['golang-1.24-bookworm', 'node-22-bookworm-slim', 'platform', 'portal', 'postgres']);
    expect(read('dist/backstage-catalog.k8s.yaml').map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'ConfigMap'));
  });
});

describe('the overlay', () => {
  it('adds the Secrets and a field that Warehouses and Stages have, and changes nothing else', () => {
    expect(production.filter(({ kind }) => kind !== 'ExternalSecret').map(withoutShard)).toEqual(generated);
    const sharded = production.filter((object) => fieldsOf(object['spec'])['shard'] === 'production');
    expect(new Set(sharded.map(({ kind }) => kind))).toEqual(new Set(['Warehouse', 'Stage']));
    expect(sharded).toHaveLength(generated.filter(({ kind }) => ['Warehouse', 'Stage'].includes(kind)).length);
  });

  it('makes every Secret that something refers to, and no other, before the Stages that use them', () => {
    expect(secretsMadeBy(production)).toEqual(secretsUsedBy(generated));
    const waves = (kind: string) => production.filter((object) => object.kind === kind).map(waveOf);
    expect(Math.max(...waves('Project'))).toBeLessThan(Math.min(...waves('ExternalSecret')));
    expect(Math.max(...waves('ExternalSecret'))).toBeLessThan(Math.min(...waves('Stage'), ...waves('Warehouse')));
    expect(Math.max(...waves('Warehouse'))).toBeLessThan(Math.min(...waves('Stage')));
    expect(Math.max(...waves('Namespace'))).toBeLessThan(Math.min(...waves('Project')));
  });

  describeShared('with its field', 'kargo-schemas', (folder) => {
    it('is valid by the schemas of Kargo', () => {
      const schemas = readKargoSchemas(folder);
      const known = readKubernetesYaml(
        production
          .filter(({ kind }) => schemas.kinds.has(kind))
          .map((object) => JSON.stringify(object))
          .join('\n---\n'),
      );
      expect(known.length).toBeGreaterThan(15);
      expect(known.flatMap((object) => schemas.check(object))).toEqual([]);
    });

    describeKubernetes('on a real API server', (programs) => {
      it('is taken without a warning, kept as it is, and untouched by the next apply', async () => {
        await using api = await startKubernetes(programs, { crdFolders: [join(folder, 'kargo/crds'), join(folder, 'argo-rollouts/crds')] });
        const objects = production.filter(({ kind }) => kind !== 'ExternalSecret'); // its definition is another project's
        expect(await holdContracts(api, objects)).toEqual({ refused: [], warned: [], drifted: [], moved: [], objects: objects.length });
        await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'backstage' } });
        const catalog = read('dist/backstage-catalog.k8s.yaml');
        expect(await holdContracts(api, catalog)).toEqual({ refused: [], warned: [], drifted: [], moved: [], objects: 5 });
      }, 120_000);
    });
  });
});

describe('the Applications', () => {
  const { repository, kargo } = fieldsOf(factoryYaml);
  const address = `https://github.com/${String(repository)}.git`;

  it('read folders of this repository, in which there is something', () => {
    for (const { source } of [root, ...applications].map((application) => application?.spec ?? expect.fail('no Application'))) {
      expect(source).toMatchObject({ repoURL: address, targetRevision: 'main' });
      const found = Object.keys(files).filter((path) => path.startsWith(`${source.path}/`) && matchesGlob(path.slice(source.path.length + 1), source.directory?.include ?? '*'));
      expect(found.length).toBeGreaterThan(0);
    }
    expect(fieldsOf(kargo)['analysis']).toBe('job');
  });

  it('may make all that is in them, and nothing else in the cluster', () => {
    const all = [...production, ...read('dist/backstage-catalog.k8s.yaml')];
    const places = new Set(all.flatMap(({ metadata }) => metadata.namespace ?? []));
    expect(project?.spec.sourceRepos).toEqual([address]);
    expect(new Set(project?.spec.destinations.map(({ namespace }) => namespace))).toEqual(places);
    const clusterWide = all.filter(({ metadata }) => metadata.namespace === undefined).map(({ apiVersion, kind }) => `${apiVersion.includes('/') ? apiVersion.replace(/\/.*/, '') : ''} ${kind}`);
    expect(project?.spec.clusterResourceWhitelist.map(({ group, kind }) => `${group} ${kind}`)).toEqual(clusterWide);
    expect(applications.map(({ spec }) => spec.project)).toEqual(['image-factory', 'image-factory']);
  });

  it('come in order: the project, then what Kargo runs, then the catalog', () => {
    const waves = [project, ...applications].map((object) => Number(object?.metadata.annotations?.['argocd.argoproj.io/sync-wave']));
    expect(waves).toEqual([-1, 0, 1]);
  });

  it('ignore no difference, and patch nothing', () => {
    // The schema has no such keys; this says that it is meant.
    expect(Object.entries(files).filter(([path, text]) => path.startsWith('deploy/') && /^ *ignoreDifferences:/m.test(text))).toEqual([]);
  });
});

describe('the objects in docs', () => {
  it('make Secrets that are used, in the namespace where they are', () => {
    const blocks = ['in-cluster.md', 'gitops.md'].flatMap(blocksOf);
    expect(blocks.map(({ kind }) => kind)).toEqual(['ExternalSecret', 'ClusterPolicy', 'ClusterPolicy']);
    const [external, cloned] = blocks;
    const used = secretsUsedBy(generated);
    expect(used).toEqual(expect.arrayContaining(secretsMadeBy([external ?? expect.fail('no ExternalSecret')])));
    const generate = JSON.stringify(cloned);
    expect(generate).toContain('"name":"github-credentials","namespace":"image-factory-kargo"');
    expect(used.map(({ secret }) => secret)).toContain('github-credentials');
  });
});

function withoutShard(object: ApiObject): ApiObject {
  const { shard, ...spec } = fieldsOf(object['spec']);
  return shard === undefined ? object : { ...object, spec };
}
