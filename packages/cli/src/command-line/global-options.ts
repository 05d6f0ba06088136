import type { OptionSpecs } from './spec.ts';

/** Options that every command has. */
export const globalOptions = {
  'image-factory-dir': {
    type: 'text',
    value: 'DIR',
    default: 'image-factory',
    description:
      'Folder of images.yaml, factory.yaml and state, from the root of the repository. A path that begins with ./, ../ or / is taken from where you are.',
  },
  root: {
    type: 'text',
    value: 'DIR',
    description: 'Root of the repository. Default: the nearest folder upwards that holds .git or the factory, else where you are.',
  },
  json: { type: 'flag', description: 'Print one JSON document on standard output, and nothing else there.' },
  quiet: { type: 'flag', short: 'q', description: 'Print answers and problems only.' },
  verbose: { type: 'flag', short: 'v', description: 'Print every row, what is being done, and the causes of failures.' },
  'no-color': { type: 'flag', description: 'No colors. Without it there are colors on a terminal unless NO_COLOR is set.' },
  version: { type: 'flag', description: 'Print the version.' },
  help: { type: 'flag', short: 'h', description: 'Print help, for a command when one is named.' },
} as const satisfies OptionSpecs;
