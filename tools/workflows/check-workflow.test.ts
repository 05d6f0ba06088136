import { describe, expect, it } from 'vitest';
import { checkWorkflow } from './check-workflow.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

interface Parts {
  readonly top?: string;
  readonly job?: string;
  readonly step?: string;
}

function workflow({ top = 'permissions: {}', job = 'timeout-minutes: 5\n    permissions: {}', step = 'run: true' }: Parts): string {
  return `on: push\n${top}\njobs:\n  one:\n    ${job}\n    steps:\n      - ${step}\n`;
}

describe('checkWorkflow', () => {
  it.each<{ story: string; parts: Parts }>([
    { story: 'a script', parts: {} },
    { story: 'rights with a reason', parts: { job: 'timeout-minutes: 5\n    permissions:\n      contents: read # to check out' } },
    { story: 'a pinned action', parts: { step: `uses: actions/setup-node@${commit} # v7.0.0` } },
    { story: 'an action in a folder of a repository', parts: { step: `uses: github/codeql-action/init@${commit} # v4` } },
    { story: 'an action of our own', parts: { step: 'uses: ./actions/synth' } },
    { story: 'an action that we release', parts: { step: 'uses: image-factory/image-factory/actions/check@v1' } },
    { story: 'a checkout that forgets', parts: { step: `uses: actions/checkout@${commit} # v7.0.1\n        with:\n          persist-credentials: false` } },
    { story: 'a value in the environment', parts: { step: 'run: echo "$TITLE"\n        env:\n          TITLE: ${{ github.event.pull_request.title }}' } },
  ])('is content with $story', ({ parts }) => {
    expect(checkWorkflow(workflow(parts))).toEqual([]);
  });

  it.each<{ story: string; parts: Parts; finding: string }>([
    { story: 'no permissions on top', parts: { top: 'name: x' }, finding: 'must stand on top' },
    { story: 'rights for every job', parts: { top: 'permissions:\n  contents: write' }, finding: 'must stand on top' },
    { story: 'a job without permissions', parts: { job: 'timeout-minutes: 5' }, finding: 'one: says no permissions' },
    { story: 'a job without an end', parts: { job: 'permissions: {}' }, finding: 'one: has no timeout-minutes' },
    { story: 'an action by tag', parts: { step: 'uses: actions/setup-node@v7' }, finding: 'is not pinned' },
    { story: 'an action without its version', parts: { step: `uses: actions/setup-node@${commit}` }, finding: 'is not pinned' },
    { story: 'an action of our own by branch', parts: { step: 'uses: image-factory/image-factory/actions/check@main' }, finding: 'is not pinned' },
    { story: 'an action of somebody with our name', parts: { step: 'uses: image-factory/other/actions/check@v1' }, finding: 'is not pinned' },
    { story: 'a checkout that remembers', parts: { step: `uses: actions/checkout@${commit} # v7.0.1` }, finding: 'leaves its credentials behind' },
    { story: 'a pasted title', parts: { step: 'run: echo "${{ github.event.pull_request.title }}"' }, finding: 'pasted into a script' },
  ])('finds $story', ({ parts, finding }) => {
    expect(checkWorkflow(workflow(parts))).toEqual([expect.stringContaining(finding)]);
  });

  it('says what is wrong with a file that can not be read', () => {
    expect(checkWorkflow('- 1\n')).toHaveLength(1);
  });
});
