import { runBundle, startGitHub, temporaryRepository } from '@image-factory/testkit';
import { expect, it } from 'vitest';

const token = 'ghs_canary_token';
const [a, b] = ['a', 'b'].map((letter) => `sha256:${letter.repeat(64)}`) as [string, string];
const files = {
  'image-factory/images.yaml':
    '- name: app\n  registry: ghcr.io\n  repository: acme/app\n  hold: {reason: freeze | for @everyone}\n  source: {provider: github, branch: main, dockerfile: app/Dockerfile}\n',
  'image-factory/factory.yaml': 'repository: acme/factory\n',
  'app/Dockerfile': `FROM node:22@${a}\n`,
  'image-factory/state/images/app.yaml': `name: app\ndiscoveryStatus: success\nbaseImageDetails:\n  - ref: node:22@${a}\n    kind: final-base\n    line: 1\n    pinned: true\n`,
  'image-factory/state/base-images/node-22.yaml': `name: node-22\nfullImage: docker.io/library/node:22\nrepoURL: docker.io/library/node\nallowTags: ^22$\ncurrentDigest: ${b}\nseen:\n  linux/amd64:\n    - digest: ${a}\n      at: "2026-01-01T00:00:00Z"\n    - digest: ${b}\n      at: "2026-01-02T00:00:00Z"\n`,
};

it.each([
  { story: 'a run', inputs: {}, asks: true },
  { story: 'a dry run asks no forge', inputs: { 'dry-run': 'true' }, asks: false },
])('$story: every output is set, and what people wrote stays text', async ({ inputs, asks }) => {
  await using github = await startGitHub({ repositories: { 'acme/factory': { files } }, tokens: { [token]: {} } });
  await using checkout = await temporaryRepository({ files });
  const env = { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'acme/factory' };
  const run = await runBundle('pin', { cwd: checkout.path, inputs: { 'github-token': token, ...inputs }, env });
  expect(run.exitCode, run.stdout + run.stderr).toBe(0);
  expect(JSON.parse(run.outputs['pins'] ?? '')).toMatchObject([{ repository: 'acme/factory', file: 'app/Dockerfile', line: 1, base: 'node:22', from: a, decision: 'hold' }]);
  expect([run.outputs['requests'], run.outputs['problems']]).toEqual(['[]', '[]']);
  expect(run.summary).toContain('1 pins: 1 held.');
  expect(run.summary).not.toMatch(/[^>]@everyone/);
  expect(github.requests.length > 0).toBe(asks);
  expect(github.writes).toBe(0);
  expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.stderr + run.summary).not.toContain('canary');
});
