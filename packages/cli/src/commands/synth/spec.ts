import type { CommandSpec } from '../../command-line/spec.ts';
import { commitOptions, dryRunOption, exitOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const synthSpec = {
  name: 'synth',
  summary: 'Write the Kargo manifests and the catalog, or verify manifests.',
  description: [
    'Merges the enrolled images with their state and writes one Warehouse for each image that is watched, the Stages that start analyses and rebuilds, and the Backstage entities. The same input gives the same bytes.',
    'Where the files go and how the manifests behave is set in factory.yaml (`layout`, `kargo`, `backstage`).',
    'With --verify it writes nothing and looks at manifests for Kargo 1.11, whoever wrote them: what the API server and Kargo would refuse, what they would take and never do, and what they would write otherwise than it stands there. No cluster is asked. Files are looked at together, because objects refer to each other.',
  ],
  arguments: [
    {
      name: 'file',
      many: true,
      description: 'With --verify: YAML files, folders (their .yaml and .yml files, not those below), or - for standard input.',
    },
  ],
  options: {
    verify: { type: 'flag', description: 'Verify the named files instead of writing any.' },
    explain: { type: 'flag', description: 'Say of every object what it is for and what it follows from, and write nothing.' },
    ...dryRunOption,
    ...exitOptions,
    ...commitOptions,
  },
  reads: [touched.images, touched.factory, touched.state],
  writes: [touched.manifests, touched.catalog],
  examples: [
    { line: 'image-factory synth', about: 'After an edit of images.yaml that changes no build.' },
    { line: 'image-factory synth --dry-run --exit-code', about: 'Exit with 2 when the manifests are behind.' },
    { line: 'image-factory synth --explain', about: 'Every object, with the entry, the state and the Dockerfiles behind it.' },
    { line: 'image-factory synth --verify kargo/*.yaml', about: 'Manifests of your own, before they are applied.' },
    { line: 'image-factory synth --verify --strict - < all.yaml', about: 'What `kustomize build` made; warnings count too.' },
  ],
  output: 'report',
} as const satisfies CommandSpec;
