import { created, notFound, ok, refuse } from '../answer.ts';
import { checkProtection } from '../protection.ts';
import { viewGitCommit } from '../view/commit.ts';
import { nodeId } from '../view/links.ts';
import { repositoryUrl } from '../view/repository.ts';
import { viewTree } from '../view/tree.ts';
import { route, textOf, type RepositoryExchange } from './route.ts';

const oid = /^[0-9a-f]{40}$/;

export const gitRoutes = [
  route('GET /git/blobs/{file_sha}', ['contents:read'], async (exchange) => {
    const { world, repository, accept } = exchange;
    const sha = exchange.path['file_sha'] ?? '';
    if (!oid.test(sha)) throw refuse(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
    if ((await repository.git.resolve(sha, 'blob')) === undefined) throw notFound();
    const bytes = await repository.git.blob(sha);
    if (accept.includes('.raw')) return { status: 200, raw: { type: 'application/vnd.github.raw+json; charset=utf-8', bytes } };
    const url = `${repositoryUrl(world, repository)}/git/blobs/${sha}`;
    return ok({ sha, node_id: nodeId('Blob', sha), size: bytes.length, url, encoding: 'base64', content: bytes.toString('base64') });
  }),
  route('GET /git/trees/{tree_sha}', ['contents:read'], async (exchange) => {
    const { world, repository, query } = exchange;
    const sha = await repository.git.resolve(exchange.path['tree_sha'] ?? '', 'tree');
    if (sha === undefined) throw notFound();
    const entries = await repository.git.tree(sha, { recursive: query.has('recursive') });
    return ok(viewTree(repositoryUrl(world, repository), sha, entries));
  }),
  route('GET /git/commits/{commit_sha}', ['contents:read'], async (exchange) => {
    const { world, repository } = exchange;
    const sha = exchange.path['commit_sha'] ?? '';
    if (!oid.test(sha) || (await repository.git.resolve(sha)) === undefined) throw notFound();
    return ok(viewGitCommit(world, repository, await repository.git.commit(sha)));
  }),
  route('GET /git/ref/{ref}', ['contents:read'], async (exchange) => {
    const name = `refs/${exchange.path['ref']}`;
    const sha = await exchange.repository.git.ref(name);
    if (sha === undefined) throw notFound();
    return ok(viewRef(exchange, name, sha));
  }),
  route('POST /git/refs', ['contents:write'], async (exchange) => {
    const { repository, body } = exchange;
    const name = textOf(body, 'ref') ?? '';
    const sha = await existingCommit(exchange);
    if (!/^refs\/[^/]+\/./.test(name)) throw refuse(422, 'Reference name must start with refs/ and have at least one more slash.');
    checkProtection(repository, name);
    if ((await repository.git.ref(name)) !== undefined || !(await repository.git.moveRef(name, sha, undefined)))
      throw refuse(422, 'Reference already exists');
    return created(viewRef(exchange, name, sha));
  }),
  route('PATCH /git/refs/{ref}', ['contents:write'], async (exchange) => {
    const { repository, body } = exchange;
    const name = `refs/${exchange.path['ref']}`;
    const before = await repository.git.ref(name);
    if (before === undefined) throw refuse(422, 'Reference does not exist');
    checkProtection(repository, name);
    const sha = await existingCommit(exchange);
    if (body['force'] !== true && !(await isAncestor(exchange, before, sha))) throw refuse(422, 'Update is not a fast forward');
    if (!(await repository.git.moveRef(name, sha, before))) throw refuse(422, 'Reference cannot be updated');
    return ok(viewRef(exchange, name, sha));
  }),
];

function viewRef({ world, repository }: RepositoryExchange, name: string, sha: string): Record<string, unknown> {
  const api = repositoryUrl(world, repository);
  return {
    ref: name,
    node_id: nodeId('Ref', name),
    url: `${api}/git/${name}`,
    object: { type: 'commit', sha, url: `${api}/git/commits/${sha}` },
  };
}

async function existingCommit({ repository, body }: RepositoryExchange): Promise<string> {
  const sha = textOf(body, 'sha') ?? '';
  if (!oid.test(sha)) throw refuse(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  if ((await repository.git.resolve(sha)) === undefined) throw refuse(422, 'Object does not exist');
  return sha;
}

async function isAncestor({ repository }: RepositoryExchange, before: string, after: string): Promise<boolean> {
  return (await repository.git.log(`${after}..${before}`)).length === 0;
}
