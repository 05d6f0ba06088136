import { placeOf, quarantineFolder, stateFolders, type StatePlace } from '@image-factory/core/state';
import type { Draft, OtherFile } from './draft.ts';

/**
 * A writer renames its temporary file within seconds. One that is an hour old belongs to nobody any more; a younger one
 * may be the work of a run that goes on beside this one.
 */
const oldEnough = 60 * 60 * 1000;

/** What a writer that was killed left behind, and what was set aside and is not needed any more. */
export function checkOthers(draft: Draft): void {
  const setAsideNow = new Set(draft.changes.map(({ path }) => path));
  for (const file of draft.others) {
    if (setAsideNow.has(file.path)) continue;
    if (isTemporary(file.path)) checkTemporary(draft, file);
    else checkQuarantined(draft, file);
  }
}

/** Whether the store calls temporary files so: `.NAME.<12 hex>.tmp`. */
export function isTemporary(path: string): boolean {
  return /(?:^|\/)\.[^/]+\.[0-9a-f]{12}\.tmp$/.test(path);
}

function checkTemporary({ findings, changes, now }: Draft, { path, modifiedAt }: OtherFile): void {
  if (now.getTime() - modifiedAt.getTime() < oldEnough) return;
  findings.push({
    kind: 'leftover',
    path,
    what: 'A writer that did not come to its end left this temporary file.',
    repair: 'it goes',
    harmless: true,
  });
  changes.push({ kind: 'remove', path });
}

function checkQuarantined({ findings, changes, after, layout }: Draft, { path, committed = false }: OtherFile): void {
  const place = entityOf(path.slice(layout.state.length + 1));
  if (place === undefined) return;
  const good = after[place.shelf].get(place.stem) !== undefined;
  const about = { kind: 'quarantined', path, harmless: true } as const;
  if (good && committed) {
    findings.push({ ...about, what: `This was set aside; ${place.stem} is good again, and git keeps this file too.`, repair: 'it goes' });
    changes.push({ kind: 'remove', path });
  } else {
    const hint = good
      ? 'Compare it with the file in use. Once it is committed, `fsck --repair` deletes it.'
      : 'It may hold all that is known: take over what is true before deleting it.';
    findings.push({ ...about, what: `This was set aside${good ? '' : `, and there is no state of ${place.stem}`}.`, hint });
  }
}

/** The file that a quarantined one was: `images.app.0123abcd.txt` was `images/app.yaml`. */
export function entityOf(path: string): StatePlace | undefined {
  const [, name] = new RegExp(`^${quarantineFolder}/(.+)\\.[0-9a-f]{8,16}\\.txt$`).exec(path) ?? [];
  if (name === undefined) return undefined;
  const folder = Object.values(stateFolders).find((each) => name.startsWith(`${each.replaceAll('/', '.')}.`));
  return folder === undefined ? undefined : placeOf(`${folder}/${name.slice(folder.length + 1)}.yaml`);
}
