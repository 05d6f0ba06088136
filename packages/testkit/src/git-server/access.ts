import type { Wording } from './wording.ts';

/** What somebody may do with a repository; `none` can not tell it from one that does not exist. */
export type Access = 'none' | 'read' | 'write';

/** One access for every repository, or one by repository; what is not named is `none`. */
export type Grant = Access | Readonly<Record<string, Access>>;

/** Who asks: nobody, somebody with a token, or somebody whose credentials are not accepted. */
export type Caller = { readonly kind: 'anonymous' } | { readonly kind: 'token'; readonly grant: Grant } | { readonly kind: 'unknown' };

export type Service = 'git-upload-pack' | 'git-receive-pack';

/** The answer instead of git's own. */
export interface Refusal {
  readonly status: 401 | 403 | 404;
  /** git shows it line by line, behind `remote: `. */
  readonly text: string;
}

const users = ['x-access-token', 'oauth2'];

/**
 * Reads HTTP Basic credentials as the forges take them: the token as password of `x-access-token` (GitHub) or `oauth2` (GitLab).
 *
 * @param tokens - grants by token
 */
export function identify(authorization: string | undefined, tokens: ReadonlyMap<string, Grant>): Caller {
  if (authorization === undefined) return { kind: 'anonymous' };
  const [, encoded] = /^basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  const [user = '', ...password] = Buffer.from(encoded ?? '', 'base64')
    .toString('utf8')
    .split(':');
  const grant = tokens.get(password.join(':'));
  return grant === undefined || !users.includes(user) ? { kind: 'unknown' } : { kind: 'token', grant };
}

/** Somebody wants something of a repository. */
export interface Wish {
  readonly caller: Caller;
  readonly slug: string;
  readonly service: Service;
  /** Access to this repository without a token; undefined where there is no such repository. */
  readonly anonymous: Access | undefined;
}

/** The refusal, if it is one: wrong credentials before everything, and a repository that may not be read is not found. */
export function refuse({ caller, slug, service, anonymous }: Wish, wording: Wording): Refusal | undefined {
  if (caller.kind === 'unknown') return { status: 401, text: wording.wrongCredentials };
  const access = accessOf(caller, slug, anonymous);
  if (access === 'write' || (access === 'read' && service === 'git-upload-pack')) return undefined;
  if (caller.kind === 'anonymous') return { status: 401, text: wording.noCredentials };
  return access === 'none' ? { status: 404, text: wording.notFound } : { status: 403, text: wording.readOnly(slug) };
}

function accessOf(caller: Caller, slug: string, anonymous: Access | undefined): Access {
  if (anonymous === undefined) return 'none';
  if (caller.kind !== 'token') return anonymous;
  const granted = typeof caller.grant === 'string' ? caller.grant : (caller.grant[slug] ?? 'none');
  return granted === 'none' ? anonymous : granted;
}
