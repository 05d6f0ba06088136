import { parseAst } from 'rolldown/parseAst';
import type { Folder } from './folder.ts';

/** In bytes before they are made small: what is not worth a file of its own. */
const leastBytes = 20_000;

interface Module {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Part {
  readonly path: string;
  readonly id: number;
  readonly code: string;
  readonly modules: readonly Module[];
}

/**
 * Modules that several lazy parts hold go into one part that these load along with themselves. The bundler gives a part of
 * its own only to groups of 20 kB; what is smaller it repeats in each part that needs it.
 *
 * @throws Error when a lazy part is not written as expected
 */
export function shareModules(folder: Folder): Folder {
  const parts = [...folder].flatMap(([path, bytes]) => readPart(path, bytes.toString('utf8')));
  const shared = repeated(parts);
  const bytes = [...shared.values()].reduce((sum, { text }) => sum + text.length, 0);
  if (bytes < leastBytes) return folder;
  const own = Math.max(...parts.map(({ id }) => id)) + 1;
  const losers = new Set(parts.filter(({ modules }) => modules.some((module) => isShared(module, shared))).map(({ id }) => id));
  const files = new Map(folder);
  for (const part of parts) files.set(part.path, Buffer.from(without(part, shared)));
  for (const [path, content] of files) {
    if (path.endsWith('.js')) files.set(path, Buffer.from(loadAlong(content.toString('utf8'), losers, own)));
  }
  const list = [...shared.values()].toSorted((a, b) => a.id - b.id).map(({ text }) => text);
  return files.set(
    `${own}.index.js`,
    Buffer.from(`export const id = ${own};\nexport const ids = [${own}];\nexport const modules = {\n${list.join(',\n')}\n};\n`),
  );
}

/** A lazy part; what has more in it than modules is left as it is. */
function readPart(path: string, code: string): Part[] {
  const id = /^(\d+)\.index\.js$/.exec(path)?.[1];
  if (id === undefined) return [];
  const { body } = parseAst(code, null, path);
  const [, , last] = body;
  if (body.length !== 3 || last?.type !== 'ExportNamedDeclaration' || last.declaration?.type !== 'VariableDeclaration') return [];
  const [declarator] = last.declaration.declarations;
  if (declarator?.init?.type !== 'ObjectExpression') throw new Error(`${path}: there are no modules where they should be.`);
  const modules = declarator.init.properties.map(({ start, end }): Module => {
    const text = code.slice(start, end);
    const key = /^(\d+):/.exec(text)?.[1];
    if (key === undefined) throw new Error(`${path}: a module has no number: ${text.slice(0, 40)}`);
    return { id: Number(key), start, end, text };
  });
  return [{ path, id: Number(id), code, modules }];
}

/** Modules that stand in several parts, alike in all of them. */
function repeated(parts: readonly Part[]): ReadonlyMap<number, Module> {
  const byId = Map.groupBy(
    parts.flatMap(({ modules }) => modules),
    ({ id }) => id,
  );
  return new Map(
    [...byId].flatMap(([id, all]) => {
      const [first, ...others] = all;
      return first === undefined || others.length === 0 || others.some(({ text }) => text !== first.text) ? [] : [[id, first] as const];
    }),
  );
}

function isShared({ id }: Module, shared: ReadonlyMap<number, Module>): boolean {
  return shared.has(id);
}

function without({ code, modules }: Part, shared: ReadonlyMap<number, Module>): string {
  const kept = modules.filter((module) => !isShared(module, shared));
  if (kept.length === modules.length) return code;
  const [first, last] = [modules[0], modules.at(-1)];
  if (first === undefined || last === undefined) return code;
  return `${code.slice(0, first.start)}${kept.map(({ text }) => text).join(',\n')}${code.slice(last.end)}`;
}

/** Whoever loads one of the parts loads the other one, too. */
function loadAlong(code: string, losers: ReadonlySet<number>, own: number): string {
  return code.replaceAll(
    /\b(__nccwpck_require__|__webpack_require__)\.e\((?:\/\* import\(\) \*\/ )?(\d+)\)/g,
    (call, require: string, id: string) => (losers.has(Number(id)) ? `Promise.all([${call}, ${require}.e(${own})])` : call),
  );
}
