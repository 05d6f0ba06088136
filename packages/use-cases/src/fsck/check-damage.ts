import type { Problem } from '@image-factory/core/problem';
import { parseRepoPath } from '@image-factory/core/enrollment';
import type { Recovery } from '../recover.ts';
import { quarantinePath } from '../recover.ts';
import { fileAt, type Draft } from './draft.ts';

/**
 * Damaged files. What git has a good version of is put back; a wrong name or a broken field is put right from the rest
 * of the file. A file of which nothing is left is not touched: making it anew would forget what only it knew.
 */
export function checkDamage(draft: Draft, { recovered, repairs }: Recovery): void {
  for (const { file, place, replacement } of recovered) {
    const path = fileAt(draft, file.path);
    const line = file.problem.source?.range?.start.line;
    const about = { kind: 'damaged', path, ...(line === undefined ? {} : { line }), what: file.problem.message, harmless: false } as const;
    if (replacement === 'none') {
      draft.after.blocked.add(file.path);
      draft.findings.push({
        ...about,
        hint: 'Git has no good version of it here. Fetch more of the history, or delete the file: analysis then makes it anew, without what was known about it at run time.',
      });
      continue;
    }
    const aside = fileAt(draft, quarantinePath(file));
    const how = replacement === 'from git' ? 'its last good version from git takes its place' : 'what can be read of it is kept';
    draft.findings.push({ ...about, repair: `${how}, and the file is set aside in ${aside}` });
    draft.changes.push(...repairs.filter((change) => change.path === aside));
    const good = repairs.find((change) => change.path === path && change.kind === 'write');
    if (good !== undefined && replacement === 'from git') draft.changes.push(good);
    const state = draft.after[place.shelf].get(place.stem);
    if (state !== undefined && replacement !== 'from git') draft.after[place.shelf].set(place.stem, new Map(state));
  }
}

/** Files that are left alone whatever is wrong with them. */
export function checkUnderstood(draft: Draft, problems: readonly Problem[]): void {
  for (const { message, hint, source } of problems) {
    const path = parseRepoPath(source?.file ?? '');
    const line = source?.range?.start.line;
    draft.findings.push({
      kind: 'not-understood',
      path: path.ok ? path.value : draft.layout.state,
      ...(line === undefined ? {} : { line }),
      what: message,
      harmless: false,
      ...(hint === undefined ? { hint: '`git restore` brings back the committed file.' } : { hint }),
    });
  }
}
