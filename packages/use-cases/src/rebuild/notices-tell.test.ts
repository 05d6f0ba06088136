import { parseRepoSlug, type FactoryConfig, type RepoSlug } from '@image-factory/core/enrollment';
import { describe, expect, it } from 'vitest';
import type { Notice } from './notices.ts';
import { tellAll, type IssueAnswer, type Messages } from './notices-tell.ts';

type Ways = FactoryConfig['notifications'];
type SlackAnswer = Awaited<ReturnType<Messages['tell']>>;

const url = 'https://forge.example/issues/1';
const held: Notice = { title: 'x', factory: slug('acme/factory'), items: [{ severity: 'error', image: 'app', text: 'held' }] };
const well: Notice = { ...held, items: [] };
const both: Ways = [{ type: 'slack', secret: 'HOOK' }, { type: 'issue' }];
const later = { kind: 'later', why: 'busy' } as const;

function slug(text: string): RepoSlug {
  const parsed = parseRepoSlug(text, 'github');
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
  readonly dryRun?: boolean;
}

async function tell({ ways = both, notice = held, issues = {}, slack = [{ kind: 'sent' }], dryRun = false }: Scene) {
  const calls: string[] = [];
  const answers = slack.slice();
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
    { story: 'mail', scene: { ways: [{ type: 'email', secret: 'SMTP' }, { type: 'issue' }] }, codes: ['error notify/not-supported'], outcomes: ['created', 'skipped'] },
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
