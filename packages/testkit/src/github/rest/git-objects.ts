import { created, notFound, refuse } from '../answer.ts';
import type { Person } from '../bare-repository.ts';
import { viewGitCommit } from '../view/commit.ts';
import { repositoryUrl } from '../view/repository.ts';
import { viewTree } from '../view/tree.ts';
import { loginOf, route, textOf, type RepositoryExchange } from './route.ts';

let indexes = 0;

/** Trees and commits that nothing points to yet. */
export const gitObjectRoutes = [
  route('POST /git/trees', ['contents:write'], async (exchange) => {
    const { world, repository, body } = exchange;
    const entries = Array.isArray(body['tree']) ? body['tree'].map(toEntry) : [];
    const base = textOf(body, 'base_tree');
    if (base !== undefined && (await repository.git.resolve(base, 'tree')) === undefined) throw notFound();
    const sha = await writeTree(exchange, base, entries);
    return created({ ...viewTree(repositoryUrl(world, repository), sha, await repository.git.tree(sha)) });
  }),
  route('POST /git/commits', ['contents:write'], async (exchange) => {
    const { world, repository, body } = exchange;
    const parents = Array.isArray(body['parents']) ? body['parents'].map(String) : [];
    const tree = textOf(body, 'tree') ?? '';
    if ((await repository.git.resolve(tree, 'tree')) === undefined) throw refuse(422, 'Tree SHA does not exist');
    for (const parent of parents)
      if ((await repository.git.resolve(parent)) === undefined) throw refuse(422, 'Parent SHA does not exist or is not a commit object');
    const author = personIn(body['author']) ?? tokenOwner(exchange);
    const committer = personIn(body['committer']) ??
      personIn(body['author']) ?? { name: 'GitHub', email: 'noreply@github.com', date: author.date };
    const env = { ...variables('AUTHOR', author), ...variables('COMMITTER', committer) };
    const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])];
    const sha = await repository.git.run(args, { stdin: textOf(body, 'message') ?? '', env });
    return created(viewGitCommit(world, repository, await repository.git.commit(sha)));
  }),
];

interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly content?: string;
  /** Null takes the path away. */
  readonly sha?: string | null;
}

function toEntry(value: unknown): Entry {
  const fields: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const { path, mode, type, content, sha } = fields;
  return {
    path: typeof path === 'string' ? path : '',
    mode: typeof mode === 'string' ? mode : '100644',
    type: typeof type === 'string' ? type : 'blob',
    ...(typeof content === 'string' ? { content } : {}),
    ...(typeof sha === 'string' || sha === null ? { sha } : {}),
  };
}

/** @throws Refusal for what takes away a path that is not there, and for paths that git does not have */
async function writeTree(
  { repository: { git } }: RepositoryExchange,
  base: string | undefined,
  entries: readonly Entry[],
): Promise<string> {
  const env = { GIT_INDEX_FILE: `written-${(indexes += 1)}` };
  await git.run(base === undefined ? ['read-tree', '--empty'] : ['read-tree', base], { env });
  const lines: string[] = [];
  for (const { path, mode, content, sha } of entries) {
    const isGone = sha === null && (base === undefined || (await git.tree(base, { path })).length === 0);
    if (isGone || path === '' || path.split('/').includes('..')) throw refuse(422, 'GitRPC::BadObjectState');
    const id = content === undefined ? sha : await git.run(['hash-object', '-w', '--stdin'], { stdin: content });
    lines.push(typeof id === 'string' ? `${mode} ${id}\t${path}` : `0 ${'0'.repeat(40)}\t${path}`);
  }
  await git.run(['update-index', '-z', '--add', '--index-info'], { env, stdin: lines.map((line) => `${line}\0`).join('') });
  return git.run(['write-tree'], { env });
}

function tokenOwner({ world, caller }: RepositoryExchange): Person {
  const login = loginOf(caller);
  return { name: login, email: `${login}@users.noreply.github.com`, date: world.now().toISOString() };
}

function personIn(value: unknown): Person | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value && 'email' in value)) return undefined;
  const date = 'date' in value && typeof value.date === 'string' ? value.date : new Date().toISOString();
  return { name: String(value.name), email: String(value.email), date };
}

function variables(who: 'AUTHOR' | 'COMMITTER', { name, email, date }: Person): Record<string, string> {
  return { [`GIT_${who}_NAME`]: name, [`GIT_${who}_EMAIL`]: email, [`GIT_${who}_DATE`]: date };
}
