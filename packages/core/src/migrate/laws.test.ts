import { anyYamlScalarText } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isList, isMap, Plain, readYamlMap, renderText, renderYaml, toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { parseEditable, type EditableValue } from '../yaml/index.ts';
import { Repository } from './factory.fixture.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const text = fc.oneof(
  anyYamlScalarText,
  fc.constantFrom(
    'None',
    'node:22',
    'alpine:3.20',
    `node:20@${digest}`,
    digest,
    '2025-01-01 10:00:00',
    '2025-12-29T19:25:06.841994+00:00',
    'docker.io',
    'ghcr.io/acme',
    '^3\\\\.20$',
    '3.2',
    '0.6.5',
    'external',
    'node-22',
  ),
);
const plain = fc.constantFrom('null', '3.2', '3.20', '22', 'true', '2025-01-01 10:00:00', '1e3').map((value) => new Plain(value));
const value: fc.Arbitrary<YamlValue> = fc.letrec<{ any: YamlValue }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    plain,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(fc.constantFrom('digest', 'at', 'observedAt', 'default', 'source'), fc.string()), tie('any'), { maxKeys: 3 }).map((map) => new Map(Object.entries(map))),
  ),
})).any;
const field = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'name',
      'fullImage',
      'registry',
      'repository',
      'tag',
      'digest',
      'repoURL',
      'allowTags',
      'imageSelectionStrategy',
      'firstDiscovered',
      'lastChecked',
      'lastUpdated',
      'observedAt',
      'currentDigest',
      'previousDigest',
      'metadata',
      'updateHistory',
      'rebuildEligibleAt',
      'seen',
      'migratedFrom',
      'archived',
      'enrolledAt',
      'lastDiscovery',
      'discoveryStatus',
      'enrollment',
      'baseImages',
      'currentVersion',
      'lastBuilt',
      'rebuildState',
      'upstreamTags',
    ),
  },
  { weight: 1, arbitrary: fc.string() },
);
const state = fc.array(fc.tuple(field, value), { maxLength: 12 }).map((entries): YamlMap => new Map(entries));
const place = fc
  .tuple(
    fc.constantFrom('image-factory/state', 'image-factory/state', '.cascadeguard'),
    fc.constantFrom('images', 'base-images'),
    fc.constantFrom('node-22', 'app', 'node-20@sha256-1', 'Odd_Name', 'x.example', '--'),
  )
  .map(([folder, shelf, stem]) => `${folder}/${shelf}/${stem}.yaml`);
const stateFiles = fc.dictionary(place, state, { maxKeys: 6 }).map((files) => Object.fromEntries(Object.entries(files).map(([path, map]) => [path, `${renderYaml(map)}\n`])));

const entryValue = fc.oneof(
  text,
  plain,
  fc.boolean(),
  fc.array(text, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('provider', 'repo', 'dockerfile', 'dir', 'enabled', 'odd'), text, { maxKeys: 3 }),
);
const entryKey = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'name',
      'registry',
      'repository',
      'image',
      'tag',
      'source',
      'dockerfile',
      'quarantine',
      'rebuildDelay',
      'enabled',
      'autoRebuild',
      'namespace',
      'local',
      'build',
      'latest_stable_tags',
      'fullImage',
      'allowTags',
      'updates',
    ),
  },
  { weight: 1, arbitrary: fc.string() },
);
const entries = fc.array(
  fc.array(fc.tuple(entryKey, entryValue), { maxLength: 8 }).map((pairs) => new Map<string, unknown>([['name', 'web'], ...pairs])),
  { maxLength: 4 },
);
const enrollment = fc.tuple(fc.boolean(), entries).map(([wrapped, list]) => `${renderYaml(toYaml(wrapped ? { images: list } : list))}\n`);

function leavesOf(value: YamlValue): string[] {
  if (value instanceof Plain) return [value.text];
  if (isList(value)) return value.flatMap(leavesOf);
  return isMap(value) ? [...value.values()].flatMap(leavesOf) : [value];
}

function leavesOfEditable(value: EditableValue | undefined): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object') return [String(value)];
  return (Array.isArray(value) ? (value as readonly EditableValue[]) : Object.values(value)).flatMap(leavesOfEditable);
}

/** All leaf texts of all files, of texts that are no YAML their lines, and what a report says. */
function leavesOfFile(path: string, content: string): string[] {
  if (path.includes('images.yaml')) return leavesOfEditable(parseEditable(content, path, 'images').value?.value);
  const read = readYamlMap(path.endsWith('.txt') ? content.slice(content.indexOf('\n') + 1) : content, path);
  return read.ok ? leavesOf(read.value) : [content];
}

function lost(before: ReadonlyMap<string, string>, repository: Repository, reported: readonly string[]): string[] {
  const kept = new Set([...repository.files].flatMap(([path, content]) => leavesOfFile(path, content)));
  const report = reported.join('\n');
  return [...before]
    .flatMap(([path, content]) => leavesOfFile(path, content))
    .filter((leaf) => !kept.has(leaf) && !report.includes(leaf) && !report.includes(renderText(leaf)) && !report.includes(JSON.stringify(leaf).slice(1, -1)));
}

describe.each([
  ['state', stateFiles],
  ['an enrollment', enrollment.map((content): Record<string, string> => ({ 'image-factory/images.yaml': content }))],
  ['an enrollment at the root', enrollment.map((content): Record<string, string> => ({ 'images.yaml': content, '.cascadeguard.yaml': 'defaults:\n  registry: ghcr.io/acme\nquarantine: 2d\n' }))],
] satisfies [string, fc.Arbitrary<Record<string, string>>][])('migrating %s', (_, files) => {
  it('takes anything, loses no value, and has nothing to do the second time', () => {
    fc.assert(
      fc.property(files, (given) => {
        const repository = new Repository(given);
        const before = new Map(repository.files);
        const { steps } = repository.migrate();
        expect(
          lost(
            before,
            repository,
            steps.flatMap(({ from, to }) => [from ?? '', to ?? '']),
          ),
        ).toEqual([]);
        const after = new Map(repository.files);
        repository.migrate();
        expect([...repository.files]).toEqual([...after]);
      }),
      { numRuns: 500 },
    );
  });
});

it('keeps a field of somebody else that is called as our mark of the archive', () => {
  const repository = new Repository({
    '.cascadeguard/images/node-20@sha256-1.yaml': 'lastDiscovery: 2025-01-01 10:00:00\narchived:\n  "": 0 0\n',
    'image-factory/state/images/node-20@sha256-1.yaml': 'archived: a0\n',
  });
  repository.migrate();
  expect([...repository.files.values()].join('\n')).toContain('a0');
});

describe('migrating any text', () => {
  it('never fails', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.oneof(place, fc.constantFrom('images.yaml', 'image-factory/images.yaml', '.cascadeguard.yaml', 'image-factory/state/_archive/migration.yaml')),
          fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('a', ':', ' ', '\n', '-', '#', '"', '{', '}', '[', ']') })),
          { maxKeys: 4 },
        ),
        (files) => {
          new Repository(files).migrate();
        },
      ),
    );
  });
});
