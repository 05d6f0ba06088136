import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest, hexOf, statement, wordOf } from './evidence.fixture.ts';
import { maxStatementBytes, readProvenance } from './provenance.ts';

const versions = ['v0.2', 'v1'] as const;

function materialsOf(text: string): readonly string[] {
  return (readProvenance(text).value?.materials ?? []).map(({ name, digest: is, platform = '', isFrontend }) =>
    [name, wordOf(is), platform, isFrontend ? 'frontend' : ''].filter((word) => word !== '').join(' '),
  );
}

describe('readProvenance', () => {
  it.each(versions)('reads what a build with many kinds of sources pulled: %s', (version) => {
    const text = statement({
      version,
      frontend: 'docker/dockerfile:1',
      materials: [
        { uri: `pkg:docker/127.0.0.1%3A5000/acme/thing@3?digest=${digest('pin')}&platform=linux%2Farm64`, is: 'pin' },
        { uri: 'pkg:docker/docker/dockerfile@1', is: 'frontend' },
        { uri: 'pkg:docker/node@22?platform=linux%2Farm64', is: 'index' },
        { uri: 'pkg:docker/golang@1.26?platform=linux%2Famd64', is: 'go' },
        { uri: `pkg:docker/ghcr.io/acme/deep/lib?digest=${digest('lib')}&platform=linux%2Farm64`, is: 'lib' },
        { uri: `pkg:oci/extra?digest=${digest('local')}`, is: 'local' },
        { uri: 'https://github.com/acme/app.git', is: 'commit' },
        { uri: 'https://example.com/archive.tar.gz', is: 'archive' },
      ],
    });
    expect(materialsOf(text)).toEqual([
      '127.0.0.1:5000/acme/thing:3 pin linux/arm64',
      'docker.io/docker/dockerfile:1 frontend frontend',
      'docker.io/library/node:22 index linux/arm64',
      'docker.io/library/golang:1.26 go linux/amd64',
      `ghcr.io/acme/deep/lib@${digest('lib')} lib linux/arm64`,
    ]);
    expect(readProvenance(text).problems).toEqual([]);
    expect(readProvenance(text).value?.subjects).toEqual([digest('app')]);
  });

  it('reads a build from scratch, which has no list at all', () => {
    expect(readProvenance(statement({}))).toEqual({ value: { subjects: [digest('app')], materials: [], isWhole: true }, problems: [] });
  });

  it('knows the frontend by the line that asked for it, with arguments behind', () => {
    const text = statement({ frontend: 'ghcr.io/acme/frontend:2 --flag', materials: [{ uri: 'pkg:docker/ghcr.io/acme/frontend@2', is: 'f' }] });
    expect(materialsOf(text)).toEqual(['ghcr.io/acme/frontend:2 f frontend']);
  });

  it('has every subject of an image with several names', () => {
    expect(readProvenance(statement({ about: ['app', 'app', 'other'] })).value?.subjects.map(wordOf)).toEqual(['app', 'app', 'other']);
  });

  const good = { uri: 'pkg:docker/node@22', digest: { sha256: hexOf('good') } };
  const parts = { _type: 'https://in-toto.io/Statement/v1', predicateType: 'https://slsa.dev/provenance/v0.2', subject: [{ digest: { sha256: hexOf('app') } }] };

  it.each([
    { story: 'a number for a material', materials: [7, good], problem: '`predicate.materials[0]`: It has no `uri`.' },
    { story: 'an address that is none', materials: [good, { uri: ['a'] }], problem: '`predicate.materials[1]`: It has no `uri`.' },
    { story: 'no digest', materials: [{ uri: 'pkg:docker/node@20' }, good], problem: '`predicate.materials[0]`: `pkg:docker/node@20` has no digest.' },
    { story: 'a digest that is none', materials: [{ uri: 'pkg:docker/a@1', digest: { sha256: 'zz' } }, good], problem: '`predicate.materials[0]`: `pkg:docker/a@1` has no digest.' },
    {
      story: 'another digest than asked for',
      materials: [good, { uri: `pkg:docker/a?digest=${digest('x')}`, digest: { sha256: hexOf('y') } }],
      problem: expect.stringMatching(/^`predicate.materials\[1\]`: .* is said to be /),
    },
    { story: 'a name that is none', materials: [good, { uri: 'pkg:docker/A@1', digest: good.digest }], problem: expect.stringContaining('`predicate.materials[1]`: `pkg:docker/A@1` can not be read') },
    { story: 'a subject without a digest', materials: [good], subject: [...parts.subject, { name: 'x' }], problem: '`subject[1]`: It has no digest.' },
    { story: 'another type of statement', materials: [good], _type: 'odd', problem: '`_type`: `odd` is not the type of a statement.' },
  ])('says where something is odd, and uses the rest: $story', ({ story: _, problem, materials, ...odd }) => {
    const { value, problems } = readProvenance(JSON.stringify({ ...parts, ...odd, predicate: { materials } }));
    expect(value?.materials.map((material) => wordOf(material.digest))).toEqual(['good']);
    expect(value?.subjects).toEqual([digest('app')]);
    expect(problems.map(({ message }) => message)).toEqual([problem]);
  });

  it.each([
    { story: 'no JSON', text: '{"predicateType":', problem: 'A statement about a build is not a JSON object.' },
    { story: 'nothing', text: '', problem: 'A statement about a build is not a JSON object.' },
    { story: 'a list', text: '[]', problem: 'A statement about a build is not a JSON object.' },
    { story: 'an envelope', text: '{"payloadType":"application/vnd.in-toto+json","payload":""}', problem: '`predicateType` of a statement is missing.' },
    { story: 'a version of the future', text: '{"predicateType":"https://slsa.dev/provenance/v9"}', problem: 'This version of provenance can not be read: `https://slsa.dev/provenance/v9`.' },
    { story: 'too large', text: ' '.repeat(maxStatementBytes + 1), problem: 'A statement about a build is larger than 8 MiB.' },
    { story: 'an endless nest', text: '['.repeat(1_000_000), problem: 'A statement about a build is not a JSON object.' },
    {
      story: 'more images than any build has',
      text: statement({ materials: Array.from({ length: 5000 }, () => ({ uri: 'pkg:docker/a@1', is: 'a' })) }),
      problem: '`predicate.buildDefinition.resolvedDependencies` has more than 4096 entries.',
    },
    {
      story: 'more subjects than any build has',
      text: statement({ about: Array.from({ length: 5000 }, () => 'app') }),
      problem: '`subject` has more than 4096 entries.',
    },
  ])('refuses $story', ({ text, problem }) => {
    const { value, problems } = readProvenance(text);
    expect(value).toBeUndefined();
    expect(problems.map(({ message }) => message)).toEqual([problem]);
  });

  it('passes over statements of another kind', () => {
    expect(readProvenance('{"predicateType":"https://spdx.dev/Document","predicate":{}}')).toEqual({ value: undefined, problems: [] });
  });

  it('takes what is no list for a mistake, and nothing of it', () => {
    const { value, problems } = readProvenance(JSON.stringify({ ...parts, subject: {}, predicate: { materials: 'all' } }));
    expect(value).toEqual({ subjects: [], materials: [], isWhole: false });
    expect(problems.map(({ message }) => message)).toEqual(['`subject` is not a list.', '`predicate.materials` is not a list.']);
  });

  it('does not repeat itself without end', () => {
    const { problems } = readProvenance(JSON.stringify({ ...parts, predicate: { materials: Array.from({ length: 4000 }, () => 1) } }));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)?.message).toBe('There are 3980 more problems.');
  });

  it('gives an answer to any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(() => readProvenance(text)).not.toThrow();
      }),
    );
  });

  it('gives an answer to any JSON, at any place of a statement', () => {
    const places = [
      '_type',
      'predicateType',
      'subject',
      'predicate',
      'predicate.materials',
      'predicate.buildDefinition',
      'predicate.buildDefinition.resolvedDependencies',
      'predicate.invocation.parameters.args.source',
      'predicate.buildDefinition.externalParameters.request.args',
    ];
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...places), fc.constantFrom(...versions), (value, place, version) => {
        const whole: unknown = JSON.parse(statement({ version, materials: [{ uri: 'pkg:docker/node@22', is: 'n' }] }));
        expect(() => readProvenance(JSON.stringify(value))).not.toThrow();
        expect(() => readProvenance(JSON.stringify(put(whole, place.split('.'), value)))).not.toThrow();
        expect(() => readProvenance(JSON.stringify(put(whole, [...place.split('.'), '0', 'uri'], value)))).not.toThrow();
      }),
    );
  });
});

function put(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const object = typeof whole === 'object' && whole !== null ? whole : {};
  const inner: unknown = Object.entries(object).find(([name]) => name === key)?.[1];
  if (Array.isArray(whole)) return [put(inner, rest, value)];
  return { ...object, [key]: put(inner, rest, value) };
}
