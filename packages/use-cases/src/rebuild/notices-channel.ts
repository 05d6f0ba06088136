import type { FactoryConfig } from '@image-factory/core/enrollment';
import { error, type Problem } from '@image-factory/core/problem';
import { show } from '@image-factory/core/text';
import type { Messages, Telling, Told } from './notices-tell.ts';
import type { Notice } from './notices.ts';
import { incomplete, notTold } from './notices-problems.ts';

type Way = FactoryConfig['notifications'][number];

/** A way to tell that keeps nothing: what was said last is in an issue. */
export interface Channel {
  readonly type: 'slack' | 'email';
  /** As people say it. */
  readonly name: string;
  /** The entries of factory.yaml that ask for it. */
  readonly ways: readonly Way[];
  /** Undefined where what it needs was not handed over. */
  readonly messages: Messages | undefined;
  /** What to hand over, when it was not. */
  readonly needs: Problem;
  readonly longestWaitMs: number;
}

const mostTries = 3;

/** Says something exactly when an issue has changed, trying again what is only busy. */
export async function tellChannel(
  notice: Notice,
  channel: Channel,
  told: readonly Told[],
  dryRun: boolean,
  sleep: (ms: number) => Promise<void>,
): Promise<Telling> {
  const { type, name, ways, messages, needs, longestWaitMs } = channel;
  const problems = ways.length > 1 && new Set(ways.map(keyOf)).size > 1 ? [onlyOne(channel)] : [];
  const skipped: readonly Told[] = [{ type, outcome: 'skipped' }];
  if (!told.some((each) => each.type === 'issue')) return { told: skipped, problems: [...problems, noIssue(name)] };
  if (messages === undefined) return { told: skipped, problems: [...problems, needs] };
  if (dryRun) return { told: [{ type, outcome: 'planned' }], problems };
  if (!told.some(({ outcome }) => changes.has(outcome))) return { told: [{ type, outcome: 'unchanged' }], problems };
  // That all is well is news only after something else.
  const previous = notice.items.length === 0 ? 'something else' : undefined;
  let answer = await messages.tell(notice, previous);
  for (let tries = 1; answer.kind === 'later' && tries < mostTries; tries += 1) {
    await sleep(Math.min(answer.afterMs ?? tries * 2000, longestWaitMs));
    answer = await messages.tell(notice, previous);
  }
  const refusal = 'why' in answer ? [notTold(name, answer, lostHint(type, answer.kind), true)] : [];
  return { told: [{ type, outcome: answer.kind }], problems: [...problems, ...refusal] };
}

const changes: ReadonlySet<string> = new Set<Told['outcome']>(['created', 'updated', 'reopened', 'closed']);

function keyOf({ secret, email }: Way): string {
  return JSON.stringify([secret, email]);
}

function lostHint(type: Channel['type'], kind: string): string {
  const first = type === 'email' && kind === 'denied' ? 'See the secrets of user and password. ' : '';
  return `${first}The issue says it; it is not sent again before that changes.`;
}

function onlyOne({ type, ways }: Channel): Problem {
  if (type === 'email')
    return error('notify/not-supported', 'factory.yaml names several mails, and one is sent.', {
      hint: 'Keep one entry with `type: email`, with all addresses in its `to`.',
    });
  const names = [...new Set(ways.flatMap(({ secret }) => secret ?? []))].map((each) => show(each)).join(', ');
  return error('notify/not-supported', `factory.yaml names several webhooks of Slack (${names}), and one can be told.`, {
    hint: 'Keep one entry with `type: slack`.',
  });
}

function noIssue(name: string): Problem {
  return incomplete(
    `${name} is told what changes in an issue, and factory.yaml names none.`,
    'Add `- type: issue` to `notifications`: what was said last is kept there.',
  );
}
