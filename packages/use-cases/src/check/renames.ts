import { renderYaml } from '@image-factory/core/yaml';
import { contentOf, titleOf, valueAt, type Document, type Documents } from './documents.ts';

/** An object that is there under another name afterwards. */
export interface Rename {
  readonly before: Document;
  readonly after: Document;
}

const roles = ['analyze-dockerfile-', 'rebuild-trigger-', 'observe-', 'update-'] as const;

/**
 * Which of the objects that would go come back under another name, and do the same there: those of a namespace that is
 * renamed, Warehouses that watch the same, and Stages that do the same for the same image. What could be two things is none.
 *
 * @returns by the title of the object afterwards
 */
export function findRenames(before: Documents, after: Documents): ReadonlyMap<string, Rename> {
  const gone = [...before].filter(([title, document]) => isGone(document, after.get(title))).map(([, document]) => document);
  const come = [...after].filter(([title]) => !before.has(title)).map(([, document]) => document);
  const found = new Map<string, Rename>();
  const taken = new Set<Document>();
  const images = new Map<string, string>();
  for (const identify of [placeless, onlyOne, watched, (document: Document) => duty(document, images)]) {
    for (const rename of matching(free(gone), free(come), identify)) {
      found.set(titleOf(rename.after), rename);
      taken.add(rename.before).add(rename.after);
      if (rename.after.kind === 'Warehouse') images.set(imageOf(rename.before), imageOf(rename.after));
    }
  }
  return found;

  function free(documents: readonly Document[]): Document[] {
    return documents.filter((document) => !taken.has(document));
  }
}

/** A name that stands for something else afterwards is as good as gone: an enrolled image took that of a base image. */
function isGone(before: Document, after: Document | undefined): boolean {
  return after === undefined || (before.kind === 'Warehouse' && before.text !== after.text && watched(before) !== watched(after));
}

/** Says what an object is, its name aside; undefined for what is nothing by that. */
type Identify = (document: Document) => string | undefined;

function matching(gone: readonly Document[], come: readonly Document[], identify: Identify): Rename[] {
  const [before, after] = [gone, come].map((documents) => Map.groupBy(documents, identify));
  if (before === undefined || after === undefined) return [];
  return [...before].flatMap(([identity, [one, ...others]]) => {
    const [other, ...more] = (identity === undefined ? undefined : after.get(identity)) ?? [];
    return one === undefined || other === undefined || others.length + more.length > 0 ? [] : [{ before: one, after: other }];
  });
}

/** The same in another namespace. */
function placeless({ kind, name, namespace }: Document): string | undefined {
  return namespace === undefined || kind === 'ProjectConfig' ? undefined : `${kind} ${name}`;
}

/** There is one of these. */
function onlyOne({ kind }: Document): string | undefined {
  return ['Namespace', 'Project', 'ProjectConfig'].includes(kind) ? kind : undefined;
}

function watched(document: Document): string | undefined {
  if (document.kind !== 'Warehouse') return undefined;
  const subscriptions = valueAt(contentOf(document), 'spec', 'subscriptions');
  return subscriptions === undefined ? undefined : renderYaml(subscriptions);
}

function duty(document: Document, images: ReadonlyMap<string, string>): string | undefined {
  const role = document.kind === 'Stage' ? roles.find((prefix) => document.name.startsWith(prefix)) : undefined;
  if (role === undefined) return undefined;
  const image = imageOf(document);
  // The end of the name says which file it is that is updated.
  return [role, images.get(image) ?? image, role === 'update-' ? document.name.slice(-8) : ''].join('\n');
}

function imageOf(document: Document): string {
  const image = valueAt(contentOf(document), 'metadata', 'labels', 'image-factory.io/image');
  return typeof image === 'string' ? image : '';
}
