import { isList, sameValue, type YamlValue } from '@image-factory/core/yaml';
import { contentOf, labelOf, valueAt, type Document } from './documents.ts';

/** Kinds whose objects hold what can't be made again: Freight and how long it waited, Promotions, and what was verified. */
export const withHistory: ReadonlySet<string> = new Set(['Namespace', 'Project', 'Warehouse', 'Stage']);

/**
 * What follows from an object that goes, or gets another name, as a sentence without its stop; nothing for what follows
 * from the fields alone. What Kargo does then was seen on a live one.
 */
export function consequenceOf(before: Document | undefined, after: Document | undefined): string | undefined {
  if (before === undefined) return undefined;
  if (after === undefined) return ofRemoval(before);
  if (labelOf(before) !== labelOf(after)) return ofRename(before, after);
  return before.kind === 'Warehouse' && followsOther(before, after)
    ? 'follows something else under the same name: until that is found, the newest Freight is of what it followed before'
    : undefined;
}

function ofRemoval({ kind }: Document): string | undefined {
  switch (kind) {
    case 'Namespace':
    case 'Project':
      return 'goes from the manifests, not from the cluster: Argo CD may not prune it, or all Freight would go with it';
    case 'Warehouse':
      return 'its Freight stays in the namespace, and counts again when a Warehouse of this name comes back';
    case 'Stage':
      return 'its Promotions are deleted with it';
    default:
      return undefined;
  }
}

function ofRename(before: Document, { kind }: Document): string | undefined {
  const old = `\`${labelOf(before)}\``;
  switch (kind) {
    case 'Namespace':
    case 'Project':
      return `is ${old} under another name: Kargo begins anew there, and ${old} stays in the cluster with all its Freight until a person deletes it`;
    case 'Warehouse':
      return `watches what ${old} watched: its Freight counts as new, so that the Stages behind it act once more and soak times begin again; the old Freight stays in the namespace`;
    case 'Stage':
      return `does what ${old} did, and once more for the newest Freight; the Promotions of ${old} are deleted with it`;
    default:
      return `is ${old} under another name`;
  }
}

function followsOther(before: Document, after: Document): boolean {
  const [old, now] = [before, after].map((document) => valueAt(contentOf(document), 'spec', 'subscriptions'));
  return !sameValue(followed(old), followed(now));
}

const following = ['repoURL', 'imageSelectionStrategy', 'constraint', 'allowTagsRegexes', 'ignoreTagsRegexes'];

/** What says which tags are followed; how many candidates there are does not. */
function followed(subscriptions: YamlValue | undefined): YamlValue | undefined {
  if (subscriptions === undefined || !isList(subscriptions)) return subscriptions;
  return subscriptions.map((item) => new Map(following.map((key) => [key, valueAt(item, 'image', key) ?? ''])));
}
