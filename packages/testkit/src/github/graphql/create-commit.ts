import type { Change } from '../bare-repository.ts';
import { grants, reaches } from '../access.ts';
import type { Actor, Caller } from '../tokens.ts';
import { protectionOf } from '../protection.ts';
import { findRepository, type Repository, type World } from '../world.ts';
import { refuseField } from './refusal.ts';
import { viewCommitNode, viewRef } from './views.ts';

/** The input of `createCommitOnBranch`, as the schema has checked it. */
export interface CreateCommitInput {
  readonly clientMutationId?: string;
  readonly branch: { readonly id?: string; readonly repositoryNameWithOwner?: string; readonly branchName?: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
}

/**
 * Writes a commit to a branch if its head is what the client believes it is: compare and swap, in one step of git.
 *
 * @throws GraphQLError with GitHub's type
 */
export async function createCommitOnBranch(world: World, caller: Caller, input: CreateCommitInput): Promise<object> {
  const { branch, expectedHeadOid, message, clientMutationId = null } = input;
  const repository = findRepository(world, branch.repositoryNameWithOwner ?? '');
  const actor = allowed(caller, repository, branch.repositoryNameWithOwner ?? '');
  const ref = `refs/heads/${branch.branchName ?? ''}`;
  const head = await repository?.git.ref(ref);
  if (repository === undefined || head === undefined)
    throw refuseField('NOT_FOUND', `Could not resolve to a branch with the name of '${branch.branchName}'.`);
  checkProtection(repository, ref);
  if (head !== expectedHeadOid) throw stale(expectedHeadOid);
  const changes = await readChanges(repository, head, input);
  checkWorkflows(actor, changes);
  const date = world.now().toISOString();
  const author = { name: actor.login, email: `${actor.login}@users.noreply.github.com`, date };
  const committer = { name: 'GitHub', email: 'noreply@github.com', date };
  const text = message.body === undefined || message.body === '' ? message.headline : `${message.headline}\n\n${message.body}`;
  const commit = await repository.git.writeCommit(head, changes, text, { author, committer });
  if (!(await repository.git.moveRef(ref, commit, head))) throw stale(expectedHeadOid); // somebody else was faster
  return { clientMutationId, commit: viewCommitNode(repository, await repository.git.commit(commit)), ref: () => viewRef(repository, ref) };
}

function allowed(caller: Caller, repository: Repository | undefined, slug: string): Actor {
  const missing = refuseField('NOT_FOUND', `Could not resolve to a Repository with the name '${slug}'.`);
  if (caller.kind !== 'token' || repository === undefined) throw missing;
  const isIn = reaches(caller.actor, repository);
  if (!isIn && repository.private) throw missing;
  if (!isIn || !grants(caller.actor, 'contents:write')) throw refuseField('FORBIDDEN', 'Resource not accessible by integration');
  return caller.actor;
}

/** The type that a ruleset's refusal has is not documented; only that it is not the one of classic rules. */
function checkProtection(repository: Repository, ref: string): void {
  switch (protectionOf(repository, ref)) {
    case undefined:
      return;
    case 'classic':
      throw refuseField('BRANCH_PROTECTION_RULE_VIOLATION', 'Changes must be made through a pull request.');
    case 'ruleset':
      throw refuseField('UNPROCESSABLE', 'Repository rule violations found\n\nChanges must be made through a pull request.\n\n');
  }
}

// Two blanks before "Pull", as there.
function stale(expected: string): Error {
  return refuseField('STALE_DATA', `Expected branch to point to "${expected}" but it did not.  Pull and try again.`);
}

async function readChanges(repository: Repository, head: string, { fileChanges }: CreateCommitInput): Promise<Change[]> {
  const additions = (fileChanges?.additions ?? []).map(({ path, contents }) => ({ path, content: decode(path, contents) }));
  const deletions = (fileChanges?.deletions ?? []).map(({ path }) => ({ path }));
  for (const { path } of deletions) {
    const entries = path === '' ? [] : await repository.git.tree(head, { path });
    if (entries.length === 0)
      throw refuseField('UNPROCESSABLE', `A path was requested for deletion which does not exist as of commit oid \`${head}\``);
  }
  const changes = [...additions, ...deletions];
  for (const { path } of changes) {
    if (path.split('/').some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git'))
      throw refuseField('UNPROCESSABLE', `The path ${JSON.stringify(path)} is not one of a file.`);
  }
  const twice = changes.find(({ path }, at) => changes.findIndex((other) => other.path === path) !== at);
  if (twice !== undefined) throw refuseField('UNPROCESSABLE', `The path ${JSON.stringify(twice.path)} was given twice.`);
  return changes;
}

function decode(path: string, contents: string): Buffer {
  const bytes = Buffer.from(contents, 'base64');
  if (bytes.toString('base64') !== contents.replaceAll(/\s/g, ''))
    throw refuseField('UNPROCESSABLE', `The contents of ${JSON.stringify(path)} are not base64.`);
  return bytes;
}

function checkWorkflows(actor: Actor, changes: readonly Change[]): void {
  const workflow = changes.find(({ path }) => path.startsWith('.github/workflows/'));
  if (workflow !== undefined && !grants(actor, 'workflows:write'))
    throw refuseField(
      'FORBIDDEN',
      `refusing to allow a GitHub App to create or update workflow \`${workflow.path}\` without \`workflows\` permission`,
    );
}
