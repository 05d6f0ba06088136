import type { Folder } from './folder.ts';
import { readParts, withModules, type Module, type Part } from './modules.ts';

/** Something that a library loads whenever it is loaded itself, and that nothing of ours comes to. */
interface Unused {
  /** For the error, when it is gone. */
  readonly what: string;
  /** A text of its library: where this stands, it is looked for. */
  readonly of: string;
  /** For a whole module: a text that stands in no other. For code: all of it. */
  readonly mark: RegExp;
}

/** What the bundles do without. */
export interface LeftOut {
  readonly modules: readonly Unused[];
  /** Calls, with what stands in their place: what only they call goes when the code is made small. */
  readonly code: readonly (Unused & { readonly instead: string })[];
}

const cdk8s = 'fqn: "cdk8s.ApiObject"';
const zod = '"ZodType", (inst, def)';

const leftOut: LeftOut = {
  // We make objects with cdk8s, and check and print them ourselves.
  modules: [
    { what: 'its YAML library', of: cdk8s, mark: /^exports\.parseAllDocuments = \w+\.parseAllDocuments;$/m },
    { what: 'its JSON patches', of: cdk8s, mark: /^exports\.unescapePathComponent = \w+\.unescapePathComponent;$/m },
    { what: 'its Cron', of: cdk8s, mark: /^exports\.Cron = void 0;$/m },
    { what: 'its Duration', of: cdk8s, mark: /^exports\.Duration = void 0;$/m },
    { what: 'its Helm', of: cdk8s, mark: /^exports\.Helm = void 0;$/m },
    { what: 'its Include', of: cdk8s, mark: /^exports\.Include = void 0;$/m },
    { what: 'its Size', of: cdk8s, mark: /^exports\.SizeRoundingBehavior = exports\.Size = void 0;$/m },
    { what: 'its Testing', of: cdk8s, mark: /^exports\.Testing = void 0;$/m },
  ],
  // The schemas for editors are made by our tools: what is shipped checks values, and describes none.
  code: [
    {
      what: 'processors for JSON schemas',
      of: zod,
      mark: /\b_zod\.processJSONSchema = \(.*;$/gm,
      instead: '_zod.processJSONSchema = undefined;',
    },
    {
      what: 'the call that makes a JSON schema',
      of: zod,
      mark: /\bcreateToJSONSchemaMethod\(this, \{\}\)\(params\)/g,
      instead: 'undefined',
    },
    // Functions that call themselves or each other stay, even when nobody else calls them.
    { what: 'the way back to the parent', of: zod, mark: /^ +\w*processSchema\(parent, ctx, params\);$/gm, instead: '' },
    {
      what: 'the methods of a JSON schema',
      of: zod,
      mark: /\bcreateStandardJSONSchemaMethod\((?:this|schema), "(?:in|out)put"(?:, ctx\.processors)?\)/g,
      instead: 'undefined',
    },
  ],
};

/**
 * Empties the modules that nothing uses, and takes away what only they needed. Whoever comes to use one gets undefined
 * from it, in the tests that run the bundles.
 *
 * @throws Error when a library is there without what is to be left out: then it has changed, and so must the list
 */
export function leaveOut(folder: Folder, { modules, code }: LeftOut = leftOut): Folder {
  const emptied = readParts(folder).map((part) => emptyModules(part, modules));
  const needed = reachableIn(emptied);
  const files = new Map(folder);
  for (const part of emptied) {
    const kept = part.modules.filter(({ id }) => needed.has(id));
    files.set(part.path, Buffer.from(replaceCode(part.path, withModules(part, kept), code)));
  }
  return files;
}

/** The part with the same modules, some of them empty. Its code stays as it is, for `withModules`. */
function emptyModules(part: Part, unused: readonly Unused[]): Part {
  const here = unused.filter(({ of }) => part.code.includes(of));
  for (const one of here) {
    const found = part.modules.filter(({ text }) => one.mark.test(text)).length;
    if (found !== 1) throw new Error(gone(part.path, one, found));
  }
  const modules = part.modules.map((module) => (here.some(({ mark }) => mark.test(module.text)) ? emptied(module) : module));
  return { ...part, modules };
}

function emptied(module: Module): Module {
  return { ...module, text: `${module.id}: (() => {})` };
}

function replaceCode(path: string, text: string, code: LeftOut['code']): string {
  return code.reduce((rest, one) => {
    if (!rest.includes(one.of)) return rest;
    if (rest.search(one.mark) === -1) throw new Error(gone(path, one, 0));
    return rest.replaceAll(one.mark, one.instead);
  }, text);
}

function gone(path: string, { what, of }: Unused, found: number): string {
  return `${path}: beside \`${of}\` there is ${what} ${found} times. The library has changed: see tools/bundles/leave-out.ts.`;
}

/** The modules that the code around them asks for, and those that these ask for. Any number may be an id: better one too many. */
function reachableIn(parts: readonly Part[]): ReadonlySet<number> {
  const byId = Map.groupBy(
    parts.flatMap(({ modules }) => modules),
    ({ id }) => id,
  );
  const reached = new Set<number>();
  const waiting = parts.flatMap((part) => numbersIn(withModules(part, [])));
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const modules = byId.get(id);
    if (modules === undefined || reached.has(id)) continue;
    reached.add(id);
    for (const { text } of modules) waiting.push(...numbersIn(text.slice(text.indexOf(':'))));
  }
  return reached;
}

function numbersIn(code: string): number[] {
  return [...code.matchAll(/\b\d+\b/g)].map(([digits]) => Number(digits));
}
