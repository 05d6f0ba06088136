import { coreFolders, rooms, testRooms, type Room } from '../../rooms.ts';
import { onImports } from '../imports.ts';
import { placeOf, targetOf, type Place } from '../place.ts';
import type { Rule } from '../rule.ts';

const folderOrder = Object.keys(coreFolders);

/** Imports go only where the table of rooms lets them; inside `core`, only to folders further up its list. */
export const roomImports: Rule = {
  create(context) {
    const from = placeOf(context.filename);
    if (from.home === undefined) return {};
    if (from.room === undefined) {
      return {
        Program: (node) =>
          context.report({ node, message: `${from.home} has no room: add it to tools/rooms.ts, with what it may import and why.` }),
      };
    }
    return onImports((specifier, node) => {
      const to = targetOf(from, specifier)?.place;
      const message = to && (refuseRoom(from, to) ?? refuseFolder(from, to));
      if (message !== undefined) context.report({ node, message });
    });
  },
};

function refuseRoom(from: Place, to: Place): string | undefined {
  if (from.room === undefined || to.home === from.home) return undefined;
  const room: Room = rooms[from.room];
  const allowed = from.isTest ? [...room.imports, ...testRooms] : room.imports;
  if (to.room !== undefined && allowed.includes(to.room)) return undefined;
  return `${from.room} does not import ${to.home ?? to.path}: ${room.why} (tools/rooms.ts).`;
}

function refuseFolder(from: Place, to: Place): string | undefined {
  if (from.coreFolder === undefined || to.coreFolder === undefined || from.isTest) return undefined;
  const [mine, theirs] = [folderOrder.indexOf(from.coreFolder), folderOrder.indexOf(to.coreFolder)];
  if (mine < 0) return `core/${from.coreFolder} has no place in the order of folders: add it to tools/rooms.ts.`;
  if (theirs >= 0 && theirs <= mine) return undefined;
  return `core/${from.coreFolder} does not import core/${to.coreFolder}: a folder uses only what comes before it, so that the rules have one direction (tools/rooms.ts).`;
}
