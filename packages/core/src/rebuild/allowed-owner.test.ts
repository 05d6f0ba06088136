import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseHost, parseRepoSlug, type Host, type RepoSlug } from '../enrollment/index.ts';
import { isAllowedOwner } from './allowed-owner.ts';

function host(text: string): Host {
  const parsed = parseHost(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function slug(text: string): RepoSlug {
  const parsed = parseRepoSlug(text, 'gitlab');
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

interface Row {
  readonly story: string;
  readonly repo: string;
  readonly on?: string;
  readonly factory?: string | null;
  readonly owners?: readonly string[];
  readonly hosts?: readonly string[];
  readonly is: boolean;
}

const rows: Row[] = [
  { story: 'the same owner', repo: 'acme/app', is: true },
  { story: 'the same owner, written otherwise', repo: 'ACME/App', is: true },
  { story: 'somebody else', repo: 'other/app', is: false },
  { story: 'an owner whose name begins with ours', repo: 'acme-evil/app', is: false },
  { story: 'a repository with our name', repo: 'other/acme', is: false },
  { story: 'a listed owner', repo: 'other/app', owners: ['labs', 'Other'], is: true },
  { story: 'a part of a listed owner', repo: 'other/app', owners: ['oth'], is: false },
  { story: 'the name of ours on another host', repo: 'acme/app', on: 'git.example.com', hosts: ['git.example.com'], is: false },
  { story: 'a listed owner on a listed host', repo: 'other/app', on: 'git.example.com', hosts: ['git.example.com'], owners: ['other'], is: true },
  { story: 'a listed owner on a host that is not listed', repo: 'other/app', on: 'git.example.com', owners: ['other'], is: false },
  { story: 'ours on a host that is not listed', repo: 'acme/app', on: 'git.example.com', is: false },
  { story: 'the host of the factory with a port', repo: 'acme/app', on: 'github.com:8443', is: false },
  { story: 'a subgroup of our group', factory: 'acme/team/factory', repo: 'acme/team/apps/app', is: true },
  { story: 'a group beside ours', factory: 'acme/team/factory', repo: 'acme/other/app', is: false },
  { story: 'the group above ours', factory: 'acme/team/factory', repo: 'acme/app', is: false },
  { story: 'a listed group', factory: 'acme/team/factory', repo: 'acme/other/app', owners: ['acme/other'], is: true },
  { story: 'all below a listed group', repo: 'group/sub/deep/app', owners: ['group'], is: true },
  { story: 'a listed name that is a repository and no group', repo: 'group/sub', owners: ['group/sub'], is: false },
  { story: 'a factory that does not say where it is', factory: null, repo: 'acme/app', is: false },
  { story: 'a factory that does not say where it is, and a listed owner', factory: null, repo: 'acme/app', owners: ['acme'], is: true },
];

it.each(rows)('$story: $is', ({ repo, on = 'github.com', factory = 'acme/factory', owners = [], hosts = [], is }) => {
  const config = { host: host('github.com'), ...(factory === null ? {} : { repository: slug(factory) }), allow: { owners, hosts: hosts.map(host) } };
  expect(isAllowedOwner({ host: host(on), repo: slug(repo) }, config)).toBe(is);
});

it('law: an owner more never takes anything away, and a host that is not listed is never allowed', () => {
  const name = fc.stringMatching(/^[a-c]{1,2}$/);
  const path = fc.array(name, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/'));
  const owners = fc.array(fc.array(name, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('/')));
  fc.assert(
    fc.property(path, path, owners, name, (repo, factory, list, more) => {
      const at = { host: host('github.com'), repo: slug(repo) };
      const config = { host: host('github.com'), repository: slug(factory), allow: { owners: list, hosts: [] } };
      const wider = { ...config, allow: { owners: [...list, more], hosts: [] } };
      expect(isAllowedOwner(at, wider) || !isAllowedOwner(at, config)).toBe(true);
      expect(isAllowedOwner({ ...at, host: host('gitlab.com') }, wider)).toBe(false);
    }),
  );
});
