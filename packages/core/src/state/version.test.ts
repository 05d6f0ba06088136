import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Plain, sameValue, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { schemaVersion } from './fields.ts';
import { mergeState } from './merge.ts';
import { readState } from './read.ts';
import { migrations, upgrade, type Migration } from './version.ts';

const version = (text: string): YamlMap => new Map<string, YamlValue>([['schemaVersion', new Plain(text)]]);

describe('the schema of a state', () => {
  it.each([
    { story: 'no version: the first one', state: new Map(), kind: 'known' },
    { story: 'the first version', state: version('1'), kind: 'known' },
    { story: 'in quotes', state: new Map([['schemaVersion', '1']]), kind: 'known' },
    { story: 'the next one', state: version('2'), kind: 'newer' },
    { story: 'a far one', state: version('999999999'), kind: 'newer' },
    { story: 'nought', state: version('0'), kind: 'invalid' },
    { story: 'nothing', state: version('null'), kind: 'invalid' },
    { story: 'a fraction', state: version('1.5'), kind: 'invalid' },
    { story: 'a word', state: version('one'), kind: 'invalid' },
    { story: 'a list', state: new Map([['schemaVersion', ['1']]]), kind: 'invalid' },
  ])('$story: $kind', ({ state, kind }) => {
    const read = upgrade(state, 'images');
    expect(read.kind).toBe(kind);
    if (read.kind === 'known') expect(read.state).toBe(state);
  });

  it('has a step from each version to the next', () => {
    expect(migrations.map(({ from }) => from)).toEqual(Array.from({ length: schemaVersion - 1 }, (_, index) => index + 1));
  });

  it('a file of a newer version is not read, and the problem says which version it needs', () => {
    const { snapshot, problems, corrupt } = readState([{ path: 'images/app.yaml', text: '# note\nschemaVersion: 7\nname: app\n' }], 'state');
    expect([...snapshot.blocked]).toEqual(['images/app.yaml']);
    expect(corrupt).toEqual([]);
    expect(problems[0]).toMatchObject({ code: 'state/newer-schema', source: { file: 'state/images/app.yaml', range: { start: { line: 2 } } } });
    expect(problems[0]?.message).toContain('schemaVersion 7; this version knows 1 and older');
  });

  it('a state without a version that has all its fields is not written anew to give it one', () => {
    const made = mergeState('external', undefined, 'analyze', new Map([['name', 'a']]));
    const bare = new Map([...made].filter(([key]) => key !== 'schemaVersion'));
    expect(mergeState('external', bare, 'analyze', new Map([['name', 'a']]))).toBe(bare);
  });
});

/** Steps as a later version could have them: a field renamed, one split up, one dropped. */
const steps: readonly Migration[] = [
  {
    from: 1,
    changes: (state) =>
      new Map([
        ['imageName', state.get('name')],
        ['name', undefined],
      ]),
  },
  {
    from: 2,
    changes: (state, shelf) =>
      new Map([
        ['shelf', shelf],
        ['imageName', state.get('imageName')],
      ]),
  },
  { from: 3, changes: () => new Map([['shelf', undefined]]) },
];
const touched = new Set(['schemaVersion', 'name', 'imageName', 'shelf']);

const value: fc.Arbitrary<YamlValue> = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.constantFrom(new Plain('3.20'), new Plain('null')),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie('value'), { maxKeys: 3 }).map((each) => new Map(Object.entries(each))),
  ),
})).value;
const state = fc
  .record({ from: fc.integer({ min: 1, max: 4 }), fields: fc.dictionary(fc.stringMatching(/^[a-zA-Z]{1,12}$/), value) })
  .map(({ from, fields }) => new Map<string, YamlValue>([['schemaVersion', new Plain(String(from))], ...Object.entries(fields)]));

describe('migrating forward', () => {
  it('keeps every field that a step does not name, in its place', () => {
    fc.assert(
      fc.property(state, fc.constantFrom('images' as const, 'bases' as const), (before, shelf) => {
        const read = upgrade(before, shelf, steps, 4);
        if (read.kind !== 'known') throw new Error(read.kind);
        const others = (each: YamlMap) => [...each].filter(([key]) => !touched.has(key));
        expect(others(read.state)).toEqual(others(before));
        expect(read.state.get('schemaVersion')).toEqual(new Plain('4'));
      }),
    );
  });

  it('in one go or step by step comes to the same, and a second time to nothing', () => {
    fc.assert(
      fc.property(state, (before) => {
        const at = (map: YamlMap, latest: number): YamlMap => {
          const read = upgrade(map, 'images', steps, latest);
          return read.kind === 'known' ? read.state : map;
        };
        const whole = at(before, 4);
        expect(sameValue(at(at(at(before, 2), 3), 4), whole)).toBe(true);
        expect(at(whole, 4)).toBe(whole);
      }),
    );
  });
});
