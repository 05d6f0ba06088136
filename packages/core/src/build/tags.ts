import { tagPlaceholders, type TagPlaceholder } from '../enrollment/index.ts';
import { error, warning, type Checked, type Problem } from '../problem/index.ts';
import type { RebuildKey } from '../rebuild/index.ts';
import { parseTag, type Tag } from '../reference/index.ts';
import { show, suggest } from '../text/index.ts';
import type { Version } from './types.ts';
import { fullVersion } from './version/index.ts';

/** What a template of a tag can be filled with. */
export interface TagFacts {
  readonly version?: Version | undefined;
  readonly key?: RebuildKey | undefined;
  /** The commit of the source. */
  readonly revision?: string | undefined;
  readonly now: Date;
  /** The number of the run. */
  readonly run?: number | undefined;
}

/** So many characters of a key or commit stand in a tag. */
const shortLength = 12;
const maxTag = 128;

/** What each placeholder gives, or why it gives nothing, as a clause. */
const placeholders: Readonly<Record<TagPlaceholder, (facts: TagFacts) => string | { readonly missing: string }>> = {
  version: ({ version }) => version ?? { missing: 'the build has no version' },
  major: (facts) => part(facts, 0),
  minor: (facts) => part(facts, 1),
  patch: (facts) => part(facts, 2),
  key: ({ key }) => key?.slice(0, shortLength) ?? { missing: 'nobody asked for the build as a rebuild' },
  sha: ({ revision }) => revision?.slice(0, shortLength) ?? { missing: 'the commit of the source is not known' },
  date: ({ now }) => now.toISOString().slice(0, 10).replaceAll('-', ''),
  run: ({ run }) => (run === undefined ? { missing: 'the run has no number' } : String(run)),
};

function part({ version }: TagFacts, index: 0 | 1 | 2): string | { readonly missing: string } {
  const numbers = version === undefined ? undefined : fullVersion(version)?.split('.');
  return numbers?.[index] ?? { missing: version === undefined ? 'the build has no version' : `${show(version)} is no semantic version` };
}

/**
 * The tags of a build, in the order of their templates and each once. `{{version}}`, `{{major}}`, `{{minor}}`, `{{patch}}`
 * (of a semantic version), `{{key}}` and `{{sha}}` (12 characters), `{{date}}` (UTC, `20261121`), `{{run}}`.
 *
 * @returns a template that needs what the build does not have is left out with a warning; one that can not be right, with an error
 */
export function expandTags(templates: readonly string[], facts: TagFacts): Checked<readonly Tag[]> {
  const tags = new Set<Tag>();
  const problems: Problem[] = [];
  for (const template of templates) {
    const expanded = expand(template, facts);
    if (typeof expanded === 'string') tags.add(expanded);
    else problems.push(expanded);
  }
  return { value: [...tags], problems };
}

function expand(template: string, facts: TagFacts): Tag | Problem {
  if (template.length > 1024) return error('build/invalid-tag', `${show(template)} is longer than a tag can be.`);
  const missing: string[] = [];
  const unknown: string[] = [];
  const text = template.replaceAll(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, name: string) => {
    const known = tagPlaceholders.find((one) => one === name);
    const value = known === undefined ? undefined : placeholders[known](facts);
    if (value === undefined) unknown.push(name);
    else if (typeof value !== 'string') missing.push(value.missing);
    return typeof value === 'string' ? value : '';
  });
  const [name] = unknown;
  if (name !== undefined) return unknownPlaceholder(template, name);
  const [why] = missing;
  if (why !== undefined) return warning('build/tag-left-out', `The tag ${show(template)} is left out: ${why}.`);
  const tag = parseTag(text);
  if (tag !== undefined) return tag;
  return error('build/invalid-tag', `${show(template)} gives ${show(text)}, which is no tag.`, {
    hint: 'A tag has up to 128 letters, digits, `_`, `.` and `-`, and begins with none of the last two.',
  });
}

function unknownPlaceholder(template: string, name: string): Problem {
  const near = suggest(name, tagPlaceholders);
  return error('build/unknown-placeholder', `The tag ${show(template)} has ${show(`{{${name}}}`)}, which stands for nothing.`, {
    hint:
      near === undefined ? `There are ${tagPlaceholders.map((each) => `\`{{${each}}}\``).join(', ')}.` : `Did you mean \`{{${near}}}\`?`,
  });
}

/**
 * The tag that never moves and that a rollback finds the build by: `1.4.2-0123456789ab`, without a version the key alone. Of a
 * version that is too long the end is cut.
 *
 * @returns undefined without a key: then the version alone is all there is
 */
export function immutableTag(version: Version | undefined, key: RebuildKey | undefined): Tag | undefined {
  if (key === undefined) return undefined;
  const short = key.slice(0, shortLength);
  return parseTag(version === undefined ? short : `${version.slice(0, maxTag - shortLength - 1)}-${short}`);
}
