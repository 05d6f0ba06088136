import { parseFolderPath, parseSlugOfAnyForge, type RepoSlug } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';
import { join } from 'node:path';
import { UserError } from '../run/user-error.ts';

/**
 * Reads the lines of the input `checkouts`.
 *
 * @returns absolute folders by source repository
 * @throws UserError with a problem for each line that is not `OWNER/REPO=FOLDER`
 */
export function readCheckouts(lines: readonly string[], workspace: string): Map<RepoSlug, string> {
  const checkouts = new Map<RepoSlug, string>();
  const problems: Problem[] = [];
  for (const line of lines) {
    const [, slug, folder] = /^([^=]+)=(.+)$/.exec(line) ?? [];
    const repo = slug === undefined ? undefined : parseSlugOfAnyForge(slug.trim());
    const path = folder === undefined ? undefined : parseFolderPath(folder.trim().replace(/^\.\//, ''));
    if (repo?.ok === true && path?.ok === true) checkouts.set(repo.value, join(workspace, path.value));
    else problems.push(notACheckout(line));
  }
  if (problems.length > 0) throw new UserError('The inputs of this action can not be used.', { problems });
  return checkouts;
}

function notACheckout(line: string): Problem {
  return error('inputs/invalid', `Input \`checkouts\`: ${show(line)} does not say which repository is checked out where.`, {
    hint: 'Write one `OWNER/REPO=FOLDER` a line, with the folder as a path from the root of the workspace.',
  });
}
