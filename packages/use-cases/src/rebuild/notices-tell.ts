import { parseRepoSlug, type FactoryConfig, type RepoSlug } from '@image-factory/core/enrollment';
import { error, warning, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';
import type { ForgeRefusal } from '../relay/index.ts';
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

interface Telling {
  readonly told: readonly Told[];
  readonly problems: readonly Problem[];
}

const mostTries = 3;
const longestWaitMs = 30_000;

/**
 * Tells whom factory.yaml names. Issues first: an issue holds what it said last, a channel holds nothing, so a channel hears
 * something exactly when an issue has changed. Whoever can not be told hinders nobody else.
 */
export async function tellAll(notice: Notice, ways: FactoryConfig['notifications'], dryRun: boolean, deps: TellDeps): Promise<Telling> {
  const issues = ways.filter(({ type }) => type === 'issue');
  const targets = targetsOf(issues, notice.factory);
  const parts: Telling[] = [{ told: [], problems: targets.problems }];
  for (const repository of targets.value) parts.push(dryRun ? planned('issue', repository) : await tellIssue(notice, repository, deps));
  const slack = ways.filter(({ type }) => type === 'slack');
  if (slack.length > 0)
    parts.push(
      await tellSlack(
        notice,
        slack,
        parts.flatMap(({ told }) => told),
        dryRun,
        deps,
      ),
    );
  const mail = ways.filter(({ type }) => type === 'email');
  if (mail.length > 0) parts.push({ told: [{ type: 'email', outcome: 'skipped' }], problems: [noMail()] });
  return { told: parts.flatMap(({ told }) => told), problems: parts.flatMap(({ problems }) => problems) };
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

const changes: ReadonlySet<string> = new Set<IssueAnswer['kind']>(['created', 'updated', 'reopened', 'closed']);

async function tellSlack(
  notice: Notice,
  ways: readonly Way[],
  told: readonly Told[],
  dryRun: boolean,
  { slack, sleep }: TellDeps,
): Promise<Telling> {
  const names = [...new Set(ways.flatMap(({ secret }) => secret ?? []))];
  const problems = names.length > 1 ? [oneChannel(names)] : [];
  const skipped: readonly Told[] = [{ type: 'slack', outcome: 'skipped' }];
  if (!told.some(({ type }) => type === 'issue')) return { told: skipped, problems: [...problems, noIssue()] };
  if (slack === undefined) return { told: skipped, problems: [...problems, noWebhook(names[0] ?? 'SLACK_WEBHOOK')] };
  if (dryRun) return { told: planned('slack').told, problems };
  if (!told.some(({ outcome }) => changes.has(outcome))) return { told: [{ type: 'slack', outcome: 'unchanged' }], problems };
  // That all is well is news only after something else.
  const previous = notice.items.length === 0 ? 'something else' : undefined;
  let answer = await slack.tell(notice, previous);
  for (let tries = 1; answer.kind === 'later' && tries < mostTries; tries += 1) {
    await sleep(Math.min(answer.afterMs ?? tries * 2000, longestWaitMs));
    answer = await slack.tell(notice, previous);
  }
  const refusal = 'why' in answer ? [notTold('Slack', answer, 'The issue says it; it is not sent again before that changes.', true)] : [];
  return { told: [{ type: 'slack', outcome: answer.kind }], problems: [...problems, ...refusal] };
}

function planned(type: Way['type'], target?: RepoSlug): Telling {
  return { told: [{ type, ...(target === undefined ? {} : { target }), outcome: 'planned' }], problems: [] };
}

/** What the next run makes good is a warning. */
function notTold(whom: string, { kind, why }: ForgeRefusal, hint: string, isLost = false): Problem {
  const say = kind === 'later' && !isLost ? warning : error;
  return say('notify/not-told', `${whom.charAt(0).toUpperCase()}${whom.slice(1)} could not be told: ${why}`, { hint });
}

function noMail(): Problem {
  return error('notify/not-supported', 'factory.yaml wants people to be told by e-mail, which this version can not do.', {
    hint: 'Use `type: issue`: GitHub mails it to those who watch the repository.',
  });
}

function oneChannel(names: readonly string[]): Problem {
  return error(
    'notify/not-supported',
    `factory.yaml names several webhooks of Slack (${names.map((name) => show(name)).join(', ')}), and one can be told.`,
    {
      hint: 'Keep one entry with `type: slack`.',
    },
  );
}

function noIssue(): Problem {
  return incomplete(
    'Slack is told what changes in an issue, and factory.yaml names none.',
    'Add `- type: issue` to `notifications`: what was said last is kept there.',
  );
}

function noWebhook(name: string): Problem {
  return incomplete(
    'factory.yaml wants Slack to be told, and there is no webhook.',
    `Hand it over: \`slack-webhook: \${{ secrets.${name} }}\`.`,
  );
}

function incomplete(message: string, hint: string): Problem {
  return error('notify/incomplete', message, { hint });
}
