import type { ManagedImage, Source } from '@image-factory/core/enrollment';
import { readKubernetesYaml } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { base, brand, dependsOn, external, factory, factoryConfig, managed, onGitHub } from '../factory.fixture.ts';
import type { WarehouseSpec } from '../kargo/types.ts';
import { synthManifests } from './index.ts';

const node = base('node:22');
const secret = "${{ secret('github-workflow-token').token }}";
const percent = "${% secret('github-workflow-token').token %}";
const breakout = 'a") + secret("x").token + ("';

const source = (changes: Partial<Source>): Partial<ManagedImage> => ({ source: onGitHub('acme/app', 'build.yml', changes) });

describe('values that no parser would let through', () => {
  // Written as if a parser had failed: the types that Kargo's steps are made of are the second line.
  it.each<{ story: string; changes: Partial<ManagedImage> }>([
    { story: 'P2: a repository that leads elsewhere', changes: source({ repo: brand('../user/repos#') }) },
    { story: 'P2: a repository with a query', changes: source({ repo: brand('acme/app?x=') }) },
    { story: 'P2: a workflow of another repository', changes: source({ workflow: brand('../../../../acme/infra/actions/workflows/deploy.yml') }) },
    { story: 'P2: a host with a password', changes: source({ host: brand('github.com@evil.example?') }) },
    { story: 'P3: a branch that reads a secret', changes: source({ branch: brand(secret) }) },
    { story: 'P3: a branch that reads a secret in the other way', changes: source({ branch: brand(percent) }) },
    { story: 'P3: a workflow that reads a secret', changes: source({ workflow: brand(secret) }) },
    { story: 'P3: a repository that reads a secret', changes: source({ repo: brand(`acme/${secret}`) }) },
    { story: 'P3: a registry path that reads a secret', changes: { repository: brand(`acme/${secret}`) } },
    { story: 'P3: a file to update that reads a secret', changes: { updates: [{ repo: brand('acme/ops'), path: brand(secret), type: 'helm' }] } },
    { story: 'P3: a key to update that reads a secret', changes: { updates: [{ repo: brand('acme/ops'), path: brand('a.yaml'), type: 'yaml-update', key: percent }] } },
    { story: 'P3: a branch to update that reads a secret', changes: { updates: [{ repo: brand('acme/ops'), branch: brand(secret), path: brand('a.yaml'), type: 'helm' }] } },
    { story: 'P4: a registry path that ends its string', changes: { repository: brand(breakout) } },
    { story: 'P4: a registry path that ends its string in the other way', changes: { repository: brand("a') + secret('x').token + ('") } },
    { story: 'P4: a registry that ends its string', changes: { registry: brand(breakout) } },
    { story: 'P4: a name that ends its string', changes: { name: brand(breakout) } },
  ])('$story: refused, and the others go on', ({ changes }) => {
    for (const rebuild of ['factory', 'direct'] as const) {
      const model = factory([node, managed('app', [dependsOn(node)], changes), managed('other', [dependsOn(node)])], factoryConfig({ kargo: { rebuild } }));
      const { value, problems } = synthManifests(model);
      const text = value.manifests.map((file) => file.text).join('');
      expect(secretCalls(text)).toEqual(secretCalls(synthManifests(factory([node, managed('other', [dependsOn(node)])], model.config)).value.manifests[0]?.text ?? ''));
      expect(requestUrls(text).filter((url) => !/^https:\/\/api\.github\.com\/repos\/acme\/[a-z-]+\/(?:actions\/workflows\/[a-z.]+\/)?dispatches$/.test(url))).toEqual([]);
      expect(value.objects.map(({ name }) => name)).toContain('rebuild-trigger-other');
      const usesSource = rebuild === 'direct' || !('source' in changes);
      expect(problems.map(({ code }) => code)).toEqual(usesSource ? ['synth/invalid-manifest'] : []);
    }
  });

  it.each([
    { story: 'P3: the branch of the factory', config: factoryConfig({ branch: brand(secret) }) },
    { story: 'P3: the author of commits', config: factoryConfig({ commit: { mode: 'push', author: { name: secret, email: 'a@example.com' } } }) },
    { story: 'P4: the name of the Secret', config: factoryConfig({ kargo: { secrets: { dispatch: breakout, git: 'github-credentials' } } }) },
    { story: 'P2: the workflow of the factory', config: factoryConfig({ kargo: { dispatch: 'workflow_dispatch', workflow: '../../x' } }) },
    { story: 'P2: the number of the project', config: factoryConfig({ provider: 'gitlab', kargo: { gitlabProject: '1/../2?' } }) },
  ])('$story in factory.yaml is refused', ({ config }) => {
    const app = managed('app', [dependsOn(node)], { updates: [{ repo: brand('acme/ops'), path: brand('values.yaml'), type: 'helm' }] });
    const { value, problems } = synthManifests(factory([node, app], config));
    expect(problems).toMatchObject([{ severity: 'error', code: 'synth/invalid-manifest' }]);
    expect(value.manifests[0]?.text).not.toMatch(/github-workflow-token|secret\("x"\)|\.\.\//);
  });
});

describe('P11: what looks like a number stays text', () => {
  it.each(['1.10', '1e3', '0x10', 'null', 'yes', '012', '0o10', '1_0', '2026-11-21'])('%s as a tag', (tag) => {
    const pinned = base(`node:${tag}`);
    const watched = external('ext', `docker.io/library/ext:${tag}`);
    const app = managed('app', [dependsOn(pinned), dependsOn(watched)], { publishedTag: brand(tag) }, { version: tag, digest: tag });
    const { value, problems } = synthManifests(factory([pinned, watched, app], factoryConfig({ backstage: { enabled: true } })));
    expect(problems).toEqual([]);
    const objects = value.manifests.flatMap(({ text }) => readKubernetesYaml(text));
    const constraints = objects.filter(({ kind }) => kind === 'Warehouse').map((object) => (object['spec'] as WarehouseSpec).subscriptions[0]?.image.constraint);
    expect(constraints).toEqual([tag, tag, tag]);
    const entities = objects.filter(({ kind }) => kind === 'ConfigMap').flatMap((object) => readKubernetesYaml((object['data'] as { catalog: string }).catalog));
    expect(entities.map(({ metadata }) => metadata.annotations?.['image-factory.io/tag'])).toEqual([tag, tag, tag]);
  });

  it.each(['1e3', '007', '0x10', 'null', 'true', 'no', '12'])('%s as the name of an image', (name) => {
    const app = managed(name, [dependsOn(node)]);
    const { value, problems } = synthManifests(factory([node, app], factoryConfig({ kargo: { analysis: 'job' }, backstage: { enabled: true } })));
    expect(problems).toEqual([]);
    const objects = value.manifests.flatMap(({ text }) => readKubernetesYaml(text));
    expect(objects.filter(({ kind }) => kind === 'Warehouse').map(({ metadata }) => metadata.name)).toContain(name);
    expect(objects.every(({ metadata }) => typeof metadata.name === 'string')).toBe(true);
  });
});

function secretCalls(text: string): string[] {
  return [...text.matchAll(/(?:secret|sharedSecret|configMap)\s*\([^)]*\)/g)].map(([call]) => call);
}

function requestUrls(text: string): string[] {
  return [...text.matchAll(/https:\/\/[^\s"']*dispatches[^\s"']*/g)].map(([url]) => url);
}
