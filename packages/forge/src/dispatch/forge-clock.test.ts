import { startGitHub } from '@image-factory/testkit';
import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { createForgeClock } from './forge-clock.ts';

async function serve(listener: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

it.each([
  { story: 'two days behind', date: 'Tue, 30 Dec 2025 00:00:00 GMT', comes: new Date('2025-12-30T00:00:00Z') },
  { story: 'two days ahead', date: 'Sat, 03 Jan 2026 00:00:00 GMT', comes: new Date('2026-01-03T00:00:00Z') },
  { story: 'words', date: 'soon', comes: undefined },
  { story: 'a date in another form', date: '2026-01-03T00:00:00Z', comes: undefined },
])('the time is what the forge says, whatever it is here: $story', async ({ date, comes }) => {
  await using forge = await serve((_request, response) => response.writeHead(403, { date }).end());
  expect(await createForgeClock('gitlab', `${forge.url}/api/v4`).now()).toEqual(comes);
});

it('asks GitHub without credentials', async () => {
  await using github = await startGitHub({ repositories: {} });
  const now = await createForgeClock('github', github.url).now();
  expect(Math.abs((now?.getTime() ?? 0) - Date.now())).toBeLessThan(10_000);
});

it('a forge that is not there has no time', async () => {
  expect(await createForgeClock('github', 'http://127.0.0.1:9').now()).toBeUndefined();
});
