import type { Api, Client } from '../api/client.ts';
import type { CommitId } from './commit-reader.ts';

const query = `query ($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) { ref(qualifiedName: $ref) { target { oid ... on Commit { tree { oid } } } } }
}`;

interface Reply {
  readonly repository: { readonly ref: { readonly target: { readonly oid: string; readonly tree: { readonly oid: string } } } | null };
}

/**
 * Where a branch is now.
 *
 * @returns undefined when there is no such branch
 */
export async function findHead({ graphql }: Client, { owner, repo }: Api, branch: string): Promise<CommitId | undefined> {
  const { repository } = await graphql<Reply>(query, { owner, name: repo, ref: `refs/heads/${branch}` });
  const target = repository.ref?.target;
  return target === undefined ? undefined : { commit: target.oid, tree: target.tree.oid };
}
