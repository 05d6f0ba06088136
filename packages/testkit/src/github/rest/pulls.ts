import { created, invalid, notFound, ok } from '../answer.ts';
import { findHeadRepository } from '../seed.ts';
import { viewFullPull, viewPull } from '../view/issue.ts';
import { repositoryUrl } from '../view/repository.ts';
import { nextNumber, type Pull, type Repository } from '../world.ts';
import { answerPage, cutPage } from './page.ts';
import { loginOf, route, textOf, type RepositoryExchange } from './route.ts';

export const pullRoutes = [
  route('GET /pulls', ['pull_requests:read'], async (exchange) => {
    const { world, repository, query } = exchange;
    const found = select(repository.pulls, query);
    const json = await Promise.all(cutPage(found, exchange).map((pull) => viewPull(world, repository, pull)));
    return answerPage(json, found.length, `${repositoryUrl(world, repository)}/pulls`, query);
  }),
  route('GET /pulls/{pull_number}', ['pull_requests:read'], async (exchange) => {
    return ok(await viewFullPull(exchange.world, exchange.repository, findPull(exchange)));
  }),
  route('POST /pulls', ['pull_requests:write'], async (exchange) => {
    const { world, repository } = exchange;
    const pull = await open(exchange);
    repository.pulls.push(pull);
    return created(await viewFullPull(world, repository, pull));
  }),
  route('PATCH /pulls/{pull_number}', ['pull_requests:write'], async (exchange) => {
    const { world, repository, body } = exchange;
    const pull = findPull(exchange);
    pull.title = textOf(body, 'title') ?? pull.title;
    pull.body = textOf(body, 'body') ?? pull.body;
    pull.base = await existingBase(repository, textOf(body, 'base') ?? pull.base);
    const state = textOf(body, 'state');
    if (state === 'open' || state === 'closed') await setState(pull, state);
    pull.updatedAt = world.now();
    return ok(await viewFullPull(world, repository, pull));
  }),
];

/** As the query says; newest first unless it says otherwise. */
function select(pulls: readonly Pull[], query: URLSearchParams): Pull[] {
  const state = query.get('state') ?? 'open';
  const head = query.get('head');
  const base = query.get('base');
  // A head without an owner is no filter there either.
  const found = pulls.filter(
    (pull) =>
      (state === 'all' || pull.state === state) &&
      (base === null || pull.base === base) &&
      (head?.includes(':') !== true || head === `${pull.head.repository.owner}:${pull.head.branch}`),
  );
  return query.get('direction') === 'asc' ? found : found.toReversed();
}

function findPull({ repository, path }: RepositoryExchange): Pull {
  const pull = repository.pulls.find(({ number }) => String(number) === path['pull_number']);
  if (pull === undefined) throw notFound();
  return pull;
}

async function open({ world, repository, caller, body }: RepositoryExchange): Promise<Pull> {
  const title = textOf(body, 'title') ?? '';
  if (title === '') throw invalid('PullRequest', 'title is missing');
  const base = await existingBase(repository, textOf(body, 'base') ?? '');
  const head = await findHead(world.repositories, repository, textOf(body, 'head') ?? '');
  const label = `${head.repository.owner}:${head.branch}`;
  const isTaken = (pull: Pull): boolean =>
    pull.state === 'open' && pull.base === base && pull.head.repository === head.repository && pull.head.branch === head.branch;
  if (repository.pulls.some(isTaken)) throw invalid('PullRequest', `A pull request already exists for ${label}.`);
  if (head.repository === repository) {
    const commits = await repository.git.log(`refs/heads/${base}..refs/heads/${head.branch}`);
    if (commits.length === 0) throw invalid('PullRequest', `No commits between ${base} and ${head.branch}`);
  }
  const at = world.now();
  return {
    id: world.nextId(),
    number: nextNumber(repository),
    author: loginOf(caller),
    head,
    base,
    title,
    body: textOf(body, 'body') ?? null,
    state: 'open',
    labels: [],
    draft: body['draft'] === true,
    createdAt: at,
    updatedAt: at,
  };
}

async function existingBase({ git }: Repository, base: string): Promise<string> {
  if ((await git.ref(`refs/heads/${base}`)) === undefined) throw invalidField('base');
  return base;
}

async function findHead(all: readonly Repository[], repository: Repository, text: string): Promise<Pull['head']> {
  const [owner, branch] = text.includes(':') ? text.split(/:(.*)/s) : [repository.owner, text];
  const from = findHeadRepository(repository, owner ?? '', all);
  if (from === undefined || branch === undefined || (await from.git.ref(`refs/heads/${branch}`)) === undefined) throw invalidField('head');
  return { repository: from, branch };
}

function invalidField(field: string): Error {
  return invalid('PullRequest', `${field} invalid`);
}

async function setState(pull: Pull, state: Pull['state']): Promise<void> {
  if (pull.state === state) return;
  const sha = await pull.head.repository.git.ref(`refs/heads/${pull.head.branch}`);
  if (state === 'closed' && sha !== undefined) pull.closedHead = sha;
  if (state === 'open') delete pull.closedHead;
  pull.state = state;
}
