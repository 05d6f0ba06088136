import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest, pin } from './build.fixture.ts';
import { parsePins } from './index.ts';

describe('what a rebuild is to be built from', () => {
  it('is read as the decision wrote it', () => {
    const text = JSON.stringify({ 'docker.io/library/node:22': { 'linux/amd64': digest('a'), 'linux/aarch64': digest('b') }, 'ghcr.io/acme/base': { 'linux/amd64': digest('c') } });
    expect(parsePins(text)).toEqual({ value: [pin('node:22', { 'linux/amd64': 'a', 'linux/arm64': 'b' }), pin('ghcr.io/acme/base:latest', { 'linux/amd64': 'c' })], problems: [] });
  });

  it.each(['', ' \n', '{}'])('may be nothing: %j', (text) => {
    expect(parsePins(text)).toEqual({ value: [], problems: [] });
  });

  it.each([
    { text: '[]', why: 'they are no JSON object' },
    { text: '{"node:22": ', why: 'they are no JSON object' },
    { text: '{"Node:22": {}}', why: '`Node:22` is no image' },
    { text: '{"node:22": "sha256:00"}', why: '`node:22` has no digests by platform' },
    { text: '{"node:22": {"linux/amd64": "sha256:00"}}', why: '`sha256:00` of `node:22` is no digest' },
    { text: '{"node:22": {"linux/amd64": 1}}', why: '`1` of `node:22` is no digest' },
    { text: `{"node:22": {"toaster": "${digest('a')}"}}`, why: '`toaster` of `node:22` is no platform' },
    { text: `{"node:22": {"linux/arm64": "${digest('a')}", "linux/aarch64": "${digest('b')}"}}`, why: '`node:22` has `linux/arm64` twice' },
    { text: `{"node:22": {}, "docker.io/library/node:22": {}}`, why: '`docker.io/library/node:22` is there twice' },
    { text: `{"node:22": {"linux/amd64": "${digest('a')}"}, "x": 1}`, why: '`x` has no digests by platform' },
    { text: `{"x": "${'a'.repeat(300_000)}"}`, why: 'they are longer than 256 KiB' },
  ])('is not half used: $why', ({ text, why }) => {
    const { value, problems } = parsePins(text);
    expect(value).toEqual([]);
    expect(problems.map(({ message }) => message)).toEqual([`The digests to build from can not be used: ${why}.`]);
  });

  it('is a problem or a pin, whatever stands there', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { value, problems } = parsePins(text);
        expect(value.length === 0 || problems.length === 0).toBe(true);
      }),
    );
  });
});
