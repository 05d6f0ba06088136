import { ok, show } from '../../text/index.ts';
import type { Provider, RepoSlug } from '../types.ts';
import { refuse, type Parsed } from './refusal.ts';

/**
 * Reads which repository on a forge is meant: `owner/name` on GitHub, `group[/subgroup…]/project` on GitLab.
 * Every segment is safe as one segment of a request path.
 */
export function parseRepoSlug(text: string, provider: Provider): Parsed<RepoSlug> {
  if (isSlug(text, provider)) return ok(text as RepoSlug);
  const form = provider === 'github' ? '`owner/name` on GitHub' : '`group/project` on GitLab, with any subgroups between';
  return refuse(`${show(text)} is not a repository: write ${form}; letters, digits, \`.\`, \`_\` and \`-\`.`, slugHint(text, provider));
}

function isSlug(text: string, provider: Provider): boolean {
  return text.length <= 255 && !/\.git$/i.test(text) && (provider === 'github' ? isGitHubSlug(text) : isGitLabSlug(text));
}

/** Reads a repository where the forge is not known yet: what one of the forges takes. */
export function parseSlugOfAnyForge(text: string): Parsed<RepoSlug> {
  const onGitHub = parseRepoSlug(text, 'github');
  const onGitLab = parseRepoSlug(text, 'gitlab');
  return onGitLab.ok ? onGitLab : onGitHub;
}

function isGitHubSlug(text: string): boolean {
  const [owner = '', name = '', ...more] = text.split('/');
  return (
    more.length === 0 &&
    owner.length <= 39 &&
    /^[A-Za-z0-9](?:[-_]?[A-Za-z0-9]){0,38}$/.test(owner) &&
    /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(name)
  );
}

function isGitLabSlug(text: string): boolean {
  const segments = text.split('/');
  return segments.length >= 2 && segments.length <= 21 && segments.every(isGitLabSegment);
}

// A group or project path: no `-` in front, no `.` at either end, no `.git` or `.atom` at the end.
function isGitLabSegment(segment: string): boolean {
  return /^[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/.test(segment) && !/\.(?:git|atom)$/i.test(segment);
}

/** A repository's URL says which repository is meant; its `.git` is no part of the name. */
function slugHint(text: string, provider: Provider): string | undefined {
  const match = /^(?:(?:https?:\/\/|ssh:\/\/git@|git@)[A-Za-z0-9.-]+(?::\d+)?[/:])?([A-Za-z0-9_][A-Za-z0-9._/-]*?)(?:\.git)?\/?$/.exec(
    text.slice(0, 300),
  );
  const slug = match?.[1];
  return slug !== undefined && isSlug(slug, provider) ? `Write \`${slug}\`.` : undefined;
}
