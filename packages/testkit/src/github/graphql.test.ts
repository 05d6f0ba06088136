import { describe, expect, it } from 'vitest';
import { ask, postGraphql, query } from './client.fixture.ts';
import { faultAnswers } from './faults.ts';
import type { GitHubOptions } from './options.ts';
import { startGitHub, type GitHub } from './start.ts';

const options: GitHubOptions = {
  repositories: { 'acme/factory': { files: { a: '1\n', 'dir/b': '2\n' }, protected: { classic: 'classic', ruled: 'ruleset' } } },
  tokens: { ghs_test: {}, ghs_read: { permissions: { contents: 'read' } }, ghs_write: { permissions: { contents: 'write' } }, ghs_other: { repositories: ['acme/other'] } },
};
const mutation = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid url } ref { name prefix target { oid } } }
}`;
const headQuery = `query ($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) { ref(qualifiedName: $ref) { target { oid } } }
}`;

interface CommitOptions {
  readonly head?: string | undefined;
  readonly branch?: string;
  readonly token?: string;
  readonly slug?: string;
  readonly fileChanges?: object;
}

async function commit(github: GitHub, { head, branch = 'main', token, slug = 'acme/factory', fileChanges = { additions: [{ path: 'new/c', contents: 'Mwo=' }] } }: CommitOptions) {
  const input = { branch: { repositoryNameWithOwner: slug, branchName: branch }, expectedHeadOid: head, message: { headline: 'one', body: 'two' }, fileChanges };
  return query(github, mutation, { input }, token);
}

describe('a commit on a branch', () => {
  it('is a commit of the repository, with what was added, changed and taken away', async () => {
    await using github = await startGitHub(options);
    const repository = github.repository('acme/factory');
    const head = await repository.head();
    const additions = [
      { path: 'a', contents: Buffer.from('changed\n').toString('base64') },
      { path: 'new/c', contents: '' },
    ];
    const reply = await commit(github, { head, fileChanges: { additions, deletions: [{ path: 'dir/b' }] } });
    const after = await repository.head();
    expect(reply.json).toEqual({
      data: { createCommitOnBranch: { commit: { oid: after, url: `/acme/factory/commit/${after}` }, ref: { name: 'main', prefix: 'refs/heads/', target: { oid: after } } } },
    });
    expect(await repository.log()).toMatchObject([{ message: 'one\n\ntwo', parents: [head], author: { name: 'image-factory[bot]' }, committer: { name: 'GitHub' } }, { sha: head }]);
    expect(await Promise.all(['a', 'new/c', 'dir/b'].map((path) => repository.readFile(path)))).toEqual(['changed\n', '', undefined]);
    expect((await ask(github, 'GET /repos/acme/factory/git/ref/heads/main')).json.object.sha).toBe(after);
  });

  it('is refused when the head has moved, in status 200', async () => {
    await using github = await startGitHub(options);
    const head = await github.repository('acme/factory').head();
    const other = await github.repository('acme/factory').commit({ a: 'theirs' });
    const reply = await commit(github, { head });
    expect(reply.status).toBe(200);
    expect(reply.json.data).toEqual({ createCommitOnBranch: null });
    expect(reply.json.errors).toEqual([
      { type: 'STALE_DATA', path: ['createCommitOnBranch'], locations: [{ line: 2, column: 3 }], message: `Expected branch to point to "${head}" but it did not.  Pull and try again.` },
    ]);
    expect(await github.repository('acme/factory').head()).toBe(other);
  });

  it('lands once when many try at the same time', async () => {
    await using github = await startGitHub(options);
    const head = await github.repository('acme/factory').head();
    const paths = Array.from({ length: 8 }, (_, at) => `file-${at}`);
    const replies = await Promise.all(paths.map((path) => commit(github, { head, fileChanges: { additions: [{ path, contents: '' }] } })));
    expect(replies.map(({ json }) => json.errors?.[0].type ?? 'landed').filter((type) => type === 'landed')).toHaveLength(1);
    expect(replies.filter(({ json }) => json.errors?.[0].type === 'STALE_DATA')).toHaveLength(paths.length - 1);
    expect(await github.repository('acme/factory').log()).toHaveLength(2);
  });

  it.each([
    { story: 'a branch with classic rules', branch: 'classic', type: 'BRANCH_PROTECTION_RULE_VIOLATION' },
    { story: 'a branch with a ruleset', branch: 'ruled', type: 'UNPROCESSABLE' },
    { story: 'a branch that is not there', branch: 'nope', type: 'NOT_FOUND' },
    { story: 'a repository that is not there', slug: 'acme/nope', type: 'NOT_FOUND' },
    { story: 'a repository that the token is not for', token: 'ghs_other', type: 'NOT_FOUND' },
    { story: 'a token that may only read', token: 'ghs_read', type: 'FORBIDDEN' },
    { story: 'a workflow, with a token that may not', token: 'ghs_write', fileChanges: { additions: [{ path: '.github/workflows/x.yml', contents: '' }] }, type: 'FORBIDDEN' },
    { story: 'deleting what is not there', fileChanges: { deletions: [{ path: 'nope' }] }, type: 'UNPROCESSABLE' },
    { story: 'a path that leads out', fileChanges: { additions: [{ path: '../x', contents: '' }] }, type: 'UNPROCESSABLE' },
    { story: 'a path of git', fileChanges: { additions: [{ path: '.GIT/config', contents: '' }] }, type: 'UNPROCESSABLE' },
    {
      story: 'a path twice',
      fileChanges: {
        additions: [
          { path: 'x', contents: '' },
          { path: 'x', contents: '' },
        ],
      },
      type: 'UNPROCESSABLE',
    },
    { story: 'contents that are not base64', fileChanges: { additions: [{ path: 'x', contents: 'no!' }] }, type: 'UNPROCESSABLE' },
  ])('$story: $type', async ({ type, ...row }) => {
    await using github = await startGitHub(options);
    const repository = github.repository('acme/factory');
    const head = await repository.head();
    for (const branch of ['classic', 'ruled']) await repository.commit({}, { branch });
    const branch = 'branch' in row ? row.branch : undefined;
    const reply = await commit(github, { head: (await repository.head(branch)) ?? head, ...row });
    expect([reply.status, reply.json.errors?.[0].type], reply.text).toEqual([200, type]);
    expect(await repository.head()).toBe(head);
  });
});

describe('queries', () => {
  it('give the head of a branch, and null for one that is not there', async () => {
    await using github = await startGitHub(options);
    const variables = { owner: 'acme', name: 'factory', ref: 'refs/heads/main' };
    const head = await github.repository('acme/factory').head();
    expect((await query(github, headQuery, variables)).json).toEqual({ data: { repository: { ref: { target: { oid: head } } } } });
    expect((await query(github, headQuery, { ...variables, ref: 'refs/heads/nope' })).json).toEqual({ data: { repository: { ref: null } } });
    expect((await query(github, headQuery, variables, 'ghs_other')).json).toMatchObject({ data: { repository: null }, errors: [{ type: 'NOT_FOUND' }] });
  });

  it("stand below /api on a server of one's own", async () => {
    await using github = await startGitHub({ ...options, mode: 'ghes-3.19' });
    expect(github.graphqlUrl).toMatch(/\/api\/graphql$/);
    expect((await query(github, '{ viewer { login } }')).json).toEqual({ data: { viewer: { login: 'image-factory[bot]' } } });
  });

  it('of nobody are refused', async () => {
    await using github = await startGitHub(options);
    expect((await query(github, '{ viewer { login } }', {}, 'ghs_nope')).status).toBe(401);
  });

  it('hear of the limit in status 200', async () => {
    await using github = await startGitHub(options);
    github.faults.push({ path: '/graphql', contains: 'viewer', answer: faultAnswers.graphqlLimit() });
    const reply = await query(github, '{ viewer { login } }');
    expect([reply.status, reply.json.errors[0].type]).toEqual([200, 'RATE_LIMITED']);
    expect(github.writes).toBe(0);
  });

  it.each([
    { story: 'a field that is not in the schema', body: { query: '{ viewer { name2 } }' }, says: /Cannot query field "name2"/ },
    { story: 'a field that is not in the stand-in', body: { query: '{ viewer { bio } }' }, says: /no User\.bio/ },
    { story: 'an argument that is missing', body: { query: '{ repository(owner: "a") { id } }' }, says: /argument "name"/ },
    { story: 'an operation that is not there', body: { query: 'mutation { pushCommit { id } }' }, says: /Cannot query field "pushCommit"/ },
    { story: 'a variable of another type', body: { query: headQuery, variables: { owner: 'acme', name: 1, ref: 'x' } }, says: /String cannot represent a non string value/ },
    { story: 'a variable that is missing', body: { query: headQuery, variables: { owner: 'acme' } }, says: /was not provided/ },
    {
      story: 'an input field that is not in the schema',
      body: { query: mutation, variables: { input: { branch: { branch: 'main' }, expectedHeadOid: 'x', message: { headline: 'x' } } } },
      says: /Field "branch" is not defined/,
    },
    { story: 'no query', body: { text: '' }, says: /query attribute must be specified/ },
    { story: 'something beside it', body: { query: '{ viewer { login } }', extra: 1 }, says: /there is no extra/ },
    { story: 'no language of theirs', body: { query: 'SELECT 1' }, says: /Syntax Error/ },
  ])('with $story are found', async ({ body, says }) => {
    await using github = await startGitHub(options);
    expect((await postGraphql(github, body)).status).toBe(200);
    expect(github.violations.splice(0).join('\n')).toMatch(says);
  });
});

const update = `mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;
const zero = '0'.repeat(40);

describe('refs that are moved together', () => {
  interface Move {
    readonly name: string;
    readonly beforeOid?: string;
    readonly afterOid: string;
    readonly force?: boolean;
  }

  async function headOf(github: GitHub): Promise<string> {
    return (await github.repository('acme/factory').head()) ?? '';
  }

  async function move(github: GitHub, moves: readonly Move[], token?: string) {
    const { json } = await query(github, '{ repository(owner: "acme", name: "factory") { id } }');
    const refUpdates = moves.map(({ name, ...rest }) => ({ name: `refs/heads/${name}`, ...rest }));
    const reply = await query(github, update, { input: { repositoryId: json.data.repository.id, refUpdates } }, token);
    return reply.json.errors?.[0].type ?? 'moved';
  }

  it('go from where they are believed to be, all or none', async () => {
    await using github = await startGitHub(options);
    const repository = github.repository('acme/factory');
    const first = await headOf(github);
    const second = await repository.commit({ a: '2' });
    expect(await move(github, [{ name: 'new', beforeOid: zero, afterOid: first }])).toBe('moved');
    expect(
      await move(github, [
        { name: 'new', beforeOid: first, afterOid: second },
        { name: 'main', beforeOid: first, afterOid: first, force: true },
      ]),
    ).toBe('UNPROCESSABLE');
    expect(await repository.head('new')).toBe(first);
    expect(await move(github, [{ name: 'main', beforeOid: second, afterOid: first }])).toBe('UNPROCESSABLE');
    expect(await move(github, [{ name: 'main', beforeOid: second, afterOid: first, force: true }])).toBe('moved');
    expect(await move(github, [{ name: 'new', beforeOid: first, afterOid: zero }])).toBe('moved');
    expect(await repository.head()).toBe(first);
    expect((await ask(github, 'GET /repos/acme/factory/git/ref/heads/new')).status).toBe(404);
  });

  it.each([
    { story: 'by a token that may only read', name: 'main', token: 'ghs_read', type: 'FORBIDDEN' },
    { story: 'by a token for another repository', name: 'main', token: 'ghs_other', type: 'NOT_FOUND' },
    { story: 'onto a protected branch', name: 'classic', token: 'ghs_test', type: 'BRANCH_PROTECTION_RULE_VIOLATION' },
  ])('not $story', async ({ name, token, type }) => {
    await using github = await startGitHub(options);
    expect(await move(github, [{ name, afterOid: await headOf(github) }], token)).toBe(type);
  });
});

it('files are given as texts, unless they are binary or long', async () => {
  const files = { text: 'grün\n', binary: 'a\0', long: 'x'.repeat(512_001) };
  await using github = await startGitHub({ repositories: { 'acme/factory': { files } } });
  const fields = Object.keys(files).map((name) => `${name}: object(expression: "main:${name}") { ... on Blob { text isBinary isTruncated byteSize } }`);
  const reply = await query(github, `{ repository(owner: "acme", name: "factory") { ${fields.join(' ')} } }`);
  expect(reply.json.data.repository).toEqual({
    text: { text: 'grün\n', isBinary: false, isTruncated: false, byteSize: 6 },
    binary: { text: null, isBinary: true, isTruncated: false, byteSize: 2 },
    long: { text: 'x'.repeat(512_000), isBinary: false, isTruncated: true, byteSize: 512_001 },
  });
});
