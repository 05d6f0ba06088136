import { describe, expect, it } from 'vitest';
import { branchUrl, cloneUrl, repositoryDispatchUrl, triggerPipelineUrl, workflowDispatchUrl } from './forge-url.ts';

const github = { provider: 'github', host: 'github.com', slug: 'acme/app' } as const;
const gitlab = { provider: 'gitlab', host: 'gitlab.com', slug: 'acme/tools/app' } as const;

describe('P2: a request goes where it says, and nowhere else', () => {
  it.each([
    { story: 'events on GitHub', url: repositoryDispatchUrl(github), expected: 'https://api.github.com/repos/acme/app/dispatches' },
    { story: 'workflows on GitHub', url: workflowDispatchUrl(github, 'build.yml'), expected: 'https://api.github.com/repos/acme/app/actions/workflows/build.yml/dispatches' },
    { story: 'a workflow by its number', url: workflowDispatchUrl(github, '4711'), expected: 'https://api.github.com/repos/acme/app/actions/workflows/4711/dispatches' },
    { story: 'GitHub Enterprise Server', url: repositoryDispatchUrl({ ...github, host: 'git.example.com' }), expected: 'https://git.example.com/api/v3/repos/acme/app/dispatches' },
    { story: 'GitHub with data residency', url: repositoryDispatchUrl({ ...github, host: 'acme.ghe.com' }), expected: 'https://api.acme.ghe.com/repos/acme/app/dispatches' },
    { story: 'a GitLab project by its path', url: triggerPipelineUrl(gitlab), expected: 'https://gitlab.com/api/v4/projects/acme%2Ftools%2Fapp/trigger/pipeline' },
    { story: 'a GitLab project by its number', url: triggerPipelineUrl(gitlab, '4711'), expected: 'https://gitlab.com/api/v4/projects/4711/trigger/pipeline' },
    { story: 'a workflow that would leave the folder', url: workflowDispatchUrl(github, '../../x'), expected: 'https://api.github.com/repos/acme/app/actions/workflows/..%2F..%2Fx/dispatches' },
    { story: 'a slug that would end the path', url: repositoryDispatchUrl({ ...github, slug: 'acme/app#' }), expected: 'https://api.github.com/repos/acme/app%23/dispatches' },
  ])('$story', ({ url, expected }) => {
    expect(url).toBe(expected);
  });
});

it('clones by https', () => {
  expect(cloneUrl(gitlab)).toBe('https://gitlab.com/acme/tools/app.git');
});

it('shows branches where the forge shows them', () => {
  expect(branchUrl(github, 'release/1')).toBe('https://github.com/acme/app/tree/release/1/');
  expect(branchUrl(gitlab, 'main')).toBe('https://gitlab.com/acme/tools/app/-/tree/main/');
});
