import type { Problem } from '@image-factory/core/problem';
import { runBundle, runCli, temporaryRepository, type Files, type TemporaryRepository } from '@image-factory/testkit';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What a door said about one bad input, in the same words whichever door it was. */
interface Answer {
  readonly exitCode: number;
  /** Everything that a person sees. */
  readonly shown: string;
  /** As annotations on GitHub, of which there are ten for each level. */
  readonly problems: readonly ShownProblem[];
  /** `file:line` of every error, however many there are. */
  readonly errorPlaces: readonly string[];
}

export interface ShownProblem {
  readonly level: string;
  /** `file:line:column`, as far as it was said. */
  readonly at: string;
  readonly code: string;
  readonly text: string;
}

export interface Door {
  readonly name: string;
  analyze(cwd: string, options?: { readonly strict?: boolean }): Promise<Answer>;
}

export const cli: Door = {
  name: 'the CLI',
  async analyze(cwd, { strict = false } = {}) {
    const run = await runCli(['analyze', ...(strict ? ['--strict'] : [])], { cwd });
    const problems = problemsIn(run.stderr);
    const errorPlaces = problems.filter(({ level }) => level === 'error').map(({ at }) => at.split(':').slice(0, 2).join(':'));
    return { exitCode: run.exitCode, shown: run.stdout + run.stderr, problems, errorPlaces };
  },
};

export const action: Door = {
  name: 'the action bundle',
  async analyze(cwd, { strict = false } = {}) {
    const run = await runBundle('analyze', { cwd, inputs: { strict: String(strict) } });
    const problems = run.annotations.map(({ level, file, line, col, title, message }) => ({
      level,
      at: [file ?? '', line, col].filter((part) => part !== undefined && part !== '').join(':'),
      code: title ?? '',
      text: message,
    }));
    const all: Problem[] = JSON.parse(run.outputs['problems'] ?? '[]');
    const errorPlaces = all.filter(({ severity }) => severity === 'error').map(({ source }) => `${source?.file}:${source?.range?.start.line}`);
    return { exitCode: run.exitCode, shown: run.stdout + run.stderr + run.summary, problems, errorPlaces };
  },
};

/** `file:line:column: error: message [code]`, then indented lines that belong to it. */
function problemsIn(stderr: string): ShownProblem[] {
  const problems: { level: string; at: string; code: string; text: string }[] = [];
  for (const line of stderr.split('\n')) {
    const [, at = '', level, text = '', code = ''] = /^(?:(\S+): )?(error|warning|notice): (.*) \[([a-z0-9/-]+)\]$/.exec(line) ?? [];
    const last = problems.at(-1);
    if (level !== undefined) problems.push({ level, at, code, text });
    else if (last !== undefined && /^\s/.test(line)) last.text += `\n${line}`;
  }
  return problems;
}

const goodEntry = `- name: good
  registry: ghcr.io
  repository: acme/good
  source: {provider: github, branch: main, dockerfile: good/Dockerfile}
`;

export const appEntry = `- name: app
  registry: ghcr.io
  repository: acme/app
  source:
    provider: github
    branch: main
    dockerfile: app/Dockerfile
`;

/** What another program wrote into the state; it must be there after every run. */
export const marker = 'ofAnotherTool: 3.20\n';

const healthy: Files = {
  'image-factory/images.yaml': appEntry,
  'image-factory/images.d/team.yaml': goodEntry,
  'app/Dockerfile': 'FROM node:22-bookworm-slim\n',
  'good/Dockerfile': 'FROM alpine:3.20\n',
};

/**
 * A factory that ran once and was committed; then somebody breaks something, and the good image's Dockerfile moves on,
 * so that its state shows whether it was processed.
 */
export async function brokenFactory(change: Readonly<Record<string, string | undefined>>): Promise<TemporaryRepository> {
  const repository = await temporaryRepository({ files: healthy });
  const first = await runCli(['analyze', '--quiet'], { cwd: repository.path });
  if (first.exitCode !== 0) throw new Error(`the healthy factory failed: ${first.stdout}${first.stderr}`);
  for (const name of ['app', 'good']) {
    const path = `image-factory/state/images/${name}.yaml`;
    await repository.write({ [path]: (await repository.read(path)) + marker });
  }
  await repository.commit('state');
  for (const [path, text] of Object.entries(change)) {
    if (text === undefined) await rm(join(repository.path, path));
    else await repository.write({ [path]: text });
  }
  await repository.write({ 'good/Dockerfile': 'FROM alpine:3.21\n' });
  return repository;
}
