import { renderEntry, renderFactoryTemplate } from '@image-factory/core/enrollment';
import { forgeOf, type Checkout, type Proposal } from './init-proposal.ts';

const heading = [
  'The images that the factory looks after. `image-factory init` proposed these entries from the',
  'Dockerfiles of this repository: check `registry` and `repository`, and delete what you do not publish.',
  '',
  '`source` without `repo` is this repository. More that an entry can say:',
  '',
  '  rebuildDelay: 7d         how long a changed base image waits before the rebuild',
  '  autoRebuild: false       never rebuild by itself',
  '  source.context: apps/x   the folder that the build sees, when it is not the whole repository',
  '  source.target: prod      the build stage to build, when it is not the last one',
  "  source.workflow: x.yml   the workflow that builds it, instead of the factory's own",
  '',
  'An image that is only watched has no `source`:',
  '',
  '  - name: postgres',
  '    registry: docker.io',
  '    repository: library/postgres',
  '    allowTags: ^16-alpine$',
];

/** A commented images.yaml; without proposals an empty list, which is what the factory takes for "no images". */
export function renderImagesFile(proposals: readonly Proposal[]): string {
  const comment = heading.map((line) => (line === '' ? '#' : `# ${line}`)).join('\n');
  const entries = proposals.length === 0 ? ['[]'] : proposals.map(renderProposal);
  return `${[comment, ...entries].join('\n\n')}\n`;
}

function renderProposal(proposal: Proposal): string {
  const lines = renderEntry(draftOf(proposal)).split('\n');
  return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`).join('\n');
}

function draftOf({
  name,
  registry,
  repository,
  provider,
  host,
  branch,
  dockerfile,
  workflow,
}: Proposal): Readonly<Record<string, unknown>> {
  return { name, registry, repository, source: { provider, host, branch, dockerfile, workflow } };
}

/** factory.yaml with what the checkout tells and every other default, each with its comment. */
export function renderFactoryFile(checkout: Checkout): string {
  const { slug, branch } = checkout;
  return renderFactoryTemplate({ repository: slug, ...forgeOf(checkout), branch });
}
