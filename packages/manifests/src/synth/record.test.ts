import { delayOf, type FactoryConfig, type ManagedImage } from '@image-factory/core/enrollment';
import { shortHash } from '@image-factory/core/text';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base, brand, dependsOn, external, factory, managed, onGitHub, onGitLab } from '../factory.fixture.ts';
import { readRecord, renderRecord, startSynthesis, synthManifests, generatorVersion } from './index.ts';
import { anyFactory } from './model.fixture.ts';
import { modes } from './modes.fixture.ts';

const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
const fileRecord = fc.record({
  inputs: word,
  contents: word,
  groups: fc.array(word, { maxLength: 3 }),
  uses: fc.uniqueArray(fc.constantFrom('notify-factory', 'start-build', '007')),
  objects: fc.uniqueArray(fc.tuple(fc.constantFrom('Stage', 'Warehouse', 'null'), fc.nat()), { selector: ([kind]) => kind }).map((pairs) => new Map(pairs)),
});

describe('the record', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((path) => path.isWellFormed()),
          fileRecord,
        ),
        (files) => {
          const record = new Map(Object.entries(files));
          expect(readRecord(renderRecord(record))).toEqual(record);
        },
      ),
    );
  });

  it('of another version, or of nobody, says nothing', () => {
    const text = renderRecord(new Map([['a', { inputs: '1a', contents: '2b', groups: [], uses: [], objects: new Map() }]]));
    expect(readRecord(text).size).toBe(1);
    for (const other of [text.replace(`generator: ${generatorVersion}`, 'generator: 0'), text.replace(/^generator.*$/m, ''), '', 'x', '<<<<<<< HEAD\n', text.replace('inputs', 'input')])
      expect(readRecord(other).size).toBe(0);
  });

  it('law: whatever is written there, it is read without a complaint', () => {
    fc.assert(fc.property(fc.string(), (text) => void readRecord(`generator: ${generatorVersion}\nfiles:\n${text}`)));
  });
});

describe('files that are kept', () => {
  it('law: whichever are kept, the others are as if none were, and nothing is missed', () => {
    fc.assert(
      fc.property(anyFactory, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }), (model, kept) => {
        const whole = startSynthesis(model);
        const all = [...whole.files].map((file) => {
          const inputs = [...file.inputs()];
          const text = [...file.pieces].map((piece) => piece.text).join('');
          return { path: file.path, inputs, text, uses: file.uses() };
        });
        const some = startSynthesis(model);
        let at = 0;
        for (const file of some.files) {
          const before = all[at];
          expect([...file.inputs()]).toEqual(before?.inputs);
          if (kept[at] === true) file.keep(before?.uses ?? []);
          else expect([...file.pieces].map(({ text }) => text).join('')).toBe(before?.text);
          at += 1;
        }
        expect(at).toBe(all.length);
        expect(some.problems()).toEqual(whole.problems());
        expect(some.isSound()).toBe(whole.isSound());
      }),
      { numRuns: 150 },
    );
  });
});

describe('groups of a file', () => {
  it('law: whichever are taken from what is held, the file is the same', () => {
    fc.assert(
      fc.property(anyFactory, fc.array(fc.nat(7)), (model, numbers) => {
        const texts = [...startSynthesis(model).files].map(({ path, pieces }) => ({ path, text: [...pieces].map((piece) => piece.text).join('') }));
        let grouped = 0;
        for (const { path, groups, pieces } of startSynthesis(model).files) {
          const held = texts.find((file) => file.path === path)?.text ?? '';
          if (groups === undefined) {
            expect([...pieces].map(({ text }) => text).join('')).toBe(held);
            continue;
          }
          grouped += 1;
          for (const unchanged of [new Set(numbers), new Set(Array.from({ length: 8 }, (_, index) => index))]) expect([...groups.pieces(held, unchanged)].map(({ text }) => text).join('')).toBe(held);
        }
        expect(grouped).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});

/**
 * What each version makes of all that there is. A new hash needs a new version and a new line, or factories keep what the
 * version before made; older lines are for comparison alone.
 */
const made: Readonly<Record<number, string>> = { 2: '798d2b85' };

const held = { reason: 'audit', until: new Date('2026-12-01T00:00:00Z') };
const variants: Readonly<Record<string, Partial<ManagedImage>>> = {
  plain: { source: onGitHub(undefined, 'build.yml'), description: 'Sells things.', owner: 'team-a' },
  elsewhere: { source: onGitHub('acme/elsewhere', 'ci.yml', { branch: brand('release/1'), target: brand('runtime') }), versioning: 'semver', publishedTag: brand('1.10') },
  gitlab: { source: onGitLab('acme/tools/app', 'build'), versioning: 'calver', rebuildDelay: delayOf('1d') },
  unbuilt: { source: onGitLab('acme/tools/app'), cascade: 'none' },
  held: { hold: held },
  manual: { autoRebuild: false, cascade: 'direct' },
  off: { enabled: false },
  odd: { publishedTag: brand('null'), priority: 7 },
  live: {
    updates: [
      { repo: brand('acme/ops'), path: brand('values.yaml'), type: 'helm' },
      { repo: brand('acme/ops'), branch: brand('live'), path: brand('a.yaml'), type: 'yaml-update', key: 'image.tag' },
      { repo: brand('acme/ops'), path: brand('b'), type: 'kustomize-set-image' },
    ],
  },
  broken: { updates: [{ repo: brand('acme/ops'), path: brand('a.yaml'), type: 'yaml-update' }] },
};

/** Every mode, with each further setting that changes what is made. */
const settings = modes.flatMap(({ config }) => [
  config,
  { ...config, layout: { ...config.layout, shardThreshold: 1 } },
  { ...config, kargo: { ...config.kargo, dispatch: 'workflow_dispatch' as const, receivers: { github: 'github-webhook', generic: 'webhook' } } },
  { ...config, kargo: { ...config.kargo, intervals: [{ image: 'held', every: delayOf('5m') }] }, backstage: { ...config.backstage, enabled: false } },
  withoutRepository(config),
]);

function withoutRepository({ repository: _, ...config }: FactoryConfig): FactoryConfig {
  return config;
}

it('makes what its version is known to make', () => {
  const node = base('node:22');
  const pinned = base(`alpine@sha256:${'a'.repeat(64)}`);
  const postgres = external('postgres', 'postgres:16', { owner: 'team-b' }, { digest: `sha256:${'b'.repeat(64)}` });
  const parent = managed('parent', [dependsOn(node)], { cascade: 'none' });
  const facts = { digest: `sha256:${'c'.repeat(64)}`, version: '1.0', lastBuilt: '2026-11-02T10:00:00Z', rebuildStatus: 'waiting' };
  const images = Object.entries(variants).map(([name, changes], index) =>
    managed(name, [node, pinned, postgres, parent].slice(0, (index % 4) + 1).map(dependsOn), changes, index % 2 === 0 ? facts : {}),
  );
  const results = settings.map((config) => synthManifests(factory([node, pinned, postgres, parent, ...images], config)));
  expect(new Set(results.flatMap(({ problems }) => problems.map(({ code }) => code))).size).toBeGreaterThan(1);
  expect(made[generatorVersion], 'what is made has changed: raise `generatorVersion`').toBe(shortHash(JSON.stringify(results)));
});
