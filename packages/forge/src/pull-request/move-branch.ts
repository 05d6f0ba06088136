import type { Api } from '../api/client.ts';
import { ApiError } from '../api/failure.ts';

const none = '0'.repeat(40);
const identify = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }`;
const update = `mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;

/**
 * Moves a branch, if need be to a commit that does not follow on its own, or takes it away: but only from the commit that it
 * is believed to be at. GitHub compares and moves in one step, so nobody's push in between is lost.
 *
 * @param to - undefined takes the branch away
 * @throws ApiError when it is elsewhere by now, or may not be moved
 */
export async function moveBranch(api: Api, branch: string, from: string, to: string | undefined): Promise<void> {
  const { owner, repo: name } = api;
  const { repository } = await api.read(({ graphql }) => graphql<{ repository: { id: string } }>(identify, { owner, name }));
  const refUpdates = [{ name: `refs/heads/${branch}`, beforeOid: from, afterOid: to ?? none, force: to !== undefined }];
  await api.write(({ graphql }) => graphql(update, { input: { repositoryId: repository.id, refUpdates } }));
}

/** Whether the server is too old to compare and move in one step. Without that, nothing is forced. */
export function canNotMove(error: unknown): boolean {
  return error instanceof ApiError && error.failure.kind === 'refused' && /updateRefs|UpdateRefsInput/.test(error.failure.said);
}
