import { expect, it } from 'vitest';
import { analyzeDockerfile } from '../../dockerfile/index.ts';
import { readBake } from './index.ts';

// Each of these once took longer with every character, without end: a repetition stood within a repetition.
it.each<{ story: string; file: string; text: string }>([
  { story: 'a text in JSON that is not closed', file: 'docker-bake.json', text: `{"x": "${'y'.repeat(5000)}` },
  { story: 'the same behind others, as it was found', file: 'docker-bake.json', text: '{"variable": {"A": {"default": [1, "x"]}}, "x": "%{ if true }y%{ endif }%{ if true }y%{' },
  { story: 'a field of CSV that is not closed', file: 'docker-bake.hcl', text: `variable "A" { default = csvdecode("a,b\\n\\"${'y'.repeat(2000)}") }` },
  { story: 'a length of time that ends in nonsense', file: 'docker-bake.hcl', text: `variable "A" { default = timeadd("2026-01-01T00:00:00Z", "${'11m'.repeat(1000)}!") }` },
])('reads $story, and comes to an end', ({ file, text }) => {
  expect(() => readBake([{ file, text }])).not.toThrow();
});

it('reads the interval of a HEALTHCHECK that ends in nonsense, and comes to an end', () => {
  const text = `FROM scratch\nHEALTHCHECK --interval=${'11m'.repeat(5000)}! CMD true\n`;
  expect(analyzeDockerfile(text, { file: 'Dockerfile' }).problems).not.toEqual([]);
});
