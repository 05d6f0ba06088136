import { parseHost, parseRepoSlug, type FactoryConfig, type Host, type RepoSlug } from '@image-factory/core/enrollment';
import { describe, expect, it } from 'vitest';
import type { Notice } from './notices.ts';
import { tellAll, type IssueAnswer, type Messages } from './notices-tell.ts';

type Ways = FactoryConfig['notifications'];
type SlackAnswer = Awaited<ReturnType<Messages['tell']>>;

const url = 'https://forge.example/issues/1';
const held: Notice = { title: 'x', factory: slug('acme/factory'), items: [{ severity: 'error', image: 'app', text: 'held' }] };
const well: Notice = { ...held, items: [] };
const both: Ways = [{ type: 'slack', secret: 'HOOK' }, { type: 'issue' }];
const mail: Ways[number] = { type: 'email', secret: 'PASSWORD', email: { host: host('smtp.example.com'), security: 'tls', from: 'a@example.com', to: ['b@example.com'], userSecret: 'USER' } };
const other: Ways[number] = { ...mail, secret: 'OTHER' };
const later = { kind: 'later', why: 'busy' } as const;

function slug(text: string): RepoSlug {
  const parsed = parseRepoSlug(text, 'github');
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

function host(text: string): Host {
  const parsed = parseHost(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

interface Scene {
  readonly ways?: Ways;
  readonly notice?: Notice;
  /** What the issue of a repository answers. */
  readonly issues?: Readonly<Record<string, IssueAnswer>>;
  /** What Slack answers, one after the other; undefined: there is no webhook. */
  readonly slack?: readonly SlackAnswer[] | undefined;
  /** What the mail server answers; undefined: nobody handed over a password. */
  readonly email?: readonly SlackAnswer[];
  readonly dryRun?: boolean;
}

async function tell({ ways = both, notice = held, issues = {}, slack = [{ kind: 'sent' }], email, dryRun = false }: Scene) {
  const calls: string[] = [];
  const answers = slack.slice();
  const mailed = email?.slice();
  const { told, problems } = await tellAll(notice, ways, dryRun, {
    issues: (repository) => ({
      tell: async () => {
        calls.push(repository);
        return issues[repository] ?? { kind: 'created', url };
      },
    }),
    ...(slack.length === 0
      ? {}
      : {
          slack: {
            tell: async (_, previous) => {
              calls.push(previous === undefined ? 'slack' : 'slack, after something');
              return answers.shift() ?? { kind: 'sent' };
            },
          },
        }),
    ...(mailed === undefined ? {} : { email: { tell: async () => (calls.push('mail'), mailed.shift() ?? { kind: 'sent' }) } }),
    sleep: async (ms) => void calls.push(`sleep ${ms}`),
  });
  return { told, codes: problems.map(({ severity, code }) => `${severity} ${code}`), hints: problems.map(({ hint }) => hint), calls };
}

describe('a channel hears what changes in the issue', () => {
  it.each<{ kind: 'created' | 'updated' | 'reopened' | 'closed' | 'unchanged' | 'dismissed'; notice: Notice; calls: readonly string[]; outcome: string }>([
    { kind: 'created', notice: held, calls: ['acme/factory', 'slack'], outcome: 'sent' },
    { kind: 'updated', notice: held, calls: ['acme/factory', 'slack'], outcome: 'sent' },
    { kind: 'reopened', notice: held, calls: ['acme/factory', 'slack'], outcome: 'sent' },
    { kind: 'closed', notice: well, calls: ['acme/factory', 'slack, after something'], outcome: 'sent' },
    { kind: 'unchanged', notice: held, calls: ['acme/factory'], outcome: 'unchanged' },
    { kind: 'dismissed', notice: held, calls: ['acme/factory'], outcome: 'unchanged' },
  ])('$kind: $outcome', async ({ kind, notice, calls, outcome }) => {
    const said = await tell({ notice, issues: { 'acme/factory': { kind, url } } });
    expect(said).toMatchObject({ codes: [], calls });
    expect(said.told).toEqual([
      { type: 'issue', target: 'acme/factory', outcome: kind, url },
      { type: 'slack', outcome },
    ]);
  });

  it('all well from the start is no news', async () => {
    expect(await tell({ notice: well, issues: { 'acme/factory': { kind: 'nothing' } } })).toMatchObject({ calls: ['acme/factory'], told: [{ outcome: 'nothing' }, { outcome: 'unchanged' }] });
  });
});

describe('who can not be told', () => {
  it.each<{ story: string; scene: Scene; codes: readonly string[]; outcomes: readonly string[] }>([
    { story: 'an issue that the token may not write', scene: { issues: { 'acme/factory': { kind: 'denied', why: 'no' } } }, codes: ['error notify/not-told'], outcomes: ['denied', 'unchanged'] },
    { story: 'issues that are switched off', scene: { issues: { 'acme/factory': { kind: 'blocked', why: 'off' } } }, codes: ['error notify/not-told'], outcomes: ['blocked', 'unchanged'] },
    { story: 'a forge that is busy: the next run says it', scene: { issues: { 'acme/factory': later } }, codes: ['warning notify/not-told'], outcomes: ['later', 'unchanged'] },
    { story: 'Slack that refuses', scene: { slack: [{ kind: 'denied', why: 'no' }] }, codes: ['error notify/not-told'], outcomes: ['created', 'denied'] },
    { story: 'Slack that is busy for too long: nobody says it again', scene: { slack: [later, later, later] }, codes: ['error notify/not-told'], outcomes: ['created', 'later'] },
    { story: 'Slack without a webhook', scene: { slack: [] }, codes: ['error notify/incomplete'], outcomes: ['created', 'skipped'] },
    { story: 'Slack without an issue', scene: { ways: [{ type: 'slack', secret: 'HOOK' }] }, codes: ['error notify/incomplete'], outcomes: ['skipped'] },
    {
      story: 'a second channel',
      scene: {
        ways: [...both, { type: 'slack', secret: 'OTHER' }],
      },
      codes: ['error notify/not-supported'],
      outcomes: ['created', 'sent'],
    },
    { story: 'mail without a password', scene: { ways: [mail, { type: 'issue' }] }, codes: ['error notify/incomplete'], outcomes: ['created', 'skipped'] },
    { story: 'mail without an issue', scene: { ways: [mail], email: [] }, codes: ['error notify/incomplete'], outcomes: ['skipped'] },
    { story: 'a wrong password', scene: { ways: [mail, { type: 'issue' }], email: [{ kind: 'denied', why: 'no' }] }, codes: ['error notify/not-told'], outcomes: ['created', 'denied'] },
    { story: 'a second mail', scene: { ways: [mail, other, { type: 'issue' }], email: [] }, codes: ['error notify/not-supported'], outcomes: ['created', 'sent'] },
    {
      story: 'Slack that refuses does not hinder mail',
      scene: { ways: [...both, mail], slack: [{ kind: 'denied', why: 'no' }], email: [] },
      codes: ['error notify/not-told'],
      outcomes: ['created', 'denied', 'sent'],
    },
    { story: 'an issue of no repository', scene: { ways: [{ type: 'issue', target: '#ops' }, { type: 'issue' }] }, codes: ['error notify/incomplete'], outcomes: ['created'] },
    {
      story: 'an issue elsewhere, and one here',
      scene: { ways: [{ type: 'issue', target: 'acme/ops' }, { type: 'issue' }], issues: { 'acme/ops': { kind: 'denied', why: 'no' } } },
      codes: ['error notify/not-told'],
      outcomes: ['denied', 'created'],
    },
    { story: 'nobody', scene: { ways: [] }, codes: [], outcomes: [] },
  ])('$story', async ({ scene, codes, outcomes }) => {
    const said = await tell(scene);
    expect([said.codes, said.told.map(({ outcome }) => outcome)]).toEqual([codes, outcomes]);
  });

  it('names the secret that is meant', async () => {
    expect((await tell({ slack: [] })).hints).toEqual(['Hand it over: `slack-webhook: ${{ secrets.HOOK }}`.']);
  });

  it('names the secrets of mail', async () => {
    expect((await tell({ ways: [mail, { type: 'issue' }] })).hints).toEqual(['Hand both over: `smtp-username: ${{ secrets.USER }}` and `smtp-password: ${{ secrets.PASSWORD }}`.']);
  });

  it('a mail server that defers is asked again minutes later', async () => {
    const said = await tell({ ways: [mail, { type: 'issue' }], email: [{ ...later, afterMs: 3_600_000 }, { ...later, afterMs: 120_000 }, { kind: 'sent' }] });
    expect(said).toMatchObject({ codes: [], calls: ['acme/factory', 'mail', 'sleep 120000', 'mail', 'sleep 120000', 'mail'] });
  });

  it.each(['unchanged', 'dismissed'] as const)('nobody is mailed what the issue said already: %s', async (kind) => {
    const said = await tell({ ways: [mail, { type: 'issue' }], email: [], issues: { 'acme/factory': { kind, url } } });
    expect(said).toMatchObject({ calls: ['acme/factory'], told: [{ outcome: kind }, { type: 'email', outcome: 'unchanged' }] });
  });

  it('Slack is asked again, as late as it wants and not later than makes sense', async () => {
    const said = await tell({ slack: [{ ...later, afterMs: 3_600_000 }, later, { kind: 'sent' }] });
    expect(said).toMatchObject({ codes: [], calls: ['acme/factory', 'slack', 'sleep 30000', 'slack', 'sleep 4000', 'slack'] });
  });
});

it('one issue is told once, however often it is named', async () => {
  expect((await tell({ ways: [{ type: 'issue' }, { type: 'issue', target: 'Acme/Factory' }] })).calls).toHaveLength(1);
});

it('a dry run tells nobody', async () => {
  const said = await tell({ dryRun: true });
  expect(said).toMatchObject({
    codes: [],
    calls: [],
    told: [
      { type: 'issue', target: 'acme/factory', outcome: 'planned' },
      { type: 'slack', outcome: 'planned' },
    ],
  });
});
