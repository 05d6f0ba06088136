import type { CommandSpec } from '../../command-line/spec.ts';
import { analysisOptions, exitOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const checkSpec = {
  name: 'check',
  summary: 'Tell what a change would do, before it is merged.',
  description: [
    'Compares two states of the repository: what is wrong, what would be different in state and manifests, which images a merge would rebuild in which order, with everything that depends on them, and who could start or write what was not allowed before.',
    'An image is affected when it is new, when its Dockerfile or its build changed, or when a file of its build context did; what .dockerignore leaves out and what the factory writes does not count. Nothing is written but the file that --report-file names.',
    'Errors that the base has as well are shown as warnings. Of the Dockerfiles that the change touches it says what could be better, as notices.',
  ],
  arguments: [],
  options: {
    base: {
      type: 'text',
      value: 'REF',
      description:
        'Commit, branch or tag that the change is made against; what counts is where the two parted. Default: the main branch of origin, else main.',
    },
    head: {
      type: 'text',
      value: 'REF',
      description: 'Commit, branch or tag with the change. Default: the work tree, with what is not committed.',
    },
    checkout: analysisOptions.checkout,
    offline: analysisOptions.offline,
    'report-file': { type: 'text', value: 'FILE', description: 'Write the whole report as JSON, too.' },
    ...exitOptions,
  },
  reads: [touched.images, touched.factory, touched.state, touched.dockerfiles],
  writes: [],
  examples: [
    { line: 'image-factory check', about: 'What your work would change on the main branch.' },
    {
      line: 'image-factory check --base v1.4.0 --head HEAD --exit-code',
      about: 'What changed since a release; exit with 2 when something did.',
    },
    { line: 'image-factory check --json | jq .matrix', about: 'The builds in waves, for a job of your own.' },
  ],
  output: 'answer',
} as const satisfies CommandSpec;
