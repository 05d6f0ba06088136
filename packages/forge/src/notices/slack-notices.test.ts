import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { request } from '../sources/request.ts';
import { place } from '../rights/rights.fixture.ts';
import { fingerprintOf } from './notice.ts';
import { broken, hostile, notice, stale } from './notices.fixture.ts';
import { createSlackNotices, type SlackNoticesOptions } from './slack-notices.ts';

const path = '/services/T0CANARY/B0CANARY/canarysecret';
const webhook = `https://hooks.slack.com${path}`;
const { host: chat } = place('a/b', 'chat.example.com:8443');

/** A server that takes the place of the webhook's, and what was sent to it. */
async function serve(answer: (response: ServerResponse) => void = (response) => void response.end('ok')) {
  const seen: { readonly path: string | undefined; readonly host: string; readonly body: Record<string, unknown> }[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      seen.push({ path: incoming.url, host: String(incoming.headers['x-meant-for']), body: JSON.parse(body) });
      return answer(response);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  /** Over the network, only to this machine. */
  const send: typeof request = (url, options) => request(new URL(`http://127.0.0.1:${port}${url.pathname}`), { ...options, headers: { ...options.headers, 'x-meant-for': url.host } });
  return {
    seen,
    open: (more: Partial<SlackNoticesOptions> = {}) => createSlackNotices({ webhook, send, ...more }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

it('says each thing once, and once that all is well again', async () => {
  await using server = await serve();
  const slack = server.open();
  expect(await slack.tell(notice([]), undefined)).toEqual({ kind: 'unchanged', fingerprint: fingerprintOf(notice([])) });
  const first = await slack.tell(notice([stale]), undefined);
  expect(first).toEqual({ kind: 'sent', fingerprint: fingerprintOf(notice([stale])) });
  expect(await slack.tell(notice([stale]), fingerprintOf(notice([stale])))).toMatchObject({ kind: 'unchanged' });
  expect(await slack.tell(notice([broken, stale]), fingerprintOf(notice([stale])))).toMatchObject({ kind: 'sent' });
  expect(await slack.tell(notice([]), fingerprintOf(notice([stale])))).toMatchObject({ kind: 'sent' });
  expect(await slack.tell(notice([]), fingerprintOf(notice([])))).toMatchObject({ kind: 'unchanged' });
  expect(server.seen.map(({ path, host, body }) => [host, path, body])).toEqual(
    [
      '1 warning: The image factory needs a person (acme/image-factory)\n• warning app: behind its bases for 9 days <https://github.com/acme/app/actions/runs/7|details>',
      '1 error and 1 warning: The image factory needs a person (acme/image-factory)\n• error web: eight attempts failed\n• warning app: behind its bases for 9 days <https://github.com/acme/app/actions/runs/7|details>',
      'All is well again: The image factory needs a person (acme/image-factory)',
    ].map((text) => ['hooks.slack.com', path, { text, unfurl_links: false, unfurl_media: false }]),
  );
});

describe('text in a message', () => {
  it.each(hostile)('%s', async (text) => {
    await using server = await serve();
    await server.open().tell(notice([{ severity: 'error', image: text, text, url: 'https://a.example/?a=1&b=<!here>' }], { title: text }), undefined);
    const said = String(server.seen[0]?.body['text']);
    const withoutOurLink = said.replace('<https://a.example/?a=1&amp;b=%3C!here%3E|details>', '');
    expect(withoutOurLink).not.toMatch(/[<>]|@\w|:\/\/|www\.|\]\(|&(?!amp;|lt;|gt;)/);
    expect(withoutOurLink.split('\n')).toHaveLength(2);
    expect(said.length).toBeLessThan(4000);
  });

  it('ends where it is enough, and says how much is left', async () => {
    await using server = await serve();
    await server.open().tell(notice(Array.from({ length: 5000 }, (_, at) => ({ severity: 'error', text: `number ${at}` }))), undefined);
    const said = String(server.seen[0]?.body['text']);
    expect(said.length).toBeLessThan(4000);
    expect(said).toMatch(/\n… and \d+ more$/);
  });
});

describe('a webhook', () => {
  it.each([
    { story: 'http', url: `http://hooks.slack.com${path}` },
    { story: 'another host', url: `https://evil.example${path}` },
    { story: 'a host that begins like it', url: `https://hooks.slack.com.evil.example${path}` },
    { story: 'a host that ends like it', url: `https://evil-hooks.slack.com${path}` },
    { story: 'a user in front of another host', url: `https://hooks.slack.com@evil.example${path}` },
    { story: 'a user', url: `https://u:p@hooks.slack.com${path}` },
    { story: 'another port', url: `https://hooks.slack.com:8443${path}` },
    { story: 'an address', url: `https://2130706433${path}` },
    { story: 'a letter that looks like another', url: `https://hooks.sl\u0430ck.com${path}` },
    { story: 'no path', url: 'https://hooks.slack.com/' },
    { story: 'no URL', url: 'T0CANARY/B0CANARY/canarysecret' },
    { story: 'nothing', url: '' },
  ])('is refused with $story, and not repeated', async ({ url }) => {
    await using server = await serve();
    const outcome = await server.open({ webhook: url }).tell(notice([stale]), undefined);
    expect(outcome).toMatchObject({ kind: 'blocked' });
    expect(JSON.stringify(outcome)).not.toMatch(/canary|evil/i);
    expect(server.seen).toEqual([]);
  });

  it.each([
    { story: 'in any letters', url: `HTTPS://Hooks.Slack.COM:443${path}`, host: 'hooks.slack.com' },
    { story: "on a server of the operator's", url: `https://chat.example.com:8443${path}`, host: chat },
  ])('is taken $story', async ({ url, host }) => {
    await using server = await serve();
    expect(await server.open({ webhook: url, hosts: [chat] }).tell(notice([stale]), undefined)).toMatchObject({ kind: 'sent' });
    expect(server.seen).toMatchObject([{ host, path }]);
  });

  it.each<{ story: string; answer: (response: ServerResponse) => void; comes: object }>([
    { story: '403', answer: (to) => void to.writeHead(403).end('invalid_token'), comes: { kind: 'denied', why: 'The webhook refused (403): invalid_token.' } },
    { story: '404', answer: (to) => void to.writeHead(404).end('no_service'), comes: { kind: 'blocked', why: 'The webhook refused (404): no_service.' } },
    { story: '410', answer: (to) => void to.writeHead(410).end('channel_is_archived'), comes: { kind: 'blocked' } },
    { story: '422', answer: (to) => void to.writeHead(422).end('{}'), comes: { kind: 'blocked', why: 'The webhook refused (422).' } },
    { story: 'words that repeat the secret', answer: (to) => void to.writeHead(400).end(`no hook at ${path}`), comes: { kind: 'blocked', why: 'The webhook refused (400).' } },
    { story: 'a redirect', answer: (to) => void to.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), comes: { kind: 'blocked' } },
    { story: '429', answer: (to) => void to.writeHead(429, { 'retry-after': '30' }).end('rate_limited'), comes: { kind: 'later', afterMs: 30_000 } },
    { story: '500', answer: (to) => void to.writeHead(500).end('rollup_error'), comes: { kind: 'later' } },
    { story: 'a lost answer', answer: (to) => void to.destroy(), comes: { kind: 'later' } },
    { story: 'no answer', answer: () => {}, comes: { kind: 'later', why: expect.stringContaining('timeout') } },
    { story: 'an answer without end', answer: (to) => void to.writeHead(200).end('x'.repeat(200_000)), comes: { kind: 'later' } },
  ])('that answers $story', async ({ answer, comes }) => {
    await using server = await serve(answer);
    const outcome = await server.open({ timeoutMs: 300 }).tell(notice([stale]), undefined);
    expect(outcome).toMatchObject(comes);
    expect(JSON.stringify(outcome)).not.toMatch(/canary/i);
    expect(server.seen).toHaveLength(1);
  });
});
