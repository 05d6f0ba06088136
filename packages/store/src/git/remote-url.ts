import { parseHost, parseRepoSlug, type Host, type Parsed, type RepoSlug } from '@image-factory/core/enrollment';
import { isLoopback } from './credentials.ts';

/** The place of a repository on a forge; never a user name or password. */
export interface RemotePlace {
  /** Lower case; with a port where a web address has one. `localhost` is this machine, reached by plain http. */
  readonly host: Host;
  /** `owner/name`, with more parts on GitLab. */
  readonly slug: RepoSlug;
}

/**
 * Reads the address of a git remote: `https://…`, `ssh://…` and `user@host:path`, and `http://…` on this machine itself.
 *
 * @returns undefined for any other form (folders, `git://`, `http://` elsewhere) and for addresses that no forge has
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
  if (isLoopback(url)) return placeOn(parseHost(url.port === '' ? localhost : `${localhost}:${url.port}`), url.pathname);
  return url.protocol === 'https:' ? place(url.host, url.pathname) : undefined;
}

const localhost = 'localhost';

/** The address that git fetches a repository from. */
export function fetchUrl({ host, slug }: RemotePlace): string {
  return `${host.split(':')[0] === localhost ? 'http' : 'https'}://${host}/${slug}.git`;
}

function parseScpForm(text: string): RemotePlace | undefined {
  const [, host, path] = /^(?:[^\s/:@]+@)?([^\s/:@]+):(?!\/\/)(.+)$/.exec(text) ?? [];
  return host === undefined || path === undefined ? undefined : place(host, path);
}

function place(host: string, path: string): RemotePlace | undefined {
  // Names without a dot are `localhost`, drive letters, or nicknames of ssh's configuration: no forge that others reach.
  return host.includes('.') ? placeOn(parseHost(host), path) : undefined;
}

function placeOn(host: Parsed<Host>, path: string): RemotePlace | undefined {
  const slug = parseSlug(
    path
      .replace(/^\/+/, '')
      .replace(/\/+$/, '')
      .replace(/\.git$/, ''),
  );
  return host.ok && slug !== undefined ? { host: host.value, slug } : undefined;
}

/** Which forge it is does not show: the names of both are taken. */
function parseSlug(text: string): RepoSlug | undefined {
  const github = parseRepoSlug(text, 'github');
  const parsed = github.ok ? github : parseRepoSlug(text, 'gitlab');
  return parsed.ok ? parsed.value : undefined;
}
