import { describe, expect, it } from 'vitest';
import { checked, edited, enrolled, factoryYaml, family, type Files } from './check.fixture.ts';
import { entry } from '../memory.fixture.ts';
import { documentsIn } from './documents.ts';
import { compareObjects } from './entities.ts';
import type { CheckReport, EntityChange } from './report.ts';
import { weightiestFirst } from './sections.ts';

const images = 'image-factory/images.yaml';
const factory = 'image-factory/factory.yaml';

const shown = ({ changes }: Pick<CheckReport, 'changes'>): string[] =>
  changes.filter(({ layer }) => layer === 'manifest').map(({ change, kind, name, was }) => (was === undefined ? `${change} ${kind} ${name}` : `${kind} ${was} → ${name}`));
const noteOf = (changes: readonly EntityChange[], name: string, kind?: string): string => changes.find((change) => change.name === name && (kind === undefined || change.kind === kind))?.note ?? '';

describe('an object under another name', () => {
  it('an image that is called otherwise: its Warehouse and its Stages, and what follows from it', async () => {
    const { changes } = await checked(family, enrolled('- name: tools\n', '- name: toolbox\n'));
    expect(shown({ changes })).toEqual(
      expect.arrayContaining([
        'Stage image-factory-kargo/analyze-dockerfile-tools → image-factory-kargo/analyze-dockerfile-toolbox',
        'Stage image-factory-kargo/rebuild-trigger-tools → image-factory-kargo/rebuild-trigger-toolbox',
        'Warehouse image-factory-kargo/tools → image-factory-kargo/toolbox',
      ]),
    );
    expect(shown({ changes }).filter((line) => /^(?:added|removed) (?!ConfigMap)/.test(line))).toEqual([]);
    expect(noteOf(changes, 'image-factory-kargo/toolbox')).toContain('its Freight counts as new');
    expect(noteOf(changes, 'image-factory-kargo/rebuild-trigger-toolbox')).toContain('the Promotions of `image-factory-kargo/rebuild-trigger-tools` are deleted');
    expect(noteOf(changes, 'toolbox', 'image')).toContain('`tools`');
    expect(noteOf(changes, 'tools', 'image')).toContain('archive');
  });

  it('a base whose name an enrolled image takes: both are explained, and the base is no new one', async () => {
    const took = `- name: debian-bookworm-slim\n  registry: docker.io\n  repository: library/postgres\n  constraint: "16"\n`;
    const { changes: clash } = await checked(family, edited(family, { [images]: `${family[images]}${took}` }));
    expect(shown({ changes: clash })).toEqual(
      expect.arrayContaining(['changed Warehouse image-factory-kargo/debian-bookworm-slim', 'Warehouse image-factory-kargo/debian-bookworm-slim → image-factory-kargo/base-debian-bookworm-slim']),
    );
    expect(noteOf(clash, 'image-factory-kargo/debian-bookworm-slim', 'Warehouse')).toContain('follows something else under the same name');
  });

  it('another namespace: said once, and what moves along is counted', async () => {
    const { changes } = await checked(family, edited(family, { [factory]: `${factoryYaml}kargo: {namespace: elsewhere}\n` }));
    const manifest = changes.filter(({ layer }) => layer === 'manifest');
    expect(shown({ changes })).toEqual(expect.arrayContaining(['Namespace image-factory-kargo → elsewhere', 'Project image-factory-kargo → elsewhere']));
    expect(manifest.filter(({ kind, fieldCount }) => kind !== 'Namespace' && kind !== 'Project' && kind !== 'ProjectConfig' && fieldCount === 0)).toEqual([]);
    expect(noteOf(changes, 'elsewhere', 'Namespace')).toMatch(/stays in the cluster with all its Freight.* \d+ objects that are otherwise the same/);
    expect(manifest.length).toBeLessThan(6);
  });

  it('what could be two things is none', () => {
    const warehouse = (name: string): string => `apiVersion: v1\nkind: Warehouse\nmetadata:\n  name: ${name}\n  namespace: n\nspec:\n  subscriptions:\n  - image: {repoURL: x}\n`;
    const one = documentsIn('a.yaml', warehouse('a'));
    expect(shown({ changes: compareObjects(one, documentsIn('a.yaml', warehouse('b'))) })).toEqual(['Warehouse n/a → n/b']);
    const two = documentsIn('a.yaml', `${warehouse('b')}---\n${warehouse('c')}`);
    expect(shown({ changes: compareObjects(one, two) })).toEqual(['removed Warehouse n/a', 'added Warehouse n/b', 'added Warehouse n/c']);
    expect(compareObjects(one, new Map())).toMatchObject([{ change: 'removed', note: 'its Freight stays in the namespace, and counts again when a Warehouse of this name comes back' }]);
  });

  it('what another tag does to a Warehouse of the same name', async () => {
    const watched = (tag: string): Files => edited(family, { [images]: `${family[images]}- {name: pg, registry: docker.io, repository: library/postgres, constraint: "${tag}"}\n` });
    const { changes } = await checked(watched('16'), watched('17'));
    expect(noteOf(changes, 'image-factory-kargo/pg', 'Warehouse')).toContain('until that is found');
    const slower = await checked(family, edited(family, { [factory]: `${factoryYaml}kargo: {upstreamInterval: 48h}\n` }));
    expect(slower.changes.filter(({ note }) => note !== undefined)).toEqual([]);
    expect(slower.changes.length).toBeGreaterThan(0);
  });
});

it('what has consequences is shown first', async () => {
  const { changes } = await checked(
    family,
    edited(enrolled('- name: tools\n', '- name: toolbox\n'), {
      'extra/x': '',
      [images]: `${enrolled('- name: tools\n', '- name: toolbox\n')[images]}${entry('extra')}`,
      'extra/Dockerfile': 'FROM scratch\n',
    }),
  );
  const notes = weightiestFirst(changes).map(({ note }) => note !== undefined);
  expect(notes.indexOf(false)).toBe(notes.filter(Boolean).length);
  expect(new Set(notes).size).toBe(2);
});
