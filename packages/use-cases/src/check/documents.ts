import { isMap, readYamlMap, type YamlMap, type YamlValue } from '@image-factory/core/yaml';
import type { Manifests } from '@image-factory/manifests/synth';

/** An object of a manifest as text, which is read only when somebody asks what is in it. */
export interface Document {
  readonly kind: string;
  readonly name: string;
  /** Left out for objects of the whole cluster. */
  readonly namespace?: string;
  readonly file: string;
  readonly text: string;
}

/** By {@link titleOf}. */
export type Documents = ReadonlyMap<string, Document>;

export function titleOf(document: Document): string {
  return `${document.kind} ${labelOf(document)}`;
}

export function labelOf({ name, namespace }: Document): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The objects of generated files, which hold them in the order of the list, with a line of dashes between. */
export function documentsOf({ manifests, objects }: Manifests): Documents {
  const byFile = Map.groupBy(objects, ({ file }) => file);
  return byTitle(
    manifests.flatMap(({ path, text }) => {
      const own = byFile.get(path) ?? [];
      const parts = text.split(/^---\n/m);
      if (own.length > 0 && parts.length !== own.length) throw new TypeError(`${path} holds ${parts.length} documents, not ${own.length}`);
      return own.map(({ kind, name, namespace }, index): Document => {
        const part = withoutHeading(parts[index] ?? '');
        return { kind, name, ...(namespace === undefined ? {} : { namespace }), file: path, text: part };
      });
    }),
  );
}

/** The objects of a file that some version of a generator wrote: what has no kind and no name is left out. */
export function documentsIn(file: string, text: string): Documents {
  const parts = text.split(/^---(?:[ \t].*)?\n/m).map(withoutHeading);
  return byTitle(parts.flatMap((part) => headOf(part).map((head) => ({ ...head, file, text: part }))));
}

/** What an object is called, by its lines: to read thousands of them whole for their names takes seconds. */
function headOf(text: string): Pick<Document, 'kind' | 'name' | 'namespace'>[] {
  let [section, kind, name, namespace] = ['', '', '', ''];
  for (const line of text.split('\n')) {
    const [, indent = '', key = '', value = ''] = /^( {0,2})([A-Za-z]+):(?: +(\S.*))?$/.exec(line) ?? [];
    if (key !== '' && indent === '') section = key;
    if (indent === '' && key === 'kind') kind = unquoted(value);
    if (indent === '  ' && section === 'metadata' && key === 'name') name = unquoted(value);
    if (indent === '  ' && section === 'metadata' && key === 'namespace') namespace = unquoted(value);
  }
  return kind === '' || name === '' ? [] : [{ kind, name, ...(namespace === '' ? {} : { namespace }) }];
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}

function withoutHeading(text: string): string {
  return text.replace(/^(?:#.*\n)+/, '');
}

function byTitle(documents: readonly Document[]): Documents {
  return new Map(documents.map((document) => [titleOf(document), document]));
}

/** What an object holds; its text alone where that is no mapping. */
export function contentOf({ text, file }: Document): YamlMap {
  const read = readYamlMap(text, file);
  return read.ok ? read.value : new Map([['text', text]]);
}

/** A value inside of another, by the keys that lead to it. */
export function valueAt(value: YamlValue | undefined, ...keys: readonly string[]): YamlValue | undefined {
  return keys.reduce<YamlValue | undefined>((inner, key) => (isMap(inner) ? inner.get(key) : undefined), value);
}
