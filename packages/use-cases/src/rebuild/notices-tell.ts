import { parseRepoSlug, type FactoryConfig, type RepoSlug } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import type { ForgeRefusal } from '../relay/index.ts';
import { tellChannel, type Channel } from './notices-channel.ts';
import { incomplete, notTold } from './notices-problems.ts';
import type { Notice } from './notices.ts';

type Way = FactoryConfig['notifications'][number];

/** One issue that stands for what a factory has to say. It remembers what it said last. */
export interface IssueBoard {
  tell(notice: Notice): Promise<IssueAnswer>;
}

export type IssueAnswer =
  | { readonly kind: 'created' | 'updated' | 'reopened' | 'closed' | 'unchanged' | 'dismissed'; readonly url: string }
  | { readonly kind: 'nothing' }
  | ForgeRefusal;

/** Messages to a channel, which remember nothing. */
export interface Messages {
  /** @param previous - stands for what was told last; undefined where nothing was */
  tell(notice: Notice, previous: string | undefined): Promise<{ readonly kind: 'sent' | 'unchanged' } | ForgeRefusal>;
}

export interface TellDeps {
  readonly issues: (repository: RepoSlug) => IssueBoard;
  /** Undefined where there is no webhook. */
  readonly slack?: Messages;
  /** Undefined where the mail server wants a user and password, and they are not there. */
  readonly email?: Messages;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What became of one way to tell. */
export interface Told {
  readonly type: Way['type'];
  /** The repository of the issue. */
  readonly target?: string;
  /** `planned` in a dry run, `skipped` where nothing was tried. */
  readonly outcome: IssueAnswer['kind'] | 'sent' | 'planned' | 'skipped';
  readonly url?: string;
}

export interface Telling {
  readonly told: readonly Told[];
  readonly problems: readonly Problem[];
}

/**
 * Tells whom factory.yaml names. Issues first: an issue holds what it said last, a channel holds nothing, so a channel hears
 * something exactly when an issue has changed. Whoever can not be told hinders nobody else.
 */
export async function tellAll(notice: Notice, ways: FactoryConfig['notifications'], dryRun: boolean, deps: TellDeps): Promise<Telling> {
  const issues = ways.filter(({ type }) => type === 'issue');
  const targets = targetsOf(issues, notice.factory);
  const parts: Telling[] = [{ told: [], problems: targets.problems }];
  for (const repository of targets.value) parts.push(dryRun ? planned('issue', repository) : await tellIssue(notice, repository, deps));
  const issuesTold = parts.flatMap(({ told }) => told);
  for (const channel of channelsOf(ways, deps)) parts.push(await tellChannel(notice, channel, issuesTold, dryRun, deps.sleep));
  return { told: parts.flatMap(({ told }) => told), problems: parts.flatMap(({ problems }) => problems) };
}

function channelsOf(ways: readonly Way[], { slack, email }: TellDeps): Channel[] {
  const of = (type: Way['type']) => ways.filter((way) => way.type === type);
  const all: readonly Channel[] = [
    { type: 'slack', name: 'Slack', ways: of('slack'), messages: slack, needs: noWebhook(of('slack')), longestWaitMs: 30_000 },
    // Servers that defer mail from those they do not know take it some minutes later.
    {
      type: 'email',
      name: 'whoever gets the mail',
      ways: of('email'),
      messages: email,
      needs: noMailLogin(of('email')),
      longestWaitMs: 120_000,
    },
  ];
  return all.filter((channel) => channel.ways.length > 0);
}

function targetsOf(
  ways: readonly Way[],
  factory: RepoSlug,
): { readonly value: readonly RepoSlug[]; readonly problems: readonly Problem[] } {
  const value = new Map<string, RepoSlug>();
  const problems: Problem[] = [];
  for (const { target } of ways) {
    const parsed = target === undefined ? { ok: true as const, value: factory } : parseRepoSlug(target, 'github');
    if (parsed.ok) value.set(parsed.value.toLowerCase(), parsed.value);
    else
      problems.push(
        incomplete(`The target of an issue is no repository: ${parsed.error.message}`, 'Leave it out for the repository of the factory.'),
      );
  }
  return { value: [...value.values()], problems };
}

async function tellIssue(notice: Notice, target: RepoSlug, { issues }: TellDeps): Promise<Telling> {
  const answer = await issues(target).tell(notice);
  const told: Told = { type: 'issue', target, outcome: answer.kind, ...('url' in answer ? { url: answer.url } : {}) };
  return { told: [told], problems: 'why' in answer ? [notTold(`an issue of ${target}`, answer, issueHints[answer.kind])] : [] };
}

const issueHints: Readonly<Record<ForgeRefusal['kind'], string>> = {
  denied: 'The token needs `issues: write` there.',
  blocked: 'See that the repository is there, and that issues are switched on in its settings.',
  later: 'The next run tells it.',
};

function planned(type: Way['type'], target?: RepoSlug): Telling {
  return { told: [{ type, ...(target === undefined ? {} : { target }), outcome: 'planned' }], problems: [] };
}

function noWebhook(ways: readonly Way[]): Problem {
  return incomplete(
    'factory.yaml wants Slack to be told, and there is no webhook.',
    `Hand it over: \`slack-webhook: ${secretOf(ways[0]?.secret ?? 'SLACK_WEBHOOK')}\`.`,
  );
}

function noMailLogin([way]: readonly Way[]): Problem {
  return incomplete(
    'factory.yaml wants a mail to be sent, and there is no user or no password for its server.',
    `Hand both over: \`smtp-username: ${secretOf(way?.email?.userSecret ?? 'SMTP_USERNAME')}\` and \`smtp-password: ${secretOf(way?.secret ?? 'SMTP_PASSWORD')}\`.`,
  );
}

function secretOf(name: string): string {
  return `\${{ secrets.${name} }}`;
}
