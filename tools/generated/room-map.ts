import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { coreFolders, rooms, type Room } from '../rooms.ts';
import { root } from '../root.ts';
import { replacePart, type GeneratedFile } from './file.ts';

const path = 'ARCHITECTURE.md';

/** The map of rooms, and the order of core's folders, in ARCHITECTURE.md. */
export async function generateRoomMap(): Promise<GeneratedFile[]> {
  const text = await readFile(join(root, path), 'utf8');
  return [{ path, text: replacePart(replacePart(text, 'rooms', drawRooms(rooms)), 'core', listFolders(coreFolders)) }];
}

/** An arrow says: imports from. Where two rooms are joined by a longer way too, the longer way is drawn. */
export function drawRooms(table: Readonly<Record<string, Room>>): string {
  const lines = Object.entries(table).flatMap(([name, { imports }]) => [
    `  ${name}["${name}"]`,
    ...imports.filter((to) => !imports.some((via) => reaches(table, via, to))).map((to) => `  ${name} --> ${to}`),
  ]);
  const reasons = Object.entries(table).map(
    ([name, { job, imports, why }]) => `| \`${name}\` | ${job} | ${imports.join(', ') || 'nothing'} | ${why} |`,
  );
  return [
    '```mermaid',
    'flowchart BT',
    ...lines,
    '```',
    '',
    '| Room | Its one job | Imports | Because |',
    '| --- | --- | --- | --- |',
    ...reasons,
  ].join('\n');
}

function reaches(table: Readonly<Record<string, Room>>, from: string, to: string): boolean {
  const imports = table[from]?.imports ?? [];
  return imports.includes(to) || imports.some((via) => reaches(table, via, to));
}

function listFolders(folders: Readonly<Record<string, string>>): string {
  return Object.entries(folders)
    .map(([name, job], index) => `${index + 1}. \`${name}\`: ${job}`)
    .join('\n');
}
