import { expect, it } from 'vitest';
import { describeGitHub } from '../../describe-github.ts';
import { routes } from '../rest/routes.ts';
import { createSchemaCheck, type SchemaCheck } from './check.ts';
import { loadDescription } from './description.ts';

function open(): SchemaCheck {
  const description = loadDescription();
  if (description === undefined) throw new Error('there is no description');
  return createSchemaCheck(description);
}

const json = 'application/vnd.github+json';
const error = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' };

describeGitHub("GitHub's description of its API", () => {
  it('has each operation of the stand-in', () => {
    expect(routes.filter(({ operation }) => loadDescription()?.operation(operation) === undefined)).toEqual([]);
    expect(routes.length).toBeGreaterThan(25);
  });

  it.each([
    { story: 'no content where there is none', key: 'POST /repos/{owner}/{repo}/dispatches', status: 204, answer: undefined, says: undefined },
    { story: 'content where there is none', key: 'POST /repos/{owner}/{repo}/dispatches', status: 204, answer: {}, says: /it has no content/ },
    { story: 'no content where there is some', key: 'GET /rate_limit', status: 200, answer: undefined, says: /it has content/ },
    { story: 'a field that is missing', key: 'GET /rate_limit', status: 200, answer: { resources: {} }, says: /required property 'rate'/ },
    { story: 'a field of another type', key: 'GET /repos/{owner}/{repo}/git/ref/{ref}', status: 200, answer: { ref: 1 }, says: /\/ref must be string/ },
    { story: 'a status that the operation does not have', key: 'GET /rate_limit', status: 201, answer: {}, says: /there is no such answer/ },
    { story: 'an error as all of them are', key: 'GET /rate_limit', status: 404, answer: error, says: undefined },
    { story: 'an error that is not described, as all of them are', key: 'GET /repos/{owner}/{repo}/pulls', status: 404, answer: error, says: undefined },
    { story: 'an error of another form', key: 'GET /repos/{owner}/{repo}/pulls', status: 404, answer: { message: 404 }, says: /message must be string/ },
  ])('an answer with $story', ({ key, status, answer, says }) => {
    const found = open().response(key, status, json, answer).join('\n');
    if (says === undefined) expect(found).toBe('');
    else expect(found).toMatch(says);
  });

  it.each([
    { story: 'nothing but what it must have', query: '', body: { ref: 'main' }, says: undefined },
    { story: 'everything', query: '', body: { ref: 'main', inputs: { any: 'thing' }, return_run_details: true }, says: undefined },
    {
      story: 'more inputs than are allowed, which has an answer of its own',
      query: '',
      body: { ref: 'x', inputs: Object.fromEntries(Array.from({ length: 30 }, (_, at) => [at, ''])) },
      says: undefined,
    },
    { story: 'a query that it does not have', query: 'page=1', body: { ref: 'main' }, says: /no query parameter page/ },
    { story: 'null for a text', query: '', body: { ref: null }, says: /ref must be string/ },
    { story: 'no body', query: '', body: undefined, says: /needs a body/ },
    { story: 'a list as body', query: '', body: [], says: /must be object/ },
  ])('a request with $story', ({ query, body, says }) => {
    const key = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
    const path = { owner: 'acme', repo: 'factory', workflow_id: 'rebuild.yml' };
    const found = open()
      .request(key, { path, query: new URLSearchParams(query), body })
      .join('\n');
    if (says === undefined) expect(found).toBe('');
    else expect(found).toMatch(says);
  });
});
