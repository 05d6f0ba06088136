import { expandTags, parseVersion } from '@image-factory/core/build';
import type { ManagedImage } from '@image-factory/core/enrollment';
import type { Tag } from '@image-factory/core/reference';

/** The tags of an image that move from build to build. */
export interface MovingTags {
  /** They are on whatever was built last; the published tag is the last of them. */
  readonly always: readonly Tag[];
  /** `{{major}}` and its like, for one version: they are on the last build of their line. */
  readonly ofLine: readonly Tag[];
}

/** What makes each build's tag another one. */
const fixing = /\{\{\s*(?!(?:major|minor)\s*\}\})[^{}]*\}\}/;

/** @param version - of the build whose line is meant */
export function movingTags({ tags, publishedTag }: Pick<ManagedImage, 'tags' | 'publishedTag'>, version: Tag | undefined): MovingTags {
  const moving = tags.filter((template) => !fixing.test(template));
  const isOfLine = (template: string): boolean => template.includes('{{');
  const facts = { now: new Date(0), version: version === undefined ? undefined : parseVersion(version) };
  const expand = (templates: readonly string[]): readonly Tag[] => expandTags(templates, facts).value.filter((tag) => tag !== publishedTag);
  const always = expand(moving.filter((template) => !isOfLine(template)));
  return {
    always: [...always, publishedTag],
    ofLine: expand(moving.filter(isOfLine)).filter((tag) => !always.includes(tag)),
  };
}
