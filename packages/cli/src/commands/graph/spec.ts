import type { CommandSpec } from '../../command-line/spec.ts';
import { touched } from '../touched.ts';

export const graphSpec = {
  name: 'graph',
  summary: 'Draw which image is built from which.',
  description: [
    'Draws what the last analysis found. Arrows go from an image to what is built from it: the way that rebuilds travel. Images that are built from each other in a circle are an error, and all of them are named.',
  ],
  arguments: [],
  options: {
    format: {
      type: 'text',
      value: 'FORMAT',
      choices: ['ascii', 'mermaid', 'dot', 'json'],
      default: 'ascii',
      description: 'How to draw it.',
    },
  },
  reads: [touched.images, touched.factory, touched.state],
  writes: [],
  examples: [
    { line: 'image-factory graph', about: 'A tree for the terminal.' },
    { line: 'image-factory graph --format mermaid', about: 'For a README or a pull request.' },
    { line: 'image-factory graph --format dot | dot -Tsvg > images.svg', about: 'A picture, with Graphviz.' },
  ],
  output: 'answer',
} as const satisfies CommandSpec;
