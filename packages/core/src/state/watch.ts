import { exactTagOf, type ExternalImage, type SelectionStrategy } from '../enrollment/index.ts';
import { parseTag, type Tag } from '../reference/index.ts';

/** What a Warehouse looks at. `Digest` follows one tag; the others choose among tags. */
export type TagWatch =
  | { readonly strategy: 'Digest'; readonly tag: Tag }
  | { readonly strategy: 'SemVer'; readonly constraint?: string; readonly allow?: string }
  | { readonly strategy: 'Lexical' | 'NewestBuild'; readonly allow: string };

/** The anchored expression that matches this tag and no other: what the design writes into `allowTags`. */
export function exactPattern(tag: Tag): string {
  return `^${tag.replaceAll('.', '\\.')}$`;
}

/**
 * How an external image is watched (SPEC section 6): one tag by its digest whatever the strategy says, since Kargo
 * accepts a single tag only that way; otherwise by the strategy.
 *
 * @returns undefined when the entry names neither tags nor a constraint
 */
export function watchOf(image: Pick<ExternalImage, 'allowTags' | 'constraint' | 'imageSelectionStrategy'>): TagWatch | undefined {
  const { allowTags, constraint, imageSelectionStrategy: strategy } = image;
  const single = allowTags === undefined ? singleTag(constraint, strategy) : exactTagOf(allowTags);
  if (single !== undefined) return { strategy: 'Digest', tag: single };
  if (strategy === 'SemVer' || (allowTags === undefined && constraint !== undefined)) {
    return {
      strategy: 'SemVer',
      ...(constraint === undefined ? {} : { constraint }),
      ...(allowTags === undefined ? {} : { allow: allowTags }),
    };
  }
  if (allowTags === undefined || strategy === 'Digest') return undefined;
  return { strategy, allow: allowTags };
}

// A constraint that is a valid tag (`16-alpine`) means that tag; with strategy SemVer even `16` is a range.
function singleTag(constraint: string | undefined, strategy: SelectionStrategy): Tag | undefined {
  return constraint === undefined || strategy === 'SemVer' ? undefined : parseTag(constraint);
}
