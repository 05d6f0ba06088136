import type { FactoryConfig, ManagedImage } from '@image-factory/core/enrollment';
import type { ManagedNode } from '@image-factory/core/graph';
import { branchUrl } from '../kargo/index.ts';
import { factAnnotations, ours, present, titleOf, type Entity } from './entity.ts';

/** A managed image as Backstage shows it. @param dependsOn - references of what it is built from */
export function managedImageEntity(
  { image, facts }: Pick<ManagedNode, 'image' | 'facts'>,
  dependsOn: readonly string[],
  config: FactoryConfig,
): Entity {
  const { name, description, registry, repository, publishedTag, owner, rebuildDelay, autoRebuild, cascade, hold } = image;
  return {
    apiVersion: 'image-factory.io/v1alpha1',
    kind: 'ManagedImage',
    metadata: {
      name,
      title: titleOf(name),
      ...(description === undefined ? {} : { description }),
      annotations: { ...sourceAnnotations(image, config), ...ours({ registry, repository, tag: publishedTag }), ...factAnnotations(facts) },
    },
    spec: {
      type: 'managed-image',
      lifecycle: 'production',
      owner: owner ?? config.backstage.owner,
      system: config.backstage.system,
      source: sourceOf(image, config),
      rebuildPolicy: { delay: rebuildDelay.text, autoRebuild, cascade, ...(hold === undefined ? {} : { hold: hold.reason }) },
      dependsOn,
    },
  };
}

/** Links to the source and to the image's own workflow: in a repository of many images it shows only its own runs. */
function sourceAnnotations({ source }: ManagedImage, config: FactoryConfig): Readonly<Record<string, string>> {
  const { provider, host, branch, workflow } = source;
  const slug = source.repo ?? config.repository;
  if (slug === undefined) return {};
  return present({
    'backstage.io/source-location': `url:${branchUrl({ provider, host, slug }, branch)}`,
    [`${provider}.com/project-slug`]: slug,
    'github.com/workflows': provider === 'github' ? workflow : undefined,
  });
}

function sourceOf({ source }: ManagedImage, config: FactoryConfig): Readonly<Record<string, string>> {
  const { provider, host, branch, dockerfile, context, workflow, pipeline, job, target } = source;
  return present({ provider, host, repo: source.repo ?? config.repository, branch, dockerfile, context, workflow, pipeline, job, target });
}
