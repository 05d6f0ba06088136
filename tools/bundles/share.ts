import type { Folder } from './folder.ts';
import { readPart, withModules, type Module, type Part } from './modules.ts';

/** In bytes before they are made small: what is not worth a file of its own. */
const leastBytes = 20_000;

/** A lazy part that holds nothing but modules. */
interface LazyPart extends Part {
  readonly id: number;
}

/**
 * Modules that several lazy parts hold go into one part that these load along with themselves. The bundler gives a part of
 * its own only to groups of 20 kB; what is smaller it repeats in each part that needs it.
 *
 * @throws Error when a lazy part is not written as expected
 */
export function shareModules(folder: Folder): Folder {
  const parts = [...folder].flatMap(([path, bytes]) => readLazyPart(path, bytes.toString('utf8')));
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
function readLazyPart(path: string, code: string): LazyPart[] {
  const id = /^(\d+)\.index\.js$/.exec(path)?.[1];
  if (id === undefined) return [];
  const part = readPart(path, code);
  return part.statements === 3 && part.modules.length > 0 ? [{ ...part, id: Number(id) }] : [];
}

/** Modules that stand in several parts, alike in all of them. */
function repeated(parts: readonly LazyPart[]): ReadonlyMap<number, Module> {
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

function without(part: Part, shared: ReadonlyMap<number, Module>): string {
  const kept = part.modules.filter((module) => !isShared(module, shared));
  return kept.length === part.modules.length ? part.code : withModules(part, kept);
}

/** Whoever loads one of the parts loads the other one, too. */
function loadAlong(code: string, losers: ReadonlySet<number>, own: number): string {
  return code.replaceAll(
    /\b(__nccwpck_require__|__webpack_require__)\.e\((?:\/\* import\(\) \*\/ )?(\d+)\)/g,
    (call, require: string, id: string) => (losers.has(Number(id)) ? `Promise.all([${call}, ${require}.e(${own})])` : call),
  );
}
