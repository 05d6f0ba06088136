import { parseOutputs, temporaryFolder } from '@image-factory/testkit';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { anyText } from './any-text.fixture.ts';
import { publishOutputs } from './outputs.ts';

afterEach(() => vi.unstubAllEnvs());

async function written(declared: object, values: object): Promise<Record<string, string>> {
  await using folder = await temporaryFolder({ output: '' });
  vi.stubEnv('GITHUB_OUTPUT', `${folder.path}/output`);
  publishOutputs(declared, values, process.env);
  return parseOutputs(await folder.read('output'));
}

describe('publishOutputs', () => {
  it('sets text as it is and everything else as JSON, by the names of action.yml', async () => {
    const declared = { changed: false, imageDigest: '', images: [], count: 0, metadata: {} };
    expect(await written(declared, { changed: true, imageDigest: 'sha256:ab', images: ['a', 'b'], count: 2, metadata: { a: [1] } })).toEqual({
      changed: 'true',
      'image-digest': 'sha256:ab',
      images: '["a","b"]',
      count: '2',
      metadata: '{"a":[1]}',
    });
  });

  it('sets the empty value of what is not known', async () => {
    expect(await written({ changed: false, images: [], digest: '' }, { changed: true })).toEqual({ changed: 'true', images: '[]', digest: '' });
  });

  it('sets nothing that is not declared', async () => {
    expect(await written({ changed: false }, { changed: true, extra: 'x', toString: 'y' })).toEqual({ changed: 'true' });
  });

  it('P13: a value with lines in it sets no other output', async () => {
    expect(await written({ version: '' }, { version: '1.0\nimage_digest=sha256:evil' })).toEqual({ version: '1.0\nimage_digest=sha256:evil' });
  });

  it('P13: the outputs are the declared ones, whatever the values', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (first, second) => {
        const outputs = await written({ first: '', second: '', list: [] }, { first, second, list: [first] });
        expect(Object.keys(outputs).toSorted()).toEqual(['first', 'list', 'second']);
      }),
      { numRuns: 300 },
    );
  });

  it('does nothing outside a runner', () => {
    vi.stubEnv('GITHUB_OUTPUT', '');
    expect(() => publishOutputs({ a: 1 }, {}, process.env)).not.toThrow();
  });
});
