import { isPure } from '../../rooms.ts';
import { placeOf } from '../place.ts';
import type { Node, Rule } from '../rule.ts';

const readByShell = new Set(['exec', 'execSync']);
const reason = 'a shell reads data as commands';

/** Programs get their arguments as a list; no text of ours is ever read by a shell. */
export const noShell: Rule = {
  create(context) {
    const { room } = placeOf(context.filename);
    const startsNothing = room !== undefined && isPure(room);
    return {
      ImportDeclaration({ source, specifiers }) {
        if (!/^(node:)?child_process$/.test(source.value)) return;
        for (const node of specifiers) {
          const message = refuseImport(node);
          if (message !== undefined) context.report({ node, message });
        }
      },
      Property({ key, value, parent }) {
        if (startsNothing || parent.type !== 'ObjectExpression') return; // there, SHELL is a word of Dockerfiles
        if (nameOf(key) !== 'shell' || (value.type === 'Literal' && value.value === false)) return;
        context.report({ node: key, message: `\`shell\` is false or not there: ${reason}.` });
      },
    };
  },
};

function refuseImport(specifier: Node<'ImportDeclaration'>['specifiers'][number]): string | undefined {
  if (specifier.type !== 'ImportSpecifier') {
    return 'Import the functions of node:child_process by name, so that it shows whether one of them uses a shell.';
  }
  const name = specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
  if (!readByShell.has(name)) return undefined;
  return `\`${name}\` takes a line for a shell, and ${reason}: use execFile or spawn with a list of arguments.`;
}

function nameOf(key: Node<'Property'>['key']): string | undefined {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : undefined;
}
