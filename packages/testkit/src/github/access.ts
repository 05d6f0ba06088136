import { notFound, refuse } from './answer.ts';
import type { Access } from './options.ts';
import type { Actor, Caller } from './tokens.ts';
import type { Repository } from './world.ts';

/** `contents:write` and the like; one of several is enough. */
export type Need = `${string}:${Access}`;

/**
 * Refuses as GitHub does: what a caller may not know of is not there, and what it may see but not do is a 403 that names
 * the permission in a header.
 *
 * @throws Refusal 401, 403 or 404
 */
export function requireAccess(caller: Caller, repository: Repository, needs: readonly Need[]): void {
  const writes = needs.some((need) => need.endsWith(':write'));
  const isPublicRead = !repository.private && !writes;
  if (caller.kind === 'app') throw refuse(401, 'Bad credentials');
  if (caller.kind === 'anonymous') {
    if (repository.private) throw notFound();
    if (writes) throw refuse(401, 'Requires authentication');
    return;
  }
  if (isPublicRead) return;
  if (!reaches(caller.actor, repository)) throw repository.private ? notFound() : inaccessible(needs);
  if (!needs.some((need) => grants(caller.actor, need))) throw inaccessible(needs);
}

/** Whether a token is for a repository at all. */
export function reaches({ repositories }: Actor, { slug }: Pick<Repository, 'slug'>): boolean {
  return repositories === undefined || repositories.some((name) => name.toLowerCase() === slug.toLowerCase());
}

export function grants({ permissions }: Actor, need: Need): boolean {
  const [name = '', access] = need.split(':');
  if (permissions === undefined || need === 'metadata:read') return true;
  return permissions[name] === 'write' || (access === 'read' && permissions[name] === 'read');
}

function inaccessible(needs: readonly Need[]): Error {
  const accepted = needs.map((need) => need.replace(':', '=')).join('; ');
  return refuse(403, 'Resource not accessible by integration', { headers: { 'x-accepted-github-permissions': accepted } });
}
