import { parseAst } from 'rolldown/parseAst';
import type { Folder } from './folder.ts';

/** A module as the bundler writes it: `123: ((module, exports, require) => {…})`. */
export interface Module {
  readonly id: number;
  /** Where it stands in its file. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A file of a bundle: the entry, or a lazy part. */
export interface Part {
  readonly path: string;
  readonly code: string;
  readonly modules: readonly Module[];
  /** At the top, the one with the modules included. */
  readonly statements: number;
}

/** The entry, and the lazy parts. */
export function readParts(folder: Folder): Part[] {
  const scripts = [...folder].filter(([path]) => /^(?:\d+\.)?index\.js$/.test(path));
  return scripts.map(([path, bytes]) => readPart(path, bytes.toString('utf8')));
}

/** @throws Error when the modules of a file are not written as expected */
export function readPart(path: string, code: string): Part {
  const { body } = parseAst(code, null, path);
  const tables = body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    return declaration?.type === 'VariableDeclaration' ? declaration.declarations : [];
  });
  const table = tables.find(({ id }) => id.type === 'Identifier' && (id.name === 'modules' || id.name === '__webpack_modules__'));
  if (table === undefined) return { path, code, modules: [], statements: body.length };
  const list = table.init?.type === 'ParenthesizedExpression' ? table.init.expression : table.init;
  if (list?.type !== 'ObjectExpression') throw new Error(`${path}: there are no modules where they should be.`);
  const modules = list.properties.map(({ start, end }): Module => {
    const text = code.slice(start, end);
    const key = /^(\d+):/.exec(text)?.[1];
    if (key === undefined) throw new Error(`${path}: a module has no number: ${text.slice(0, 40)}`);
    return { id: Number(key), start, end, text };
  });
  return { path, code, modules, statements: body.length };
}

/** The code of a part with other modules in the place of its own. */
export function withModules({ code, modules }: Part, kept: readonly Pick<Module, 'text'>[]): string {
  const [first, last] = [modules[0], modules.at(-1)];
  if (first === undefined || last === undefined) return code;
  return `${code.slice(0, first.start)}${kept.map(({ text }) => text).join(',\n')}${code.slice(last.end)}`;
}
