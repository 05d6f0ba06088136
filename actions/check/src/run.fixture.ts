import { createLog, type ActionResult, type Env } from '@image-factory/action-kit';
import type { Problem } from '@image-factory/core/problem';
import { temporaryFolder, temporaryRepository, type Files, type TemporaryRepository } from '@image-factory/testkit';
import { join } from 'node:path';
import type { CheckOutputs } from './outputs.ts';
import { runCheck } from './run.ts';

export const images = 'image-factory/images.yaml';

export function entry(name: string, more = ''): string {
  return `- name: ${name}\n  registry: ghcr.io\n  repository: acme/${name}\n  source:\n    provider: github\n    branch: main\n    dockerfile: ${name}/Dockerfile\n    context: ${name}\n${more}`;
}

/** app is built from platform, platform from os. */
export const family: Files = {
  'image-factory/factory.yaml': 'repository: acme/factory\n',
  [images]: ['app', 'platform', 'os'].map((name) => entry(name)).join(''),
  'app/Dockerfile': 'FROM ghcr.io/acme/platform:latest\n',
  'platform/Dockerfile': 'FROM ghcr.io/acme/os:latest\n',
  'os/Dockerfile': 'FROM debian:bookworm-slim\n',
};

/** A repository in which `topic` holds a change of `main`, checked out as a pull request is: at a merge of the two. */
export interface PullRequest extends TemporaryRepository {
  readonly base: string;
  readonly head: string;
}

export async function pullRequest(change: Files): Promise<PullRequest> {
  const repository = await temporaryRepository({ files: family });
  await repository.git('checkout', '--quiet', '-b', 'topic');
  const head = await repository.commit('topic', change);
  await repository.git('checkout', '--quiet', 'main');
  const base = await repository.commit('main goes on', { 'README.md': 'x' });
  await repository.git('merge', '--quiet', '--no-edit', 'topic');
  return { ...repository, base, head };
}

export interface Answer {
  readonly result: ActionResult<CheckOutputs>;
  readonly reported: readonly Problem[];
}

/** Runs the action in this process; `event` is the payload, as text or as data. */
export async function act(root: string, inputs: Readonly<Record<string, string>>, { name = 'workflow_dispatch', event }: { readonly name?: string; readonly event?: unknown } = {}): Promise<Answer> {
  await using folder = await temporaryFolder({ 'event.json': typeof event === 'string' ? event : JSON.stringify(event ?? {}) });
  const env: Env = {
    GITHUB_WORKSPACE: root,
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: join(folder.path, 'event.json'),
    ...Object.fromEntries(Object.entries(inputs).map(([key, value]) => [`INPUT_${key.toUpperCase()}`, value])),
  };
  const reported: Problem[] = [];
  const result = await runCheck({ env, log: createLog(), signal: new AbortController().signal, report: (problem) => void reported.push(problem) });
  return { result, reported };
}

export function eventOf({ base, head }: PullRequest): object {
  return { action: 'synchronize', pull_request: { number: 7, title: '::error::x', base: { sha: base, ref: 'main' }, head: { sha: head, ref: '-x' } } };
}
