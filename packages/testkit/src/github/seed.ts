import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBareRepository } from '../git-server/create-repository.ts';
import { openBareRepository } from './bare-repository.ts';
import { git } from './git.ts';
import type { IssueOptions, Protection, PullOptions, RepositoryOptions } from './options.ts';
import { nextNumber, type Repository } from './world.ts';

interface Seed {
  readonly folder: string;
  readonly now: () => Date;
  readonly nextId: () => number;
}

/** Makes the repositories, each after the one that it is a fork of. */
export async function seedRepositories(options: Readonly<Record<string, RepositoryOptions>>, seed: Seed): Promise<Repository[]> {
  const made = new Map<string, Repository>();
  for (const [slug, settings] of Object.entries(options).toSorted(
    ([, a], [, b]) => Number(a.forkOf !== undefined) - Number(b.forkOf !== undefined),
  )) {
    made.set(slug, await seedRepository(slug, settings, made, seed));
  }
  const repositories = [...made.values()];
  for (const repository of repositories) {
    seedPulls(repository, options[repository.slug]?.pulls ?? [], repositories, seed);
    seedIssues(repository, options[repository.slug]?.issues ?? [], seed);
    seedComments(repository, options[repository.slug]?.comments ?? [], seed);
  }
  return repositories;
}

async function seedRepository(
  slug: string,
  options: RepositoryOptions,
  made: ReadonlyMap<string, Repository>,
  seed: Seed,
): Promise<Repository> {
  const {
    files = {},
    defaultBranch = 'main',
    private: isPrivate = true,
    forkOf,
    protected: protections = {},
    disabledWorkflows = [],
    hasIssues = true,
  } = options;
  const [owner = '', name = ''] = slug.split('/');
  const parent = forkOf === undefined ? undefined : made.get(forkOf);
  if (forkOf !== undefined && parent === undefined) throw new Error(`${slug} is a fork of ${forkOf}, which is not there.`);
  const path = join(seed.folder, owner, `${name}.git`);
  await createBareRepository(path, defaultBranch);
  const bare = openBareRepository(path);
  if (parent !== undefined) await git(bare.path, ['fetch', '--quiet', parent.git.path, '+refs/heads/*:refs/heads/*']);
  const createdAt = seed.now();
  if (Object.keys(files).length > 0) {
    const author = { name: 'Test Author', email: 'author@example.com', date: createdAt.toISOString() };
    const branch = `refs/heads/${defaultBranch}`;
    const before = (await bare.ref(branch)) ?? (await parent?.git.ref(`refs/heads/${parent.defaultBranch}`));
    const changes = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }));
    const commit = await bare.writeCommit(before, changes, 'first', { author, committer: author });
    await bare.run(['update-ref', branch, commit]);
  }
  await protect(path, Object.entries(protections));
  return {
    id: seed.nextId(),
    slug,
    owner,
    name,
    private: isPrivate,
    defaultBranch,
    forkOf: parent,
    protections: new Map(Object.entries(protections)),
    disabledWorkflows,
    git: bare,
    createdAt,
    pulls: [],
    issues: [],
    hasIssues,
    comments: [],
    runs: [],
    dispatches: [],
  };
}

/** A push to a protected branch is refused by git itself, as there; each kind of protection has its words. */
async function protect(path: string, protections: readonly (readonly [string, Protection])[]): Promise<void> {
  if (protections.length === 0) return;
  for (const kind of ['classic', 'ruleset'] as const) {
    const refs = protections.flatMap(([branch, protection]) => (protection === kind ? [`refs/heads/${branch}\n`] : []));
    await writeFile(join(path, kind), refs.join(''));
  }
  await mkdir(join(path, 'hooks'), { recursive: true });
  await writeFile(join(path, 'hooks/update'), hook);
  await chmod(join(path, 'hooks/update'), 0o755);
}

const hook = `#!/bin/sh
if grep -qxF "$1" classic; then
  echo "error: GH006: Protected branch update failed for $1." >&2
elif grep -qxF "$1" ruleset; then
  echo "error: GH013: Repository rule violations found for $1." >&2
else
  exit 0
fi
exit 1
`;

function seedPulls(repository: Repository, pulls: readonly PullOptions[], all: readonly Repository[], { now, nextId }: Seed): void {
  for (const { head, base = repository.defaultBranch, title = 'A change', body = null, state = 'open', author = 'contributor' } of pulls) {
    const [owner = '', branch = ''] = head.split(/:(.*)/s);
    const from = findHeadRepository(repository, owner, all);
    if (from === undefined) throw new Error(`${head}: ${owner} has no fork of ${repository.slug}.`);
    const at = now();
    const number = nextNumber(repository);
    repository.pulls.push({
      id: nextId(),
      number,
      author,
      head: { repository: from, branch },
      createdAt: at,
      draft: false,
      base,
      title,
      body,
      state,
      labels: [],
      updatedAt: at,
    });
  }
}

function seedIssues(repository: Repository, issues: readonly IssueOptions[], { now, nextId }: Seed): void {
  for (const { title = 'Something is wrong', body = null, state = 'open', labels = [], author = 'contributor' } of issues) {
    const at = now();
    const end = { stateReason: state === 'closed' ? 'completed' : null, closedAt: state === 'closed' ? at : null };
    const number = nextNumber(repository);
    repository.issues.push({ id: nextId(), number, author, createdAt: at, title, body, state, labels: [...labels], updatedAt: at, ...end });
  }
}

function seedComments(repository: Repository, comments: NonNullable<RepositoryOptions['comments']>, { now, nextId }: Seed): void {
  for (const { issue, author, body } of comments) {
    const at = now();
    repository.comments.push({ id: nextId(), issue, author, body, createdAt: at, updatedAt: at });
  }
}

/** The owner's repository in the family of forks: the repository itself, or a fork of it. */
export function findHeadRepository(repository: Repository, owner: string, all: readonly Repository[]): Repository | undefined {
  const family = all.filter((other) => other === repository || other.forkOf === repository);
  return family.find((other) => other.owner.toLowerCase() === owner.toLowerCase());
}
