import { parseBranchName, parseHost, parseRepoSlug, parseWorkflowFile } from '@image-factory/core/enrollment';
import { parseRebuildKey } from '@image-factory/core/rebuild';
import type { GitHub } from '@image-factory/testkit';
import { virtualPace } from '../virtual-pace.fixture.ts';
import { createGitHubRuns, type GitHubRunsOptions } from './github-runs.ts';
import type { GitHubTarget, GitLabTarget, WantedRun } from './types.ts';

function parsed<T>(result: { ok: true; value: T } | { ok: false }): T {
  if (!result.ok) throw new Error('a fixture');
  return result.value;
}

const github = { host: parsed(parseHost('github.com')), repo: parsed(parseRepoSlug('acme/app', 'github')) };
const ref = parsed(parseBranchName('main'));

export const workflow: GitHubTarget = { kind: 'workflow', ...github, workflow: parsed(parseWorkflowFile('build.yml')), ref };
export const event: GitHubTarget = { kind: 'event', ...github, eventType: 'image-factory-build' };
export const pipeline: GitLabTarget = { kind: 'pipeline', host: parsed(parseHost('gitlab.com')), repo: parsed(parseRepoSlug('acme/team/app', 'gitlab')), ref };

export const key = parsed({ ok: true, value: parseRebuildKey('a'.repeat(32)) ?? parsed<never>({ ok: false }) });

export function wanted<Target>(target: Target, more: Partial<WantedRun<Target>> = {}): WantedRun<Target> {
  return { target, keys: [key], since: new Date(Date.now() - 3_600_000), exclude: new Set(), ...more };
}

/** Runs on the stand-in, in time that passes only where somebody waits. */
export function runsOn({ url }: Pick<GitHub, 'url'>, more: Partial<GitHubRunsOptions> = {}) {
  return createGitHubRuns({ token: async () => 'ghs_test', apiUrl: () => url, pace: virtualPace(), ...more });
}
