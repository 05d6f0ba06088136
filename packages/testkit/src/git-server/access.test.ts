import { expect, it } from 'vitest';
import { identify, refuse, type Grant } from './access.ts';
import { wordings } from './wording.ts';

const tokens = new Map<string, Grant>([
  ['all', 'write'],
  ['reader', 'read'],
  ['one', { 'acme/factory': 'write' }],
  ['with:colon', 'read'],
]);

it.each([
  { story: 'nobody', authorization: undefined, kind: 'anonymous' },
  { story: 'as a GitHub App', authorization: basic('x-access-token:all'), kind: 'token' },
  { story: 'as GitLab wants it', authorization: basic('oauth2:all'), kind: 'token' },
  { story: 'the scheme in another case', authorization: basic('oauth2:all').replace('Basic', 'basic'), kind: 'token' },
  { story: 'a token with a colon', authorization: basic('oauth2:with:colon'), kind: 'token' },
  { story: 'another user', authorization: basic('admin:all'), kind: 'unknown' },
  { story: 'a token that nobody has', authorization: basic('oauth2:other'), kind: 'unknown' },
  { story: 'another scheme', authorization: 'Bearer all', kind: 'unknown' },
  { story: 'nothing behind the scheme', authorization: 'Basic ', kind: 'unknown' },
])('$story: $kind', ({ authorization, kind }) => {
  expect(identify(authorization, tokens).kind).toBe(kind);
});

it.each([
  { story: 'a writer pushes', token: 'all', service: 'git-receive-pack', anonymous: 'none', status: undefined },
  { story: 'a reader fetches', token: 'reader', service: 'git-upload-pack', anonymous: 'none', status: undefined },
  { story: 'a reader pushes', token: 'reader', service: 'git-receive-pack', anonymous: 'none', status: 403 },
  { story: 'a token for this repository', token: 'one', service: 'git-receive-pack', anonymous: 'none', status: undefined },
  { story: 'a token for another repository', token: 'one', slug: 'acme/other', service: 'git-upload-pack', anonymous: 'none', status: 404 },
  { story: 'the same, and this one is public', token: 'one', slug: 'acme/other', service: 'git-upload-pack', anonymous: 'read', status: undefined },
  { story: 'the same, pushing', token: 'one', slug: 'acme/other', service: 'git-receive-pack', anonymous: 'read', status: 403 },
  { story: 'nobody fetches in public', token: undefined, service: 'git-upload-pack', anonymous: 'read', status: undefined },
  { story: 'nobody pushes in public', token: undefined, service: 'git-receive-pack', anonymous: 'read', status: 401 },
  { story: 'nobody fetches in private', token: undefined, service: 'git-upload-pack', anonymous: 'none', status: 401 },
  { story: 'nobody asks for what is not there: no hint of it', token: undefined, service: 'git-upload-pack', anonymous: undefined, status: 401 },
  { story: 'a writer asks for what is not there', token: 'all', service: 'git-upload-pack', anonymous: undefined, status: 404 },
  { story: 'a wrong token is refused in public too', token: 'expired', service: 'git-upload-pack', anonymous: 'read', status: 401 },
] as const)('$story: $status', ({ token, service, anonymous, status, ...row }) => {
  const caller = identify(token === undefined ? undefined : basic(`oauth2:${token}`), tokens);
  const slug = 'slug' in row ? row.slug : 'acme/factory';
  expect(refuse({ caller, slug, service, anonymous }, wordings.github)?.status).toBe(status);
});

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
