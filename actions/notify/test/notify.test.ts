import { runBundle, startGitHub, startSmtp, temporaryFolder } from '@image-factory/testkit';
import { expect, it } from 'vitest';

const token = 'ghs_canary_token';
const webhook = 'https://hooks.slack.com/services/T0CANARY/B0CANARY/canarysecret';
const images = `- name: app
  registry: ghcr.io
  repository: acme/app
  source: {provider: github, branch: main, dockerfile: app/Dockerfile}
`;

interface Scenario {
  readonly factory?: string;
  readonly access?: 'read' | 'write';
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the shipped bundle over a checkout of a factory, once for each text of its file STOP. */
async function notify(stops: readonly (string | undefined)[], { factory = 'notifications: [{type: issue}]\n', access = 'write', inputs = {}, env: more = {} }: Scenario = {}) {
  await using github = await startGitHub({ repositories: { 'acme/factory': { files: { a: '' } } }, tokens: { [token]: { permissions: { issues: access } } } });
  const env = { GITHUB_API_URL: github.url, GITHUB_REPOSITORY: 'acme/factory', ...more };
  const runs = [];
  for (const stop of stops) {
    await using folder = await temporaryFolder({
      'image-factory/images.yaml': images,
      'image-factory/factory.yaml': factory,
      ...(stop === undefined ? {} : { 'image-factory/STOP': stop }),
    });
    const run = await runBundle('notify', { cwd: folder.path, inputs: { 'github-token': token, ...inputs }, env });
    const shown = run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.stderr + run.summary + JSON.stringify(run.outputs);
    expect(shown).not.toMatch(/canary/i);
    runs.push({ exitCode: run.exitCode, told: JSON.parse(run.outputs['told'] ?? ''), summary: run.summary, problems: JSON.parse(run.outputs['problems'] ?? '') });
  }
  return { runs, issues: github.repository('acme/factory').issues, writes: github.writes };
}

it('keeps one issue for as long as something needs a person', async () => {
  const { runs, issues, writes } = await notify([undefined, 'Incident 4711\n', 'Incident 4711\n', undefined]);
  expect(runs.map(({ exitCode, told }) => [exitCode, told[0]?.outcome])).toEqual([
    [0, 'nothing'],
    [0, 'created'],
    [0, 'unchanged'],
    [0, 'closed'],
  ]);
  expect(runs[1]?.summary).toContain('Incident 4711');
  expect(issues).toMatchObject([{ state: 'closed', labels: ['image-factory'] }]);
  expect(writes).toBe(2);
});

it.each([
  { story: 'a dry run', scenario: { inputs: { 'dry-run': 'true' } }, exitCode: 0, told: [{ outcome: 'planned' }] },
  { story: 'nobody to tell', scenario: { factory: '' }, exitCode: 0, told: [] },
  { story: 'a token that may not', scenario: { access: 'read' }, exitCode: 1, told: [{ outcome: 'denied' }] },
  { story: 'a factory.yaml with a mistake', scenario: { factory: 'notifications: [{type: pigeon}]\n' }, exitCode: 1, told: [] },
  {
    story: 'a webhook somewhere else',
    scenario: { factory: 'notifications: [{type: slack, secret: HOOK}]\n', inputs: { 'slack-webhook': webhook, 'slack-hosts': 'https://evil.example' } },
    exitCode: 1,
    told: [],
  },
  {
    story: 'Slack, and nothing that remembers',
    scenario: { factory: 'notifications: [{type: slack, secret: HOOK}]\n', inputs: { 'slack-webhook': webhook } },
    exitCode: 1,
    told: [{ type: 'slack', outcome: 'skipped' }],
  },
] as const)('$story: no issue', async ({ scenario, exitCode, told }) => {
  const { runs, issues } = await notify(['stop'], scenario);
  expect([issues, runs[0]?.exitCode]).toEqual([[], exitCode]);
  expect(runs[0]?.told).toMatchObject(told);
});

it('sends a mail when the issue changes, and not again', async () => {
  await using smtp = await startSmtp({ users: { robot: 'canary-password' } });
  await using trusted = await temporaryFolder({ 'ca.pem': smtp.certificate });
  const mail = `{host: localhost, port: ${smtp.port}, from: factory@example.com, to: [ops@example.com], userSecret: USER}`;
  const { runs } = await notify(['Incident 4711', 'Incident 4711', undefined], {
    factory: `notifications: [{type: issue}, {type: email, secret: PASSWORD, email: ${mail}}]\n`,
    inputs: { 'smtp-username': 'robot', 'smtp-password': 'canary-password' },
    env: { NODE_EXTRA_CA_CERTS: `${trusted.path}/ca.pem` },
  });
  expect(runs.map(({ exitCode, told }) => [exitCode, told[1]?.outcome])).toEqual([
    [0, 'sent'],
    [0, 'unchanged'],
    [0, 'sent'],
  ]);
  expect(smtp.mails).toMatchObject([
    { to: ['ops@example.com'], isEncrypted: true, user: 'robot', text: expect.stringContaining('Incident 4711') },
    { text: expect.stringContaining('All is well again') },
  ]);
});
