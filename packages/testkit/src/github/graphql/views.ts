import type { Commit } from '../bare-repository.ts';
import { nodeId } from '../view/links.ts';
import type { Repository, World } from '../world.ts';

/** Objects for GitHub's schema: what has a function here is asked for only when the query wants it. */
export function viewRepositoryNode(world: World, repository: Repository): object {
  return {
    id: nodeId('Repository', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: repository.slug,
    isPrivate: repository.private,
    url: `${world.urls.web}/${repository.slug}`,
    defaultBranchRef: () => viewRef(repository, `refs/heads/${repository.defaultBranch}`),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      viewRef(repository, qualifiedName.startsWith('refs/') ? qualifiedName : `refs/heads/${qualifiedName}`),
    object: async ({ expression, oid }: { expression?: string; oid?: string }) => {
      const name = oid ?? (await namedIn(repository, expression ?? ''));
      const commit = await repository.git.resolve(name);
      if (commit !== undefined) return viewCommitNode(repository, await repository.git.commit(commit));
      const blob = await repository.git.resolve(name, 'blob');
      return blob === undefined ? null : viewBlobNode(blob, await repository.git.blob(blob));
    },
  };
}

export async function viewRef(repository: Repository, name: string): Promise<object | null> {
  const sha = await repository.git.ref(name);
  if (sha === undefined) return null;
  const [, prefix = '', short = ''] = /^(refs\/[^/]+\/)(.*)$/.exec(name) ?? [];
  const target = async (): Promise<object> => viewCommitNode(repository, await repository.git.commit(sha));
  return { id: nodeId('Ref', `${repository.slug}:${name}`), name: short, prefix, target };
}

export function viewCommitNode(repository: Repository, { sha, message, author, tree }: Commit): object {
  const [headline = '', ...rest] = message.split('\n');
  return {
    __typename: 'Commit',
    id: nodeId('Commit', sha),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    committedDate: author.date,
    url: `/${repository.slug}/commit/${sha}`,
    tree: { __typename: 'Tree', oid: tree },
  };
}

/** What `REVISION:PATH` stands for; anything else as it is. */
async function namedIn({ git }: Repository, expression: string): Promise<string> {
  const colon = expression.indexOf(':');
  if (colon < 0) return expression;
  const [entry] = await git.tree(expression.slice(0, colon), { path: expression.slice(colon + 1) }).catch(() => []);
  return entry?.sha ?? '';
}

/** GitHub gives no more of a file's text, in bytes. */
const mostText = 512_000;

// What is no UTF-8 is taken for another encoding there, and has a text, too.
function viewBlobNode(sha: string, bytes: Buffer): object {
  const isBinary = bytes.subarray(0, 8000).includes(0);
  return {
    __typename: 'Blob',
    id: nodeId('Blob', sha),
    oid: sha,
    byteSize: bytes.length,
    isBinary,
    isTruncated: bytes.length > mostText,
    text: isBinary ? null : bytes.subarray(0, mostText).toString('utf8'),
  };
}
