import type { IncomingHttpHeaders } from 'node:http';

/** What a token of GitLab may do in the project. */
export interface GitLabGrant {
  /** Which header it belongs in. Default: `private`. */
  readonly kind?: 'private' | 'job';
  /** Default: `api`. */
  readonly scope?: 'api' | 'read_api';
  /** Default: `developer`. */
  readonly role?: 'developer' | 'reporter' | 'none';
}

export interface GitLabRefusal {
  readonly status: 401 | 403 | 404;
  readonly json: unknown;
}

/** Why a private project does not answer this one; undefined when it does. */
export function refuseCaller(
  headers: IncomingHttpHeaders,
  isWrite: boolean,
  grants: ReadonlyMap<string, GitLabGrant>,
): GitLabRefusal | undefined {
  const given = [headers['private-token'], headers['job-token']].filter((value) => typeof value === 'string');
  const [token] = given;
  if (token === undefined) return { status: 404, json: { message: '404 Project Not Found' } };
  const grant = grants.get(token);
  const kind = headers['job-token'] === undefined ? 'private' : 'job';
  if (given.length !== 1 || grant === undefined || (grant.kind ?? 'private') !== kind)
    return { status: 401, json: { message: '401 Unauthorized' } };
  if (grant.role === 'none') return { status: 404, json: { message: '404 Project Not Found' } };
  if (isWrite && grant.scope === 'read_api')
    return {
      status: 403,
      json: {
        error: 'insufficient_scope',
        error_description: 'The request requires higher privileges than provided by the access token.',
        scope: 'api',
      },
    };
  return isWrite && grant.role === 'reporter' ? { status: 403, json: { message: '403 Forbidden' } } : undefined;
}
