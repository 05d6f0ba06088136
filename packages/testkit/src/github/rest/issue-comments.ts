import { created, invalid, noContent, notFound, ok } from '../answer.ts';
import { viewComment, viewLabel } from '../view/issue.ts';
import { repositoryUrl } from '../view/repository.ts';
import type { Comment, Issue, Pull } from '../world.ts';
import { answerPage, cutPage } from './page.ts';
import { loginOf, route, textOf, type RepositoryExchange } from './route.ts';

const maximumLength = 65_536;

export const issueCommentRoutes = [
  route('GET /issues/{issue_number}/comments', ['issues:read', 'pull_requests:read'], (exchange) => {
    const { world, repository, query } = exchange;
    const { number } = findIssue(exchange);
    const found = repository.comments.filter(({ issue }) => issue === number);
    const json = cutPage(found, exchange).map((comment) => viewComment(world, repository, comment));
    return answerPage(json, found.length, `${repositoryUrl(world, repository)}/issues/${number}/comments`, query);
  }),
  route('POST /issues/{issue_number}/comments', ['issues:write', 'pull_requests:write'], (exchange) => {
    const { world, repository, caller } = exchange;
    const at = world.now();
    const comment = {
      id: world.nextId(),
      issue: findIssue(exchange).number,
      author: loginOf(caller),
      body: commentText(exchange),
      createdAt: at,
      updatedAt: at,
    };
    repository.comments.push(comment);
    return created(viewComment(world, repository, comment));
  }),
  route('PATCH /issues/comments/{comment_id}', ['issues:write', 'pull_requests:write'], (exchange) => {
    const comment = findComment(exchange);
    comment.body = commentText(exchange);
    comment.updatedAt = exchange.world.now();
    return ok(viewComment(exchange.world, exchange.repository, comment));
  }),
  route('DELETE /issues/comments/{comment_id}', ['issues:write', 'pull_requests:write'], (exchange) => {
    const { comments } = exchange.repository;
    comments.splice(comments.indexOf(findComment(exchange)), 1);
    return noContent;
  }),
  route('POST /issues/{issue_number}/labels', ['issues:write', 'pull_requests:write'], (exchange) => {
    const { world, repository, body } = exchange;
    const issue = findIssue(exchange);
    const labels = Array.isArray(body['labels']) ? body['labels'] : [];
    const names = labels.flatMap((label: unknown) => (typeof label === 'string' ? [label] : []));
    issue.labels = [...new Set([...issue.labels, ...names])];
    return ok(issue.labels.map((name) => viewLabel(world, repository, name)));
  }),
];

/** Pull requests are issues, too. */
function findIssue({ repository, path }: RepositoryExchange): Pull | Issue {
  const all = [...repository.pulls, ...repository.issues];
  const issue = all.find(({ number }) => String(number) === path['issue_number']);
  if (issue === undefined) throw notFound();
  return issue;
}

function findComment({ repository, path }: RepositoryExchange): Comment {
  const comment = repository.comments.find(({ id }) => String(id) === path['comment_id']);
  if (comment === undefined) throw notFound();
  return comment;
}

function commentText({ body }: RepositoryExchange): string {
  const text = textOf(body, 'body') ?? '';
  if (text.trim() === '') throw invalid('IssueComment', "Body can't be blank");
  if (text.length > maximumLength) throw invalid('IssueComment', 'body is too long (maximum is 65536 characters)');
  return text;
}
