import { notFound, ok, refuse } from '../answer.ts';
import { viewCommit } from '../view/commit.ts';
import { repositoryUrl, viewRepository } from '../view/repository.ts';
import { answerPage, cutPage } from './page.ts';
import { route, type RepositoryExchange } from './route.ts';

export const commitRoutes = [
  route('GET ', ['metadata:read'], ({ world, repository }) => ok(viewRepository(world, repository))),
  route('GET /commits', ['contents:read'], async (exchange) => {
    const { world, repository, query } = exchange;
    const from = await repository.git.resolve(query.get('sha') ?? repository.defaultBranch);
    if (from === undefined) throw notFound();
    const path = query.get('path');
    const listed = await repository.git.run(['log', '--format=%H', from, '--', ...(path === null ? [] : [path])]);
    const ids = listed.split('\n').filter((id) => id !== '');
    const commits = await Promise.all(cutPage(ids, exchange).map((id) => repository.git.commit(id)));
    const json = commits.map((commit) => viewCommit(world, repository, commit));
    return answerPage(json, ids.length, `${repositoryUrl(world, repository)}/commits`, query);
  }),
  route('GET /commits/{ref}', ['contents:read'], async (exchange) => {
    const { world, repository, accept } = exchange;
    const ref = exchange.path['ref'] ?? '';
    const sha = await repository.git.resolve(ref);
    if (sha === undefined) throw refuse(422, `No commit found for SHA: ${ref}`);
    if (accept.includes('.sha'))
      return { status: 200, raw: { type: 'application/vnd.github.sha; charset=utf-8', bytes: Buffer.from(sha) } };
    const commit = await repository.git.commit(sha);
    const files = await changedFiles(exchange, commit.parents[0], sha);
    const sum = (key: 'additions' | 'deletions'): number => files.reduce((total, file) => total + file[key], 0);
    const stats = { additions: sum('additions'), deletions: sum('deletions'), total: sum('additions') + sum('deletions') };
    return ok({ ...viewCommit(world, repository, commit), stats, files });
  }),
  route('GET /compare/{basehead}', ['contents:read'], async (exchange) => {
    const { world, repository, query } = exchange;
    const [base, head] = (exchange.path['basehead'] ?? '').split('...');
    const from = await repository.git.resolve(base ?? '');
    const to = await repository.git.resolve(head ?? '');
    if (from === undefined || to === undefined) throw notFound();
    const mergeBase = await repository.git.run(['merge-base', from, to]).catch(() => undefined);
    if (mergeBase === undefined) throw refuse(404, `No common ancestor between ${base} and ${head}.`);
    const ahead = (await repository.git.log(`${from}..${to}`)).toReversed();
    const behind = await repository.git.log(`${to}..${from}`);
    const web = `${world.urls.web}/${repository.slug}/compare/${base}...${head}`;
    const url = `${repositoryUrl(world, repository)}/compare/${base}...${head}`;
    const json = {
      url,
      html_url: web,
      permalink_url: web,
      diff_url: `${web}.diff`,
      patch_url: `${web}.patch`,
      base_commit: viewCommit(world, repository, await repository.git.commit(from)),
      merge_base_commit: viewCommit(world, repository, await repository.git.commit(mergeBase)),
      status: relation(ahead.length, behind.length),
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: cutPage(ahead, exchange).map((commit) => viewCommit(world, repository, commit)),
      files: await changedFiles(exchange, mergeBase, to),
    };
    return answerPage(json, ahead.length, url, query);
  }),
  route('GET /branches/{branch}', ['contents:read'], async (exchange) => {
    const { world, repository } = exchange;
    const name = exchange.path['branch'] ?? '';
    const sha = await repository.git.ref(`refs/heads/${name}`);
    if (sha === undefined) throw refuse(404, 'Branch not found');
    const url = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(name)}`;
    return ok({
      name,
      commit: viewCommit(world, repository, await repository.git.commit(sha)),
      _links: { self: url, html: `${world.urls.web}/${repository.slug}/tree/${name}` },
      protected: repository.protections.has(name),
      protection: { enabled: repository.protections.get(name) === 'classic' },
      protection_url: `${url}/protection`,
    });
  }),
  // Rules of a ruleset are not seen here, and to see the others takes a right that few tokens have.
  route('GET /branches/{branch}/protection', ['administration:read'], ({ world, repository, path }) => {
    const name = path['branch'] ?? '';
    if (repository.protections.get(name) !== 'classic') throw refuse(404, 'Branch not protected');
    return ok({ url: `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(name)}/protection` });
  }),
];

interface ChangedFile {
  readonly sha: string;
  readonly filename: string;
  readonly status: string;
  readonly additions: number;
  readonly deletions: number;
  readonly [more: string]: unknown;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const statuses: Readonly<Record<string, string>> = { A: 'added', D: 'removed', M: 'modified', T: 'changed' };

/** Without renames: what was renamed is removed and added. */
async function changedFiles({ world, repository }: RepositoryExchange, from: string | undefined, to: string): Promise<ChangedFile[]> {
  const range = [from ?? emptyTree, to];
  const counts = await repository.git.run(['diff-tree', '-r', '-z', '--no-renames', '--numstat', ...range]);
  const raw = (await repository.git.run(['diff-tree', '-r', '-z', '--no-renames', '--raw', '--no-abbrev', ...range])).split('\0');
  const states = new Map(raw.flatMap((line, at) => (line.startsWith(':') ? [[raw[at + 1] ?? '', line.split(' ')] as const] : [])));
  return counts.split('\0').flatMap((line) => {
    const [added, deleted, filename] = line.split('\t');
    if (filename === undefined) return [];
    const [, , before = '', after = '', letter = ''] = states.get(filename) ?? [];
    const [additions, deletions] = [Number(added) || 0, Number(deleted) || 0];
    const sha = letter === 'D' ? before : after;
    const place = filename.split('/').map(encodeURIComponent).join('/');
    const web = `${world.urls.web}/${repository.slug}`;
    const contents = `${repositoryUrl(world, repository)}/contents/${place}?ref=${to}`;
    const urls = { blob_url: `${web}/blob/${to}/${place}`, raw_url: `${web}/raw/${to}/${place}`, contents_url: contents };
    return [{ sha, filename, status: statuses[letter] ?? 'modified', additions, deletions, changes: additions + deletions, ...urls }];
  });
}

function relation(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) return 'diverged';
  if (ahead > 0) return 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}
