import { expect, it } from 'vitest';
import type { OptionSpecs } from './spec.ts';
import { tokenize } from './tokens.ts';
import { valuesOf } from './values.ts';

const specs = {
  name: { type: 'text', description: '' },
  format: { type: 'text', default: 'ascii', description: '' },
  checkout: { type: 'list', description: '' },
  quiet: { type: 'flag', short: 'q', description: '' },
} as const satisfies OptionSpecs;

it.each([
  { story: 'nothing given', argv: [], values: { name: undefined, format: 'ascii', checkout: [], quiet: false } },
  { story: 'everything given', argv: ['--name', 'a', '--format=dot', '--checkout', 'x=1', '--checkout', 'y=2', '-q'], values: { name: 'a', format: 'dot', checkout: ['x=1', 'y=2'], quiet: true } },
  { story: 'an empty value is as good as none', argv: ['--name', '', '--format=', '--checkout', ''], values: { name: undefined, format: 'ascii', checkout: [], quiet: false } },
])('$story', ({ argv, values }) => {
  expect(valuesOf(specs, tokenize(argv, specs).options)).toEqual(values);
});
