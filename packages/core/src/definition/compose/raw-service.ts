import { child, entriesOf, itemsOf, type Node, type ScalarNode } from '../document/index.ts';

/** An argument or context as it is written: in a mapping with its value apart, in a list as `name=value`. */
export interface RawPair {
  readonly key: string;
  readonly line: number;
  /** Undefined: a name alone. */
  readonly value?: Node;
  /** A list item: the value is behind the first `=` of the text. */
  readonly item: boolean;
}

type TextField = 'context' | 'dockerfile' | 'dockerfile_inline' | 'target';
type PairField = 'args' | 'additional_contexts';
type ListField = 'platforms' | 'tags';

/** What a service says about its build, as far as it is read; `image` and `platform` stand beside `build`. */
export interface RawService {
  readonly builds: boolean;
  readonly line: number;
  readonly texts: Readonly<Partial<Record<TextField | 'image' | 'platform', ScalarNode>>>;
  readonly pairs: Readonly<Record<PairField, ReadonlyMap<string, RawPair>>>;
  readonly lists: Readonly<Record<ListField, readonly ScalarNode[]>>;
  /** Fields that take nothing over: tagged `!reset` or `!override`. */
  readonly own: ReadonlySet<string>;
  /** What `extends` names that can't be looked up, with why. */
  readonly elsewhere?: { readonly written: string; readonly line: number; readonly why: string };
}

const textFields: readonly TextField[] = ['context', 'dockerfile', 'dockerfile_inline', 'target'];

/** @param node - the value of a service */
export function readRawService(node: Node, line: number): RawService {
  const build = child(node, 'build');
  const short = build?.kind === 'scalar' && isWritten(build) ? { context: build } : {};
  const longer = Object.fromEntries(textFields.map((field) => [field, scalar(child(build, field))]));
  const beside = { image: scalar(child(node, 'image')), platform: scalar(child(node, 'platform')) };
  return {
    builds: build !== undefined && !isReset(build) && (build.kind !== 'scalar' || isWritten(build)),
    line: build?.line ?? line,
    texts: withoutUndefined({ ...longer, ...short, ...beside }),
    pairs: { args: readPairs(child(build, 'args')), additional_contexts: readPairs(child(build, 'additional_contexts')) },
    lists: { platforms: readList(child(build, 'platforms')), tags: readList(child(build, 'tags')) },
    own: new Set([...markedFields(build), ...markedFields(node), ...(isMarked(build) ? ['build'] : [])]),
  };
}

/** A service on top of one that it extends (Compose specification, "Merge"): keys by name, lists one behind the other. */
export function extendService(base: RawService, service: RawService): RawService {
  const over = <T>(field: string, taken: T, nothing: T): T => (service.own.has(field) ? nothing : taken);
  const taken = service.own.has('build') ? { ...nothingTaken, texts: pickBeside(base) } : base;
  const texts = Object.fromEntries(Object.entries(taken.texts).filter(([field]) => !service.own.has(field)));
  const none = new Map<string, RawPair>();
  return {
    ...service,
    builds: service.builds || (base.builds && !service.own.has('build')),
    texts: { ...texts, ...service.texts },
    pairs: {
      args: new Map([...over('args', taken.pairs.args, none), ...service.pairs.args]),
      additional_contexts: new Map([
        ...over('additional_contexts', taken.pairs.additional_contexts, none),
        ...service.pairs.additional_contexts,
      ]),
    },
    lists: {
      platforms: [...over('platforms', taken.lists.platforms, []), ...service.lists.platforms],
      tags: [...over('tags', taken.lists.tags, []), ...service.lists.tags],
    },
    ...(base.elsewhere === undefined ? {} : { elsewhere: base.elsewhere }),
  };
}

/** How much extending a service by this copies. */
export function sizeOf({ pairs, lists }: RawService): number {
  return 1 + pairs.args.size + pairs.additional_contexts.size + lists.platforms.length + lists.tags.length;
}

const nothingTaken: Pick<RawService, 'pairs' | 'lists'> = {
  pairs: { args: new Map<string, RawPair>(), additional_contexts: new Map<string, RawPair>() },
  lists: { platforms: [], tags: [] },
};

function pickBeside({ texts: { image, platform } }: RawService): RawService['texts'] {
  return withoutUndefined({ image, platform });
}

function readPairs(node: Node | undefined): ReadonlyMap<string, RawPair> {
  if (node === undefined || isReset(node)) return new Map();
  if (node.kind === 'map')
    return new Map(
      entriesOf(node).map(({ key, value, line }) => [key, { key, line, item: false, ...(isWritten(value) ? { value } : {}) }]),
    );
  const items = itemsOf(node).filter((item) => item.kind === 'scalar' && isWritten(item)) as ScalarNode[];
  return new Map(
    items.map((item) => {
      const [key = ''] = item.text.split('=', 1);
      return [key, { key, line: item.line, item: true, ...(item.text.includes('=') ? { value: item } : {}) }];
    }),
  );
}

function readList(node: Node | undefined): readonly ScalarNode[] {
  return itemsOf(node).filter((item): item is ScalarNode => item.kind === 'scalar' && isWritten(item) && !isReset(item));
}

function scalar(node: Node | undefined): ScalarNode | undefined {
  return node?.kind === 'scalar' && isWritten(node) && !isReset(node) ? node : undefined;
}

/** A list or mapping, or anything but nothing. An empty text in quotes is something. */
function isWritten(node: Node): boolean {
  return node.kind !== 'scalar' || !node.plain || !/^(?:|~|null|Null|NULL)$/.test(node.text);
}

function isReset(node: Node): boolean {
  return node.tag === '!reset';
}

function isMarked(node: Node | undefined): boolean {
  return node?.tag === '!reset' || node?.tag === '!override';
}

function markedFields(node: Node | undefined): string[] {
  return entriesOf(node)
    .filter(({ value }) => isMarked(value))
    .map(({ key }) => key);
}

type Defined<T> = { [Key in keyof T]: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(record: T): Partial<Defined<T>> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Partial<Defined<T>>;
}
