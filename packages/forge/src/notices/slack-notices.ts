import type { Host } from '@image-factory/core/enrollment';
import { waitOf } from '../api/limits.ts';
import type { ForgeRefusal } from '../dispatch/types.ts';
import { request, type NoReply, type Reply } from '../sources/request.ts';
import { fingerprintOf, type Notice } from './notice.ts';
import { renderSlack } from './slack-text.ts';

export interface SlackNoticesOptions {
  /** The URL of an incoming webhook; all of it is a secret. */
  readonly webhook: string;
  /** Hosts of compatible servers, by the operator's word; `hooks.slack.com` is always one. */
  readonly hosts?: readonly Host[];
  readonly timeoutMs?: number;
  /** Sends a message; default: over the network, asking once. */
  readonly send?: typeof request;
}

export type SlackOutcome =
  /** `fingerprint` is kept for the next time. */
  { readonly kind: 'sent' | 'unchanged'; readonly fingerprint: string } | ForgeRefusal;

/** Messages to a channel. */
export interface SlackNotices {
  /**
   * Sends what has not been said yet, once, and once more when all is well again. An answer that was lost is `later`: the
   * message may come twice then, but not never.
   *
   * @param previous - the fingerprint that came of what was told last; undefined where nothing was
   * @returns texts without any part of the webhook
   */
  tell(notice: Notice, previous: string | undefined): Promise<SlackOutcome>;
}

export function createSlackNotices({ webhook, hosts = [], timeoutMs = 10_000, send = request }: SlackNoticesOptions): SlackNotices {
  const url = readWebhook(webhook, new Set<string>(['hooks.slack.com', ...hosts]));
  return {
    async tell(notice, previous) {
      const fingerprint = fingerprintOf(notice);
      const isSilent = notice.items.length === 0 && previous === undefined;
      if (fingerprint === previous || isSilent) return { kind: 'unchanged', fingerprint };
      if (url === undefined)
        return { kind: 'blocked', why: 'The webhook is no https URL of hooks.slack.com, or of a host that the operator has named for it.' };
      const body = JSON.stringify({ text: renderSlack(notice), unfurl_links: false, unfurl_media: false });
      const headers = { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'image-factory' };
      const reply = await send(url, { method: 'POST', headers, body, timeoutMs, maxBytes: 64 * 1024 });
      return explain(reply) ?? { kind: 'sent', fingerprint };
    },
  };
}

/** The host counts as a whole, with its port; what only looks like it is another one. */
function readWebhook(text: string, hosts: ReadonlySet<string>): URL | undefined {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  return hosts.has(url.host) && url.pathname.length > 1 ? url : undefined;
}

/** @returns undefined for what was sent */
function explain(reply: Reply | NoReply): ForgeRefusal | undefined {
  if (reply.kind !== 'reply') return { kind: 'later', why: `the answer of the webhook was lost (${reply.kind})` };
  const { status, bytes, headers } = reply;
  if (status >= 200 && status < 300) return undefined;
  const said = wordOf(bytes);
  const afterMs = waitOf(status, said, Object.fromEntries(headers));
  if (afterMs !== undefined) return { kind: 'later', why: 'the webhook asks to slow down', afterMs };
  if (status >= 500 || status === 408) return { kind: 'later', why: `the webhook answered with ${status}` };
  const why = `The webhook refused (${status})${said === '' ? '' : `: ${said}`}.`;
  return status === 401 || status === 403 ? { kind: 'denied', why } : { kind: 'blocked', why };
}

/** Slack says why in one word, such as `channel_is_archived`. Anything else may repeat what was sent, and is not shown. */
function wordOf(bytes: Buffer): string {
  const text = bytes.subarray(0, 100).toString('utf8').trim();
  return /^[a-z]+(?:_[a-z]+)*$/.test(text) && text.length <= 40 ? text : '';
}
