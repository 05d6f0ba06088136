import { getOctokit } from '@actions/github';
import { startGitHub } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';

const at = { owner: 'acme', repo: 'factory' };
const repositories = {
  'acme/factory': {
    files: { 'state/app.yaml': 'x: 1\n', '.github/workflows/rebuild.yml': 'on: { workflow_dispatch: { inputs: { key: {} } } }\nrun-name: ${{ inputs.key }}\n' },
  },
};
const mutation = `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`;

describe.each(['github.com', 'ghes-3.19'] as const)('the client of actions, at %s', (mode) => {
  it('reads what it then commits, and hears of the head that moved', async () => {
    await using github = await startGitHub({ repositories, mode });
    const { rest, graphql } = getOctokit('ghs_test', { baseUrl: github.url });
    const { data: ref } = await rest.git.getRef({ ...at, ref: 'heads/main' });
    const file = await rest.repos.getContent({ ...at, path: 'state/app.yaml', ref: ref.object.sha, mediaType: { format: 'raw' } });
    expect(file.data).toBe('x: 1\n');
    const fileChanges = { additions: [{ path: 'state/app.yaml', contents: Buffer.from('x: 2\n').toString('base64') }] };
    const input = { branch: { repositoryNameWithOwner: 'acme/factory', branchName: 'main' }, message: { headline: 'x' }, expectedHeadOid: ref.object.sha, fileChanges };
    const landed = await graphql(mutation, { input });
    expect(landed).toEqual({ createCommitOnBranch: { commit: { oid: await github.repository('acme/factory').head() } } });
    await expect(graphql(mutation, { input })).rejects.toMatchObject({ errors: [{ type: 'STALE_DATA' }] });
    expect(await github.repository('acme/factory').readFile('state/app.yaml')).toBe('x: 2\n');
  });

  it('opens a pull request from a branch that it made', async () => {
    await using github = await startGitHub({ repositories, mode });
    const { rest, paginate } = getOctokit('ghs_test', { baseUrl: github.url });
    const { data: branch } = await rest.repos.getBranch({ ...at, branch: 'main' });
    await rest.git.createRef({ ...at, ref: 'refs/heads/change/one', sha: branch.commit.sha });
    const sha = await github.repository('acme/factory').commit({ new: '' }, { branch: 'change/one' });
    await rest.git.updateRef({ ...at, ref: 'heads/change/one', sha });
    const { data: pull } = await rest.pulls.create({ ...at, title: 't', head: 'change/one', base: 'main' });
    await rest.issues.addLabels({ ...at, issue_number: pull.number, labels: ['image-factory'] });
    const pulls = await paginate(rest.pulls.list, { ...at, state: 'open', per_page: 1 });
    expect(pulls).toMatchObject([{ number: pull.number, labels: [{ name: 'image-factory' }] }]);
    const { data: compared } = await rest.repos.compareCommitsWithBasehead({ ...at, basehead: 'main...change/one' });
    expect(compared.ahead_by).toBe(1);
  });

  it('dispatches, and finds the run by its name', async () => {
    await using github = await startGitHub({ repositories, mode });
    const { rest } = getOctokit('ghs_test', { baseUrl: github.url });
    const { data } = await rest.actions.listRepoWorkflows(at);
    const workflow_id = data.workflows[0]?.id ?? 0;
    await rest.actions.createWorkflowDispatch({ ...at, workflow_id, ref: 'main', inputs: { key: 'k1' } });
    const { data: found } = await rest.actions.listWorkflowRuns({ ...at, workflow_id, event: 'workflow_dispatch' });
    expect(found.workflow_runs.map((run) => run.display_title)).toEqual(['k1']);
    await expect(rest.actions.createWorkflowDispatch({ ...at, workflow_id, ref: 'nope' })).rejects.toMatchObject({ status: 422 });
  });
});
