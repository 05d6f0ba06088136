import { describe, expect, it } from 'vitest';
import { memoryRepository } from '../memory.fixture.ts';
import { checked, edited, family, type Files } from './check.fixture.ts';
import { planSide } from './side.ts';
import { parseFolderPath } from '@image-factory/core/enrollment';

const manifest = 'dist/image-factory.k8s.yaml';

/** The family with its manifests beside it, as a run of `update` leaves it. */
async function updated(change: (text: string) => string = (text) => text): Promise<Files> {
  const { deps } = memoryRepository(family);
  const dir = parseFolderPath('image-factory');
  if (!dir.ok) throw new TypeError(dir.error.message);
  const { manifests } = (await planSide(dir.value, deps, deps)).manifests;
  const text = manifests.find(({ path }) => path === manifest)?.text ?? '';
  return edited(family, { [manifest]: change(text) });
}

const pendingOf = async (files: Files): Promise<string[]> =>
  ((await checked(files, edited(files, { 'os/Dockerfile': 'FROM debian:trixie-slim\n' }))).pending ?? []).map(({ change, kind, name, was }) =>
    was === undefined ? `${change} ${kind} ${name}` : `${kind} ${was} → ${name}`,
  );

describe('what the next update does to the manifests of the base, whatever the change is', () => {
  it('nothing, when this version made them, or when they are somewhere else', async () => {
    expect(await pendingOf(await updated())).toEqual([]);
    expect(await pendingOf(family)).toEqual([]);
  });

  it('nothing that matters, when they differ in what can be made again', async () => {
    expect(await pendingOf(await updated((text) => text.replaceAll('interval: 24h0m0s', 'interval: 6h0m0s')))).toEqual([]);
    expect(await pendingOf(await updated((text) => text.replace('name: notify-factory', 'name: tell-factory')))).toEqual([]);
  });

  it('says which objects with history get another name, and which go', async () => {
    const older = await updated((text) => text.replaceAll('name: observe-alpine-3.20', 'name: watch-alpine-3.20').replaceAll('name: debian-bookworm-slim', 'name: "debian-bookworm-slim-old"'));
    expect(await pendingOf(older)).toEqual([
      'removed Stage image-factory-kargo/watch-alpine-3.20',
      'Warehouse image-factory-kargo/debian-bookworm-slim-old → image-factory-kargo/debian-bookworm-slim',
    ]);
    const report = await checked(older, older);
    expect(report.changes).toEqual([]);
    expect(report.pending).toHaveLength(2);
    expect(report.pending?.every(({ note }) => note !== undefined)).toBe(true);
  });

  it('of a file of several, also of those that are not made any more', async () => {
    const stray = 'apiVersion: kargo.akuity.io/v1alpha1\nkind: Warehouse\nmetadata:\n  annotations:\n    name: x\n  name: gone\n  namespace: image-factory-kargo\nspec: {}\n';
    expect(await pendingOf({ ...(await updated()), 'dist/image-factory-07.k8s.yaml': stray })).toEqual(['removed Warehouse image-factory-kargo/gone']);
  });

  it.each([
    ['no YAML', '{{{'],
    ['no objects', '- a\n- b\n'],
    ['empty', ''],
    ['dashes', '---\n'.repeat(1000)],
  ])('takes %s for nothing', async (_story, text) => {
    expect(await pendingOf(edited(family, { [manifest]: text }))).toEqual([]);
  });
});
