import { isEditableMap } from '../yaml/index.ts';
import type { EntryWork } from './entry-work.ts';
import type { Settings } from './settings.ts';

/**
 * Where an image is built from: CascadeGuard takes a `dockerfile` beside `source` or within, and needs no forge.
 *
 * @returns whether the image is built
 */
export function convertSource(work: EntryWork, settings: Settings): boolean {
  const { source } = work.entry;
  const dockerfile = work.text('dockerfile');
  const isBuilt = isEditableMap(source) ? Object.keys(source).length > 0 : false;
  if (isBuilt) completeSource(work, settings, dockerfile);
  else if (dockerfile !== undefined) makeSource(work, settings, dockerfile);
  if (!isBuilt && dockerfile === undefined) return source !== undefined;
  const { build } = work.entry;
  if (isEditableMap(build) && build['enabled'] === false && work.entry['autoRebuild'] === undefined) {
    work.insert('autoRebuild', false, '`build.enabled: false`: CascadeGuard builds it not');
  }
  return true;
}

function completeSource(work: EntryWork, settings: Settings, dockerfile: string | undefined): void {
  const own = work.text('source', 'dockerfile');
  const repo = work.text('source', 'repo');
  const forge = repo === undefined ? undefined : fromUrl(repo);
  const isForeign =
    dockerfile !== undefined ||
    forge !== undefined ||
    settings.present ||
    ['image', 'tag', 'quarantine', 'namespace'].some((key) => key in work.entry);
  if (work.text('source', 'provider') === undefined && (isForeign || own !== undefined)) {
    work.insert(['source', 'provider'], forge?.provider ?? settings.provider ?? 'github', 'the forge that the source is on');
  }
  if (forge !== undefined) work.replace(['source', 'repo'], { value: forge.slug, why: 'a repository is named by its owner and name' });
  if (own !== undefined) return sameElsewhere(work, own, dockerfile);
  if (dockerfile === undefined && repo === undefined) return;
  work.insert(
    ['source', 'dockerfile'],
    dockerfile ?? 'Dockerfile',
    dockerfile === undefined ? 'what CascadeGuard takes when nothing is said' : '`dockerfile` belongs below `source`',
  );
  if (dockerfile !== undefined) work.remove('dockerfile', 'to `source.dockerfile`');
}

/** What `source` says counts; the key beside it goes only when it says the same. */
function sameElsewhere(work: EntryWork, own: string, dockerfile: string | undefined): void {
  if (dockerfile === own) work.remove('dockerfile', '`source.dockerfile` says the same');
}

function makeSource(work: EntryWork, settings: Settings, dockerfile: string): void {
  if (work.entry['source'] !== undefined) return;
  work.insert('source', { provider: settings.provider ?? 'github', dockerfile }, '`dockerfile` belongs below `source`', 'dockerfile');
  work.remove('dockerfile', 'to `source.dockerfile`');
}

function fromUrl(repo: string): { provider: 'github' | 'gitlab'; slug: string } | undefined {
  const [, host = '', slug = ''] = /^(?:https?:\/\/|ssh:\/\/git@|git@)([A-Za-z0-9.-]+)[/:](.+?)(?:\.git)?\/?$/.exec(repo) ?? [];
  return slug === '' ? undefined : { provider: host.includes('gitlab') ? 'gitlab' : 'github', slug };
}
