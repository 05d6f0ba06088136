import { parseSlugOfAnyForge, type RepoSlug } from '@image-factory/core/enrollment';
import { error, type Checked, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';
import { resolve } from 'node:path';
import { isFolder } from '../place/find-place.ts';

/** Reads `--checkout OWNER/REPO=DIR`. Folders are taken from where somebody is, and must be there. */
export function parseCheckouts(given: readonly string[], cwd: string): Checked<ReadonlyMap<RepoSlug, string>> {
  const checkouts = new Map<RepoSlug, string>();
  const problems: Problem[] = [];
  for (const text of given) {
    const at = text.indexOf('=');
    const slug = parseSlugOfAnyForge(at < 0 ? text : text.slice(0, at));
    const folder = resolve(cwd, at < 0 ? '' : text.slice(at + 1));
    if (at < 0 || at === text.length - 1)
      problems.push(error('inputs/invalid', `--checkout: ${show(text)} names no folder.`, { hint: 'Write --checkout OWNER/REPO=DIR.' }));
    else if (!slug.ok)
      problems.push(
        error('inputs/invalid', `--checkout: ${slug.error.message}`, slug.error.hint === undefined ? {} : { hint: slug.error.hint }),
      );
    else if (checkouts.has(slug.value)) problems.push(error('inputs/invalid', `--checkout: ${slug.value} was given twice.`));
    else if (!isFolder(folder)) problems.push(error('inputs/invalid', `--checkout: there is no folder ${show(folder)}.`));
    else checkouts.set(slug.value, folder);
  }
  return { value: checkouts, problems };
}
