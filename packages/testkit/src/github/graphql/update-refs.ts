import { grants, reaches } from '../access.ts';
import { protectionOf } from '../protection.ts';
import type { Caller } from '../tokens.ts';
import { nodeId } from '../view/links.ts';
import type { Repository, World } from '../world.ts';
import { refuseField } from './refusal.ts';

/** The input of `updateRefs`, as the schema has checked it. */
export interface UpdateRefsInput {
  readonly clientMutationId?: string;
  readonly repositoryId: string;
  readonly refUpdates: readonly {
    /** In full: `refs/heads/…`. */
    readonly name: string;
    /** Zeros: there must be none. Absent: it does not matter. */
    readonly beforeOid?: string;
    /** Zeros take it away. */
    readonly afterOid: string;
    readonly force?: boolean;
  }[];
}

/**
 * Moves, makes and takes away refs, all or none, and only from where the client believes them to be.
 *
 * @throws GraphQLError with GitHub's type
 */
export async function updateRefs(world: World, caller: Caller, input: UpdateRefsInput): Promise<object> {
  const { repositoryId, refUpdates } = input;
  const repository = world.repositories.find(({ id }) => nodeId('Repository', id) === repositoryId);
  const mayWrite = caller.kind === 'token' && repository !== undefined && reaches(caller.actor, repository);
  if (!mayWrite) throw refuseField('NOT_FOUND', `Could not resolve to a node with the global id of '${repositoryId}'.`);
  if (!grants(caller.actor, 'contents:write')) throw refuseField('FORBIDDEN', 'Resource not accessible by integration');
  for (const { name, afterOid, force = false } of refUpdates) {
    if (protectionOf(repository, name) !== undefined)
      throw refuseField('BRANCH_PROTECTION_RULE_VIOLATION', 'Changes must be made through a pull request.');
    const now = await repository.git.ref(name);
    if (!force && !isZero(afterOid) && now !== undefined && !(await follows(repository, now, afterOid)))
      throw refuseField('UNPROCESSABLE', `The update of ${name} is not a fast forward.`);
  }
  const lines = refUpdates.map(({ name, beforeOid = '', afterOid }) =>
    isZero(afterOid) ? `delete ${name} ${beforeOid}` : `update ${name} ${afterOid} ${beforeOid}`,
  );
  await repository.git.run(['update-ref', '--stdin'], { stdin: `start\n${lines.join('\n')}\ncommit\n` }).catch(() => {
    throw refuseField('UNPROCESSABLE', 'The references were not updated.');
  });
  return { clientMutationId: input.clientMutationId ?? null };
}

function isZero(oid: string): boolean {
  return /^0+$/.test(oid);
}

async function follows({ git }: Repository, before: string, after: string): Promise<boolean> {
  return (await git.log(`${after}..${before}`)).length === 0;
}
