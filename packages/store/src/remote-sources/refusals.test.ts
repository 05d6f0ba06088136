import { parseBranchName } from '@image-factory/core/enrollment';
import { startFaultProxy, startGitServer, temporaryFolder } from '@image-factory/testkit';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, hostOf, openSources, sourceOf, tokens } from './at.fixture.ts';

const dockerfile = at('Dockerfile');
const canaries = [`ghs_${'C'.repeat(36)}`, `github_pat_${'N'.repeat(82)}`, `glpat-${'R'.repeat(20)}`, `ghs_1_${'y'.repeat(257)}.${'Z'.repeat(257)}`];

describe('P5: nothing of a source is an option of git', () => {
  it.each(['--upload-pack=touch CANARY;git-upload-pack', '--upload-p=touch CANARY', '-u', '$(id)', 'a..b'])('the branch %s is refused by its grammar', (branch) => {
    expect(parseBranchName(branch).ok).toBe(false);
  });

  it('names that look like options are names', async () => {
    const slug = 'acme/--upload-pack';
    await using server = await startGitServer({ repositories: { [slug]: { files: { 'x/--full-tree': 'FROM a\n', 'x/-d/--name-only': 'FROM b\n' } } } });
    await using cache = await temporaryFolder();
    const sources = openSources(cache.path, [server.origin]);
    expect(await sources.read(sourceOf(server.origin, slug), at('x/--full-tree'))).toMatchObject({ kind: 'file', text: 'FROM a\n' });
    expect(await sources.read(sourceOf(server.origin, slug), at('x/-d/--name-only'))).toMatchObject({ kind: 'file', text: 'FROM b\n' });
  });
});

describe('P6: a token is seen nowhere', () => {
  const repositories = { 'acme/app': { files: { Dockerfile: 'FROM a\n' } } };

  it.each(canaries)('not in arguments, files or addresses: %s', async (token) => {
    await using server = await startGitServer({ repositories, tokens: { [token]: 'read' } });
    const commands: string[] = [];
    const look = async () => void commands.push(...(await commandLines()));
    await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'meanwhile', run: look } }]);
    await using cache = await temporaryFolder();
    const sources = openSources(cache.path, [proxy.origin], tokens(token));
    expect(await sources.read(sourceOf(proxy.origin, 'acme/app'), dockerfile)).toMatchObject({ kind: 'file', text: 'FROM a\n' });
    expect(commands.filter((command) => /git[- ]remote-http/.test(command)).length).toBeGreaterThan(0);
    expectNone([...commands, ...(await everything(cache.path)), ...proxy.requests.map(({ path }) => path), JSON.stringify(sources.commits())], token);
    expect(proxy.requests.every(({ headers }) => headers.authorization !== undefined)).toBe(true);
  });

  it.each(canaries)('not in errors, even when the server says it: %s', async (token) => {
    await using server = await startGitServer({ repositories, tokens: { [token]: 'none' } });
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    const body = `Who are you, ${token}? Authorization: Basic ${basic}\n`;
    await using proxy = await startFaultProxy(server.origin);
    await using cache = await temporaryFolder();
    for (const status of [401, 403, 404, 302, 418, 500]) {
      proxy.use([{ fault: { kind: 'answer', status, body, headers: { location: `https://x:${token}@git.example.com/` } } }]);
      const read = await openSources(cache.path, [proxy.origin], tokens(token)).read(sourceOf(proxy.origin, 'acme/app'), dockerfile);
      expect(read).toMatchObject({ kind: 'unreachable' });
      expectNone([JSON.stringify(read), ...(await everything(cache.path))], token);
    }
  });

  it('and a redirect is not followed with it', async () => {
    await using server = await startGitServer({ repositories, tokens: { t0ken_CANARY: 'read' } });
    await using other = await startFaultProxy(server.origin);
    await using proxy = await startFaultProxy(server.origin, [{ fault: { kind: 'answer', status: 301, headers: { location: `${other.origin}/acme/app.git/info/refs?service=git-upload-pack` } } }]);
    await using cache = await temporaryFolder();
    const read = await openSources(cache.path, [proxy.origin], tokens('t0ken_CANARY')).read(sourceOf(proxy.origin, 'acme/app'), dockerfile);
    expect(read).toMatchObject({ kind: 'unreachable', concerns: 'repository', reason: expect.stringContaining('acme/app is no longer at this place') });
    expect(other.requests).toEqual([]);
  });
});

it('P7: `a_b/c` and `a/b_c` share nothing; upper and lower case are one repository', async () => {
  await using server = await startGitServer({ repositories: { 'a_b/c': { files: { Dockerfile: 'FROM one\n' } }, 'a/b_c': { files: { Dockerfile: 'FROM two\n' } } } });
  await using cache = await temporaryFolder();
  for (let run = 0; run < 2; run += 1) {
    const sources = openSources(cache.path, [server.origin]);
    expect(await sources.read(sourceOf(server.origin, 'a_b/c'), dockerfile)).toMatchObject({ text: 'FROM one\n' });
    expect(await sources.read(sourceOf(server.origin, 'a/b_c'), dockerfile)).toMatchObject({ text: 'FROM two\n' });
    expect(await sources.read(sourceOf(server.origin, 'A_B/C'), dockerfile)).toMatchObject({ text: 'FROM one\n' });
  }
  const names = await readdir(join(cache.path, 'repositories'));
  expect(names).toHaveLength(2);
  expect(names.every((name) => /^[0-9a-f]{64}$/.test(name))).toBe(true);
});

describe('a repository that can not be read says what is needed', () => {
  it.each([
    { story: 'private, without a token', token: undefined, reason: 'acme/app was not found on HOST, or may not be read without a token' },
    { story: 'private, with a token of another', token: 'other', reason: 'acme/app was not found on HOST, or the token may not read it' },
    { story: 'with a token that is none', token: 'nonsense', reason: 'acme/app was not found on HOST, or the token may not read it' },
  ])('$story', async ({ token, reason }) => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { Dockerfile: 'FROM a\n' } } }, tokens: { other: { 'acme/other': 'read' } } });
    await using cache = await temporaryFolder();
    const read = await openSources(cache.path, [server.origin], tokens(token)).read(sourceOf(server.origin, 'acme/app'), dockerfile);
    expect(read).toEqual({
      kind: 'unreachable',
      concerns: 'repository',
      reason: reason.replace('HOST', hostOf(server.origin)),
      hint: 'Correct `source.repo`, or give a token with `contents: read` on acme/app.',
    });
  });

  it('a branch that is not there, though one ends like it', async () => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { Dockerfile: 'FROM a\n' }, branch: 'x/refs/heads/main' } } });
    await using cache = await temporaryFolder();
    const read = await openSources(cache.path, [server.origin]).read(sourceOf(server.origin, 'acme/app'), dockerfile);
    expect(read).toMatchObject({ kind: 'unreachable', reason: `acme/app on ${hostOf(server.origin)} has no branch main`, hint: 'Correct `source.branch`.' });
  });

  it('a host that the operator did not allow is not asked', async () => {
    await using server = await startGitServer({ repositories: { 'acme/app': { files: { Dockerfile: 'FROM a\n' } } } });
    await using proxy = await startFaultProxy(server.origin);
    await using cache = await temporaryFolder();
    expect(await openSources(cache.path, []).read(sourceOf(proxy.origin, 'acme/app'), dockerfile)).toMatchObject({ kind: 'unreachable', reason: expect.stringContaining('not among the hosts') });
    expect(proxy.requests).toEqual([]);
  });

  it('each repository has its own token; one that ran out is asked for anew, once', async () => {
    await using server = await startGitServer({
      repositories: { 'acme/app': { files: { Dockerfile: 'FROM a\n' } }, 'acme/shop': { files: { Dockerfile: 'FROM s\n' } } },
      tokens: { app2: { 'acme/app': 'read' }, shop: { 'acme/shop': 'read' } },
    });
    await using cache = await temporaryFolder();
    const asked: string[] = [];
    const sources = openSources(cache.path, [server.origin], {
      tokenFor: async (_, slug, options) => {
        asked.push(`${slug}${options?.fresh === true ? ' fresh' : ''}`);
        if (slug === 'acme/shop') return 'shop';
        return options?.fresh === true ? 'app2' : 'app1';
      },
    });
    expect(await sources.resolve(sourceOf(server.origin, 'acme/app'))).toMatchObject({ kind: 'commit' });
    expect(asked).toEqual(['acme/app', 'acme/app fresh', 'acme/app', 'acme/app fresh']); // for the branch, and for the commit
    expect(await sources.read(sourceOf(server.origin, 'acme/shop'), dockerfile)).toMatchObject({ text: 'FROM s\n' });
  });
});

function expectNone(texts: readonly string[], token: string): void {
  const forms = [token, Buffer.from(`x-access-token:${token}`).toString('base64'), encodeURIComponent(token)];
  for (const text of texts) expect(forms.filter((form) => text.includes(form))).toEqual([]);
}

/** Of all processes there are now. */
async function commandLines(): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.map((line) => line.replaceAll('\0', ' ')).filter((line) => line.includes('git'));
}

/** Names and contents of all files. */
async function everything(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const texts = await Promise.all(names.map(async (name) => ((await stat(join(folder, name))).isFile() ? readFile(join(folder, name), 'latin1') : '')));
  return [...names, ...texts];
}
