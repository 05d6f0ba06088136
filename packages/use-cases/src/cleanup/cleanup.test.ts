import { parseYamlState } from './read.fixture.ts';
import { listField, mapField, textField } from '@image-factory/core/state';
import { isList, isMap } from '@image-factory/core/yaml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../analyze.ts';
import { app, digest, dir, entry, factory, node, state, type AgedRepository } from '../fsck/damaged.fixture.ts';
import { cleanup } from './cleanup.ts';

const day = 24 * 60 * 60 * 1000;
const web = `${state}/images/web.yaml`;
const archivedWeb = `${state}/_archive/images/web.yaml`;
const archivedNode = `${state}/_archive/base-images/node-22.yaml`;
const aside = `${state}/_quarantine/images.app.01234567.txt`;

/** Both images and their base archived 100 days ago. */
async function leftOver(): Promise<AgedRepository> {
  const made = await factory();
  made.files.set('image-factory/images.yaml', '[]');
  await analyze({ dir, dryRun: false }, made.deps);
  made.clock.advance('100d');
  return made;
}

interface Row {
  readonly story: string;
  readonly change?: (made: AgedRepository) => void;
  readonly days?: number;
  /** Files that go, by name. */
  readonly goes: readonly string[];
}

const everything = ['_archive/base-images/node-22.yaml', '_archive/images/app.yaml', '_archive/images/web.yaml'];

const rows: readonly Row[] = [
  { story: 'without an age nothing goes', goes: [] },
  { story: 'what is old enough goes', days: 90, goes: everything },
  { story: 'what is younger stays', days: 101, goes: [] },
  { story: 'what became that old this second stays', days: 100, goes: [] },
  { story: 'an enrolled image stays', change: (made) => made.files.set('image-factory/images.yaml', entry('app')), days: 90, goes: ['_archive/images/web.yaml'] },
  { story: 'without images.yaml no image goes', change: (made) => made.files.delete('image-factory/images.yaml'), days: 90, goes: [] },
  { story: 'an entry that can not be read may be any image', change: (made) => made.files.set('image-factory/images.yaml', '- name: ../x\n'), days: 90, goes: [] },
  { story: 'an archive without a time stays', change: (made) => made.edit(archivedWeb, /^ {2}at: .*/m, '  at: soon'), days: 90, goes: ['_archive/images/app.yaml'] },
  {
    story: 'while a file can not be read nothing goes',
    change: (made) => made.files.set(`${state}/images/other.yaml`, 'schemaVersion: 9\nname: other\n'),
    days: 90,
    goes: [],
  },
  { story: 'while a file is damaged nothing goes', change: (made) => made.files.set(`${state}/images/other.yaml`, '<<<<<<< x\n'), days: 90, goes: [] },
  {
    story: 'what was set aside goes when its image is good again and git keeps it',
    change: (made) => {
      made.files.set(`${state}/images/app.yaml`, made.files.get(`${state}/_archive/images/app.yaml`) ?? '');
      made.files.delete(archivedNode);
      made.files.set(aside, 'x');
      made.past.set(aside, ['x']);
      made.ages.set(aside, '2026-01-01T10:00:00Z');
    },
    days: 90,
    goes: ['_archive/images/app.yaml', '_archive/images/web.yaml', '_quarantine/images.app.01234567.txt'],
  },
  {
    story: 'what was set aside stays as long as nothing else keeps it',
    change: (made) => {
      made.files.set(aside, 'x');
      made.ages.set(aside, '2026-01-01T10:00:00Z');
    },
    days: 90,
    goes: everything,
  },
];

describe('cleanup', () => {
  it.each(rows)('$story', async ({ change, days, goes }) => {
    const made = await leftOver();
    change?.(made);
    const before = new Map(made.files);
    const options = { dir, ...(days === undefined ? {} : { olderThan: days * day }) };
    const shown = await cleanup({ ...options, dryRun: true }, made.all);
    expect(made.files).toEqual(before);
    const report = await cleanup({ ...options, dryRun: false }, made.all);
    expect(report).toEqual({ ...shown, dryRun: false });
    expect(
      [...before.keys()]
        .filter((path) => !made.files.has(path))
        .map((path) => path.slice(state.length + 1))
        .toSorted(),
    ).toEqual(goes);
    for (const { action, why, path } of report.items) if (action === 'keep') expect(why, path).not.toBe('');
    expect((await cleanup({ ...options, dryRun: false }, made.all)).changed).toBe(false);
  });

  it('a base image that the state of an image names stays, however old', async () => {
    const made = await factory();
    made.edit(app, 'builtFrom: {}', `builtFrom:\n  alpine-3:\n    linux/amd64: ${digest('a')}`);
    made.files.set(`${state}/_archive/base-images/alpine-3.yaml`, `${(made.files.get(node) ?? '').replaceAll('node', 'alpine').replaceAll('22', '3')}archived:\n  at: "2020-01-01T00:00:00Z"\n`);
    const report = await cleanup({ dir, olderThan: day, dryRun: false }, made.all);
    expect(report.items).toMatchObject([{ kind: 'archived base image', action: 'keep', why: 'the state of an image names it' }]);
  });

  it.each([
    { entries: 50, left: 50 },
    { entries: 51, left: 50 },
    { entries: 400, left: 50 },
  ])('of $entries entries of a history the newest $left stay', async ({ entries, left }) => {
    const made = await factory();
    made.edit(app, 'updateHistory: []', `updateHistory:\n${Array.from({ length: entries }, (_, index) => `  - run: r${index}`).join('\n')}`);
    await cleanup({ dir, olderThan: day, dryRun: false }, made.all);
    const history = listField(parseYamlState(made.files.get(app)), 'updateHistory');
    expect(history).toHaveLength(left);
    const last = history.at(-1);
    expect(isMap(last) && textField(last, 'run')).toBe(`r${entries - 1}`);
  });

  const letter = fc.constantFrom('a', 'b', 'c', 'd');
  const platform = fc.constantFrom('linux/amd64', 'linux/arm64');
  const entries = fc.array(fc.record({ letter, age: fc.integer({ min: 0, max: 200 }) }), { minLength: 1, maxLength: 12 });
  const built = fc.dictionary(platform, letter);

  it('law: nothing that the clock of a dependent needs goes, and the newest digest stays', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(platform, entries, { minKeys: 1 }), built, built, fc.integer({ min: 0, max: 210 }), async (seen, ofApp, ofWeb, days) => {
        const made = await factory();
        made.clock.advance('200d');
        made.edit(
          node,
          'seen: {}',
          `seen:\n${Object.entries(seen)
            .map(
              ([name, list]) =>
                `  ${name}:\n${list
                  .toSorted((a, b) => b.age - a.age)
                  .map((each) => `    - digest: ${digest(each.letter)}\n      at: "${at(200 - each.age)}"`)
                  .join('\n')}`,
            )
            .join('\n')}`,
        );
        for (const [path, from] of [
          [app, ofApp],
          [web, ofWeb],
        ] as const) {
          if (Object.keys(from).length > 0)
            made.edit(
              path,
              'builtFrom: {}',
              `builtFrom:\n  node-22:\n${Object.entries(from)
                .map(([name, each]) => `    ${name}: ${digest(each)}`)
                .join('\n')}`,
            );
        }
        const before = mapField(parseYamlState(made.files.get(node)), 'seen');
        await cleanup({ dir, olderThan: days * day, dryRun: false }, made.all);
        const after = mapField(parseYamlState(made.files.get(node)), 'seen');
        for (const [name, list] of before) {
          const left = after.get(name);
          if (!isList(list) || !isList(left)) throw new Error('no list');
          expect(left).toEqual(list.slice(list.length - left.length));
          expect(left.length).toBeGreaterThan(0);
          for (const from of [ofApp, ofWeb]) expect(clock(left, from[name])).toEqual(clock(list, from[name]));
        }
      }),
      { numRuns: 150 },
    );
  });
});

function at(days: number): string {
  return new Date(Date.UTC(2026, 0, 1) + days * day).toISOString().replace('.000Z', 'Z');
}

/** The first entry that an image built from this digest lacks; all of them when it was never seen. */
function clock(entries: readonly unknown[], built: string | undefined): unknown {
  const index = built === undefined ? -1 : entries.findLastIndex((entry) => entry instanceof Map && entry.get('digest') === digest(built));
  return entries[index + 1];
}
