import { parseHost, parseRepoSlug, type Host, type RepoSlug } from '@image-factory/core/enrollment';

/** The place of a repository on a forge; never a user name or password. */
export interface RemotePlace {
  /** Lower case; with a port where a web address has one. */
  readonly host: Host;
  /** `owner/name`, with more parts on GitLab. */
  readonly slug: RepoSlug;
}

/**
 * Reads the address of a git remote: `https://…`, `ssh://…` and `user@host:path`.
 *
 * @returns undefined for any other form (folders, `git://`, `http://`) and for addresses that no forge has
 */
export function parseRemoteUrl(text: string): RemotePlace | undefined {
  const written = text.trim();
  return written.includes('://') ? parseUrl(written) : parseScpForm(written);
}

function parseUrl(text: string): RemotePlace | undefined {
  const url = URL.parse(text);
  if (url === null || url.search !== '' || url.hash !== '') return undefined;
  // The port of ssh is not where the forge's pages and API are.
  if (url.protocol === 'ssh:') return place(url.hostname, url.pathname);
  return url.protocol === 'https:' ? place(url.host, url.pathname) : undefined;
}

function parseScpForm(text: string): RemotePlace | undefined {
  const [, host, path] = /^(?:[^\s/:@]+@)?([^\s/:@]+):(?!\/\/)(.+)$/.exec(text) ?? [];
  return host === undefined || path === undefined ? undefined : place(host, path);
}

function place(host: string, path: string): RemotePlace | undefined {
  // Names without a dot are `localhost`, drive letters, or nicknames of ssh's configuration: no forge that others reach.
  const named = host.includes('.') ? parseHost(host) : undefined;
  const slug = parseSlug(
    path
      .replace(/^\/+/, '')
      .replace(/\/+$/, '')
      .replace(/\.git$/, ''),
  );
  return named?.ok && slug !== undefined ? { host: named.value, slug } : undefined;
}

/** Which forge it is does not show: the names of both are taken. */
function parseSlug(text: string): RepoSlug | undefined {
  const github = parseRepoSlug(text, 'github');
  const parsed = github.ok ? github : parseRepoSlug(text, 'gitlab');
  return parsed.ok ? parsed.value : undefined;
}
