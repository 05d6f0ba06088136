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
      const sha = await repository.git.resolve(oid ?? expression ?? '');
      return sha === undefined ? null : viewCommitNode(repository, await repository.git.commit(sha));
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
