import { notFound, ok, refuse, type Answer } from '../answer.ts';
import type { TreeEntry } from '../bare-repository.ts';
import { repositoryUrl } from '../view/repository.ts';
import { route, type RepositoryExchange } from './route.ts';

const inlineLimit = 1024 * 1024;
const rawLimit = 100 * inlineLimit;

export const contentRoutes = [
  route('GET /contents/{path}', ['contents:read'], async (exchange) => {
    const { repository, query } = exchange;
    const ref = query.get('ref') ?? repository.defaultBranch;
    const commit = await repository.git.resolve(ref);
    if (commit === undefined) throw refuse(404, `No commit found for the ref ${ref}`);
    const path = (exchange.path['path'] ?? '').replace(/\/$/, '');
    if (path === '') return listFolder(exchange, commit, '', ref);
    const [entry] = await repository.git.tree(commit, { path });
    if (entry === undefined) throw notFound();
    return entry.type === 'tree' ? listFolder(exchange, commit, `${path}/`, ref) : file(exchange, entry, ref);
  }),
];

async function file(exchange: RepositoryExchange, entry: TreeEntry, ref: string): Promise<Answer> {
  const { git } = exchange.repository;
  const size = entry.size ?? 0;
  if (size > rawLimit)
    throw refuse(403, 'This API returns blobs up to 100 MB in size. The requested blob is too large to fetch via the API.');
  const view = viewEntry(exchange, entry, ref);
  if (entry.type === 'commit') return ok({ ...view, submodule_git_url: null });
  const bytes = await git.blob(entry.sha);
  if (exchange.accept.includes('.raw')) return { status: 200, raw: { type: 'application/vnd.github.raw+json; charset=utf-8', bytes } };
  if (entry.mode === '120000') return ok({ ...view, target: bytes.toString('utf8') });
  // Above a megabyte only the raw form has the bytes.
  const inline = size <= inlineLimit ? { encoding: 'base64', content: lines(bytes.toString('base64')) } : { encoding: 'none', content: '' };
  return ok({ ...view, ...inline });
}

async function listFolder(exchange: RepositoryExchange, commit: string, path: string, ref: string): Promise<Answer> {
  const entries = await exchange.repository.git.tree(commit, path === '' ? {} : { path });
  const views = entries.map((entry) => ({ ...viewEntry(exchange, entry, ref), ...(entry.type === 'commit' ? { type: 'file' } : {}) }));
  if (!exchange.accept.includes('.object')) return ok(views);
  return ok({ ...viewEntry(exchange, { path, type: 'tree', sha: commit, mode: '040000' }, ref), entries: views });
}

function viewEntry({ world, repository }: RepositoryExchange, entry: TreeEntry, ref: string): Record<string, unknown> {
  const api = repositoryUrl(world, repository);
  const place = entry.path.split('/').map(encodeURIComponent).join('/');
  const url = `${api}/contents/${place}?ref=${encodeURIComponent(ref)}`;
  const kind = entry.type === 'tree' ? 'trees' : 'blobs';
  const gitUrl = `${api}/git/${kind}/${entry.sha}`;
  const htmlUrl = `${world.urls.web}/${repository.slug}/${kind === 'trees' ? 'tree' : 'blob'}/${ref}/${place}`;
  return {
    type: typeOf(entry),
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    git_url: gitUrl,
    html_url: htmlUrl,
    download_url: entry.type === 'blob' ? `${world.urls.web}/${repository.slug}/raw/${ref}/${place}` : null,
    _links: { self: url, git: gitUrl, html: htmlUrl },
  };
}

function typeOf({ type, mode }: TreeEntry): string {
  if (type === 'tree') return 'dir';
  if (type === 'commit') return 'submodule';
  return mode === '120000' ? 'symlink' : 'file';
}

/** There, base64 comes in lines of 60. */
function lines(base64: string): string {
  return base64.replaceAll(/.{1,60}/g, (line) => `${line}\n`);
}
