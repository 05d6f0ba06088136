import { anyYamlScalarText } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readState, renderState } from '../../state/index.ts';
import { sameValue, toYaml, type YamlMap } from '../../yaml/index.ts';
import { key } from '../build.fixture.ts';
import { allocate, nextVersion, parseVersion, readAllocations, type AllocationRequest, type VersionInput } from '../index.ts';

const now = new Date('2026-11-21T23:59:59Z');

function next(input: Partial<VersionInput>): string | undefined {
  const result = nextVersion({ versioning: 'semver', taken: [], now, ...input });
  return result.ok ? result.value : `refused: ${result.error.message}`;
}

describe('the next version', () => {
  it.each<{ story: string; input: Partial<VersionInput>; gives: string | undefined }>([
    { story: 'semver begins at 0.1.0', input: {}, gives: '0.1.0' },
    { story: 'or where it is told to', input: { start: 'v2.0.0' }, gives: 'v2.0.0' },
    { story: 'the newest is raised, whatever the order', input: { taken: ['1.2.10', '1.2.9', '1.10.0', '1.9.9'] }, gives: '1.10.1' },
    { story: 'a minor version', input: { taken: ['1.2.3'], bump: 'minor' }, gives: '1.3.0' },
    { story: 'a major version', input: { taken: ['1.2.3'], bump: 'major' }, gives: '2.0.0' },
    { story: 'a v stays', input: { taken: ['v1.2.3', 'latest'] }, gives: 'v1.2.4' },
    { story: 'of the same version with and without v it is the one without', input: { taken: ['v1.2.3', '1.2.3', 'v1.2.3'] }, gives: '1.2.4' },
    { story: 'parts, prereleases and tags with a key are no versions', input: { taken: ['9', '9.9', '9.9.9-rc.1', '9.9.9-0123456789ab', '1.0.0', '01.2.3', 'latest', 'sha256-x'] }, gives: '1.0.1' },
    { story: 'a higher start is where it goes on', input: { taken: ['1.2.3'], start: '2.0.0' }, gives: '2.0.0' },
    { story: 'a lower start is passed', input: { taken: ['2.2.3'], start: '2.0.0' }, gives: '2.2.4' },
    { story: 'a start that is reached is not given twice', input: { taken: ['2.0.0'], start: '2.0.0' }, gives: '2.0.1' },
    { story: 'a start that is no version', input: { start: '1' }, gives: 'refused: `1` is not where versions could start.' },
    { story: 'numbers end', input: { taken: ['1.0.9007199254740991'] }, gives: 'refused: The version can not be raised any further.' },
    { story: 'calver is the day in UTC', input: { versioning: 'calver' }, gives: '2026.11.21' },
    { story: 'the second of a day has a number', input: { versioning: 'calver', taken: ['2026.11.21'] }, gives: '2026.11.21.1' },
    { story: 'the first free one is behind the highest', input: { versioning: 'calver', taken: ['2026.11.21', '2026.11.21.9', '2026.11.21.10', '2026.11.20.99'] }, gives: '2026.11.21.11' },
    { story: 'a gap is not filled', input: { versioning: 'calver', taken: ['2026.11.21.3'] }, gives: '2026.11.21.4' },
    { story: 'an odd tag of that day counts for nothing', input: { versioning: 'calver', taken: ['2026.11.21.x', '2026.11.21.01', '2026.11.211'] }, gives: '2026.11.21' },
    { story: 'the number of the run', input: { versioning: 'run', run: 118 }, gives: '118' },
    { story: 'and again in the same run', input: { versioning: 'run', run: 118, taken: ['118', '11', '1180'] }, gives: '118.1' },
    { story: 'a run without a number', input: { versioning: 'run' }, gives: 'refused: The version is the number of the run, and there is none.' },
    { story: 'none', input: { versioning: 'none' }, gives: undefined },
    { story: 'what is given goes before everything', input: { given: '22.1', gitTag: 'v9', taken: ['1.0.0', '22.1'] }, gives: '22.1' },
    { story: 'a git tag stays as it is', input: { versioning: 'none', gitTag: 'v1.2.3' }, gives: 'v1.2.3' },
    { story: 'a git tag that is no tag of an image', input: { gitTag: 'release/1.2' }, gives: 'refused: The git tag `release/1.2` can be no version of an image: it is no tag.' },
    { story: 'an empty version', input: { given: '' }, gives: 'refused: The version `` can be no version of an image: it is no tag.' },
  ])('$story', ({ input, gives }) => {
    expect(next(input)).toBe(gives);
  });

  it('suggests the tag that a git tag could be', () => {
    const result = nextVersion({ versioning: 'none', taken: [], now, gitTag: 'release/1.2' });
    expect(result.ok ? undefined : result.error.hint).toContain('`release-1.2`');
  });

  it('is a tag, and none that is taken', () => {
    const anyTaken = fc.array(
      fc.oneof(anyYamlScalarText, fc.stringMatching(/^v?[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(\.[0-9]{1,2})?$/), fc.constantFrom('2026.11.21', '2026.11.21.1', '7', '7.1', '0.1.0')),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(fc.constantFrom('semver', 'calver', 'run' as const), anyTaken, fc.constantFrom('major', 'minor', 'patch' as const), (versioning, taken, bump) => {
        const result = nextVersion({ versioning, taken, now, run: 7, bump });
        const version = result.ok ? result.value : undefined;
        expect(version === undefined ? undefined : parseVersion(version)).toBe(version);
        expect(version === undefined ? [] : taken).not.toContain(version);
        expect(nextVersion({ versioning, taken: taken.toReversed(), now, run: 7, bump })).toEqual(result);
      }),
    );
  });
});

/** A state that is written only where nobody wrote since it was read. */
class Shelf {
  text = renderState({ shelf: 'images', stem: 'app' }, new Map([['name', 'app']]));
  writes = 0;

  /** Whether it was taken. */
  write(expected: string, next: string): boolean {
    if (this.text !== expected) return false;
    if (next !== expected) this.writes += 1;
    this.text = next;
    return true;
  }
}

function stateOf(text: string): YamlMap {
  const { snapshot } = readState([{ path: 'images/app.yaml', text }], 'state');
  const state = snapshot.images.get('app');
  if (state === undefined) throw new Error('no state');
  return state;
}

interface Writer {
  readonly request: AllocationRequest;
  read?: string;
  version?: string;
}

/** One step of a writer: it reads, or it writes on what it read and reads again when somebody else was faster. */
function step(writer: Writer, shelf: Shelf): void {
  if (writer.version !== undefined) return;
  if (writer.read === undefined) {
    writer.read = shelf.text;
    return;
  }
  const expected = writer.read;
  delete writer.read;
  const before = stateOf(expected);
  const result = allocate(before, writer.request);
  if (!result.ok) throw new Error(result.error.message);
  const next = result.value.state === before ? expected : renderState({ shelf: 'images', stem: 'app' }, result.value.state);
  if (shelf.write(expected, next) && result.value.version !== undefined) writer.version = result.value.version;
}

describe('versions that are given by compare-and-swap', () => {
  const common = { versioning: 'semver', now, published: [] } as const;
  const anyVersioning = fc.constantFrom('semver' as const, 'calver' as const, 'run' as const);

  it('are as many as the builds that ask, in whatever order they read and write', () => {
    fc.assert(
      fc.property(anyVersioning, fc.integer({ min: 1, max: 12 }), fc.array(fc.nat(11), { maxLength: 60 }), (versioning, count, order) => {
        const shelf = new Shelf();
        const writers: Writer[] = Array.from({ length: count }, (_, index) => ({ request: { ...common, versioning, runId: String(index), runNumber: 5 } }));
        for (const index of order) {
          const writer = writers[index % count];
          if (writer !== undefined) step(writer, shelf);
        }
        while (writers.some(({ version }) => version === undefined)) for (const writer of writers) step(writer, shelf);
        expect(new Set(writers.map(({ version }) => version)).size).toBe(count);
        expect(shelf.writes).toBe(count);
        expect(readAllocations(stateOf(shelf.text)).map(({ version }) => version)).toEqual(expect.arrayContaining(writers.map(({ version }) => version)));
      }),
      { numRuns: 60 },
    );
  });

  it('are one for builds with one key, and for attempts of one run', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(5), { maxLength: 30 }), (byKey, count, order) => {
        const shelf = new Shelf();
        const writers: Writer[] = Array.from({ length: count }, (_, index) => ({ request: { ...common, ...(byKey ? { key: key('a'), runId: String(index) } : { runId: '7' }) } }));
        for (const index of order) {
          const writer = writers[index % count];
          if (writer !== undefined) step(writer, shelf);
        }
        while (writers.some(({ version }) => version === undefined)) for (const writer of writers) step(writer, shelf);
        expect(new Set(writers.map(({ version }) => version)).size).toBe(1);
        expect(shelf.writes).toBe(1);
      }),
      { numRuns: 40 },
    );
  });

  it.each<{ story: string; requests: readonly Partial<AllocationRequest>[]; give: readonly (string | undefined)[]; kept: number }>([
    { story: 'one after the other', requests: [{ runId: '1' }, { runId: '2' }], give: ['0.1.0', '0.1.1'], kept: 2 },
    { story: 'nobody says who asks', requests: [{}, {}], give: ['0.1.0', '0.1.1'], kept: 2 },
    { story: 'a rebuild asks again, with others in between', requests: [{ key: key('a') }, { key: key('b') }, { key: key('a') }], give: ['0.1.0', '0.1.1', '0.1.0'], kept: 2 },
    { story: 'a rebuild and a run are two', requests: [{ key: key('a'), runId: '1' }, { runId: '1' }], give: ['0.1.0', '0.1.1'], kept: 2 },
    {
      story: 'the same version is built again from newer bases',
      requests: [
        { key: key('a'), given: '22.1' },
        { key: key('b'), given: '22.1' },
      ],
      give: ['22.1', '22.1'],
      kept: 2,
    },
    { story: 'a rebuild that is given another version', requests: [{ key: key('a') }, { key: key('a'), given: '2.0.0' }, { key: key('a') }], give: ['0.1.0', '2.0.0', '2.0.0'], kept: 2 },
    { story: 'published tags count', requests: [{ published: ['1.4.1', 'latest'] }], give: ['1.4.2'], kept: 1 },
    { story: 'an image without versions keeps none', requests: [{ versioning: 'none' }], give: [undefined], kept: 0 },
  ])('$story', ({ requests, give, kept }) => {
    let state: YamlMap = new Map([['name', 'app']]);
    const got = requests.map((request) => {
      const result = allocate(state, { ...common, ...request });
      if (!result.ok) throw new Error(result.error.message);
      state = result.value.state;
      return result.value.version;
    });
    expect(got).toEqual(give);
    expect(readAllocations(state)).toHaveLength(kept);
  });

  it('keep the newest fifty, the newest last', () => {
    let state: YamlMap = new Map([['name', 'app']]);
    for (let run = 0; run < 70; run += 1) {
      const result = allocate(state, { ...common, runId: String(run) });
      if (result.ok) state = result.value.state;
    }
    const versions = readAllocations(state).map(({ version }) => version);
    expect([versions.length, versions[0], versions.at(-1)]).toEqual([50, '0.1.20', '0.1.69']);
  });

  it('stand in the file as they are, and what else is there stays', () => {
    const before: YamlMap = new Map([
      ['name', 'app'],
      ['ours', 'kept'],
      ['versions', toYaml([{ version: '1.10', more: 'x' }, { version: 'not a tag' }])],
    ]);
    const result = allocate(before, { ...common, versioning: 'calver', key: key('a'), runId: '42' });
    const state = stateOf(renderState({ shelf: 'images', stem: 'app' }, result.ok ? result.value.state : before));
    expect(state.get('ours')).toBe('kept');
    expect(readAllocations(state)).toEqual([{ version: '1.10' }, { version: '2026.11.21', key: key('a'), at: '2026-11-21T23:59:59Z', run: '42' }]);
    expect(sameValue(state.get('versions'), toYaml([{ version: '1.10', more: 'x' }, { version: 'not a tag' }, { version: '2026.11.21', key: key('a'), at: '2026-11-21T23:59:59Z', run: '42' }]))).toBe(
      true,
    );
  });

  it('survive whatever stands in the file', () => {
    const anyEntry = fc.oneof(anyYamlScalarText, fc.dictionary(fc.constantFrom('version', 'key', 'at', 'run', 'x'), fc.oneof(anyYamlScalarText, fc.constantFrom('1.0.0', 'a'.repeat(32)))));
    fc.assert(
      fc.property(fc.oneof(anyYamlScalarText, fc.array(anyEntry, { maxLength: 5 })), (versions) => {
        const result = allocate(
          new Map([
            ['name', 'app'],
            ['versions', toYaml(versions)],
          ]),
          { ...common, runId: 'mine' },
        );
        expect(result.ok ? readAllocations(result.value.state).at(-1) : undefined).toMatchObject({ run: 'mine' });
      }),
    );
  });
});
