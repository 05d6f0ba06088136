import { created, invalid, notFound, ok, refuse, type Answer } from '../answer.ts';
import { viewIssue, viewPullAsIssue } from '../view/plain-issue.ts';
import { repositoryUrl } from '../view/repository.ts';
import { nextNumber, type Issue, type Pull } from '../world.ts';
import { answerPage, cutPage } from './page.ts';
import { loginOf, route, textOf, type Body, type RepositoryExchange } from './route.ts';

const longestTitle = 256;
const longestBody = 65_536;

export const issueRoutes = [
  route('GET /issues', ['issues:read'], (exchange) => {
    const { world, repository, query } = withIssues(exchange);
    const found = select([...repository.pulls, ...repository.issues], query);
    const json = cutPage(found, exchange).map((issue) =>
      'head' in issue ? viewPullAsIssue(world, repository, issue) : viewIssue(world, repository, issue),
    );
    return answerPage(json, found.length, `${repositoryUrl(world, repository)}/issues`, query);
  }),
  route('POST /issues', ['issues:write'], (exchange) => {
    const { world, repository, caller, body } = withIssues(exchange);
    const at = world.now();
    const issue: Issue = {
      id: world.nextId(),
      number: nextNumber(repository),
      author: loginOf(caller),
      createdAt: at,
      title: titleOf(body) ?? '',
      body: bodyOf(body) ?? null,
      state: 'open',
      stateReason: null,
      labels: labelsOf(body) ?? [],
      updatedAt: at,
      closedAt: null,
    };
    repository.issues.push(issue);
    return created(viewIssue(world, repository, issue));
  }),
  route('GET /issues/{issue_number}', ['issues:read'], (exchange) => answerIssue(exchange, findIssue(withIssues(exchange)))),
  route('PATCH /issues/{issue_number}', ['issues:write'], (exchange) => {
    const { world, body } = withIssues(exchange);
    const issue = findIssue(exchange);
    issue.title = textOf(body, 'title') === undefined ? issue.title : (titleOf(body) ?? '');
    issue.body = bodyOf(body) ?? issue.body;
    issue.labels = labelsOf(body) ?? issue.labels;
    setState(issue, body, world.now());
    issue.updatedAt = world.now();
    return answerIssue(exchange, issue);
  }),
];

function answerIssue({ world, repository }: RepositoryExchange, issue: Issue): Answer {
  return ok(viewIssue(world, repository, issue));
}

/** @throws Refusal 410 where issues are switched off */
function withIssues(exchange: RepositoryExchange): RepositoryExchange {
  if (exchange.repository.hasIssues) return exchange;
  throw refuse(410, 'Issues has been disabled in this repository.');
}

function findIssue({ repository, path }: RepositoryExchange): Issue {
  const issue = repository.issues.find(({ number }) => String(number) === path['issue_number']);
  if (issue === undefined) throw notFound();
  return issue;
}

/** As the query says; newest first unless it says otherwise. Labels must all be there, in any case of letters. */
function select(all: readonly (Issue | Pull)[], query: URLSearchParams): (Issue | Pull)[] {
  const state = query.get('state') ?? 'open';
  const labels = (query.get('labels') ?? '').split(',').filter((name) => name !== '');
  const creator = query.get('creator');
  const has = (issue: Issue | Pull, label: string): boolean => issue.labels.some((name) => name.toLowerCase() === label.toLowerCase());
  const found = all.filter(
    (issue) =>
      (state === 'all' || issue.state === state) &&
      (creator === null || issue.author === creator) &&
      labels.every((label) => has(issue, label)),
  );
  const oldestFirst = found.toSorted((a, b) => a.number - b.number);
  return query.get('direction') === 'asc' ? oldestFirst : oldestFirst.toReversed();
}

function titleOf(body: Body): string | undefined {
  const title = textOf(body, 'title');
  if (title?.trim() === '') throw invalid('Issue', "title can't be blank");
  if ((title ?? '').length > longestTitle) throw invalid('Issue', `title is too long (maximum is ${longestTitle} characters)`);
  return title;
}

function bodyOf(body: Body): string | undefined {
  const text = textOf(body, 'body');
  if ((text ?? '').length > longestBody) throw invalid('Issue', `body is too long (maximum is ${longestBody} characters)`);
  return text;
}

function labelsOf(body: Body): string[] | undefined {
  const labels = body['labels'];
  return Array.isArray(labels) ? labels.flatMap((label: unknown) => (typeof label === 'string' ? [label] : [])) : undefined;
}

function setState(issue: Issue, body: Body, at: Date): void {
  const state = textOf(body, 'state');
  if ((state !== 'open' && state !== 'closed') || state === issue.state) return;
  issue.state = state;
  issue.stateReason = textOf(body, 'state_reason') ?? (state === 'closed' ? 'completed' : 'reopened');
  issue.closedAt = state === 'closed' ? at : null;
}
