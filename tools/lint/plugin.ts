import { fileNames } from './rules/file-names.ts';
import { noBuiltText } from './rules/no-built-text.ts';
import { noDoubleCast } from './rules/no-double-cast.ts';
import { noShell } from './rules/no-shell.ts';
import { packageEntries } from './rules/package-entries.ts';
import { pureRooms } from './rules/pure-rooms.ts';
import { roomImports } from './rules/room-imports.ts';
import type { Rule } from './rule.ts';

interface Plugin {
  readonly meta: { readonly name: string };
  readonly rules: Readonly<Record<string, Rule>>;
}

const plugin: Plugin = {
  meta: { name: 'image-factory' },
  rules: {
    'file-names': fileNames,
    'no-built-text': noBuiltText,
    'no-double-cast': noDoubleCast,
    'no-shell': noShell,
    'package-entries': packageEntries,
    'pure-rooms': pureRooms,
    'room-imports': roomImports,
  },
};

export default plugin; // oxlint reads the default export
