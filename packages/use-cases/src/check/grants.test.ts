import { expect, it } from 'vitest';
import { checked, edited, enrolled, factoryYaml, family, type Files } from './check.fixture.ts';

const factory = (more: string): Files => edited(family, { 'image-factory/factory.yaml': `${factoryYaml}${more}` });
const source = (more: string): Files => enrolled('    dockerfile: tools/Dockerfile\n', `    dockerfile: tools/Dockerfile\n${more}`);

it.each([
  { story: 'nothing new', head: family, grants: [] },
  {
    story: 'another source repository',
    head: source('    repo: evil/tools\n'),
    grants: ['source tools: is built from `github.com/evil/tools`, branch `main` < is built from this repository, branch `main`'],
  },
  {
    story: 'another branch',
    head: enrolled(/(name: tools[\s\S]*branch: )main/, '$1next'),
    grants: ['source tools: is built from this repository, branch `next` < is built from this repository, branch `main`'],
  },
  { story: 'a workflow', head: source('    workflow: build.yml\n'), grants: ['workflow tools: starts the workflow `build.yml` in this repository'] },
  {
    story: 'another place to publish',
    head: enrolled('repository: acme/tools', 'repository: acme/kit'),
    grants: ['publish tools: is published as `ghcr.io/acme/kit` < is published as `ghcr.io/acme/tools`'],
  },
  {
    story: 'another registry',
    head: enrolled(/(name: tools\n  registry: )ghcr.io/, '$1quay.io'),
    grants: ['publish tools: is published as `quay.io/acme/tools` < is published as `ghcr.io/acme/tools`'],
  },
  {
    story: 'files that are updated',
    head: enrolled('- name: tools\n', '- name: tools\n  updates:\n  - {repo: acme/infra, path: a/kustomization.yaml, type: kustomize-set-image}\n'),
    grants: ['update tools: updates `a/kustomization.yaml` in `acme/infra`'],
  },
  { story: 'who may start emergency rebuilds', head: factory('rebuild:\n  emergency: [octocat]\n'), grants: ['emergency : `octocat` may start emergency rebuilds'] },
  {
    story: 'owners and hosts',
    head: factory('allow:\n  owners: [other]\n  hosts: [git.example.com]\n'),
    grants: ['owner : images may be built from repositories of `other`', 'host : images may be built from repositories on `git.example.com`'],
  },
  { story: 'Kargo starts builds itself', head: factory('kargo:\n  rebuild: direct\n'), grants: ['dispatch : Kargo itself starts the workflows of source repositories < the factory starts rebuilds'] },
  { story: 'what goes away', head: enrolled(/- name: tools[\s\S]*/, ''), grants: [] },
  { story: 'a disabled image', head: enrolled('- name: tools\n', '- name: tools\n  enabled: false\n'), grants: [] },
])('$story', async ({ head, grants }) => {
  const report = await checked(family, head);
  expect(report.grants.map(({ kind, image = '', text, before }) => `${kind} ${image}: ${text}${before === undefined ? '' : ` < ${before}`}`)).toEqual(grants);
});

it('a new image is all new, with its line', async () => {
  const before = enrolled(/- name: tools[\s\S]*/, '');
  const { grants } = await checked(before, family);
  expect(grants.map(({ kind, image, file, line }) => [kind, image, file, line])).toEqual([
    ['source', 'tools', 'image-factory/images.yaml', 25],
    ['publish', 'tools', 'image-factory/images.yaml', 25],
  ]);
});
