import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './root.ts';
import { coreFolders, isRoom, rooms } from './rooms.ts';

describe('the table of rooms', () => {
  it('has a room for every package, and no other', () => {
    expect([...foldersOf('packages'), 'actions', 'bench', 'e2e', 'tools'].toSorted()).toEqual(Object.keys(rooms).toSorted());
  });

  it('has every folder of core, and no other', () => {
    expect(foldersOf('packages/core/src').toSorted()).toEqual(Object.keys(coreFolders).toSorted());
  });

  it.each(Object.keys(rooms))('%s: no import leads back to it', (name) => {
    expect(reachedFrom(name)).not.toContain(name);
  });
});

function reachedFrom(name: string, reached: Set<string> = new Set()): Set<string> {
  for (const imported of isRoom(name) ? rooms[name].imports : []) {
    if (!reached.has(imported)) reachedFrom(imported, reached.add(imported));
  }
  return reached;
}

function foldersOf(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
