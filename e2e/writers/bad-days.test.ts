import { retryAfterForms, type Fault } from '@image-factory/testkit';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { aDay, asksToPush, commitsOfOurs, pushes, reader, writer } from './bad-days.fixture.ts';
import { cloneOf } from './clone.ts';
import { shopWith } from './factory.ts';
import { program, type ProgramOptions } from './program.ts';

const token = writer;
const update = (cwd: string, more: Partial<ProgramOptions> = {}) => program(['update', '--commit'], { cwd, token, ...more });

describe('others write, too', () => {
  it('somebody commits between the reading and the writing: the run is made again on what they left', async () => {
    await using day = await aDay();
    day.proxy.use([{ path: asksToPush, nth: [1, 2, 3], fault: { kind: 'meanwhile', run: () => day.origin.commit({ 'web/Dockerfile': 'FROM golang:1.25\n' }) } }]);
    const run = await update(day.clone.path);
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^(?:Somebody else committed meanwhile; trying again in \d+\.\d s\.\n){3}$/) });
    expect(await commitsOfOurs(day.origin)).toHaveLength(1);
    expect((await day.origin.log()).map(({ author }) => author)).toEqual(['Image Factory Bot', 'Rival', 'Rival', 'Rival', 'Rival']);
    expect(await day.origin.readFile('image-factory/state/images/web.yaml')).toContain('golang-1.25');
  });

  it('somebody writes all the time: it gives up in time, names both commits, and nothing of it is there', async () => {
    await using day = await aDay(shopWith('commit: {deadline: 1m}\n'));
    day.proxy.use([{ path: asksToPush, fault: { kind: 'meanwhile', run: () => day.origin.commit({ 'README.md': 'x' }) } }]);
    const run = await update(day.clone.path);
    const [last, before] = await day.origin.log();
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/error: Nothing was committed to main: \d+ tries in \d+ s, the last because somebody else committed meanwhile\./);
    expect(run.stderr).toContain(`It was planned on ${before?.commit.slice(0, 12)}; the branch is now at ${last?.commit.slice(0, 12)}. [state/head-moved]`);
    expect(run.stderr).toContain('Nothing is lost: run it again');
    expect(await commitsOfOurs(day.origin)).toEqual([]);
    expect(await day.clone.git('status', '--porcelain')).toBe('');
    day.proxy.use([]);
    expect((await update(day.clone.path)).exitCode).toBe(0);
    expect(await commitsOfOurs(day.origin)).toHaveLength(1);
  });

  it('somebody does the same a second later, and is faster: there is nothing left to do, and no second commit', async () => {
    await using day = await aDay();
    await using rival = await cloneOf(day.origin);
    day.proxy.use([{ path: asksToPush, nth: 1, fault: { kind: 'meanwhile', run: async () => (await sleep(1001), update(rival.path)) } }]);
    const run = await update(day.clone.path);
    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Nothing changed') });
    expect(await commitsOfOurs(day.origin)).toHaveLength(1);
  });

  it('the history of the branch is rewritten: its new commit is what counts, and the checkout stays as it is', async () => {
    await using day = await aDay();
    const old = await day.clone.git('rev-parse', 'HEAD');
    day.proxy.use([{ path: asksToPush, nth: 1, fault: { kind: 'meanwhile', run: () => day.origin.rewriteHistory() } }]);
    expect((await update(day.clone.path)).exitCode).toBe(0);
    expect((await day.origin.log()).map(({ message }) => message.split('\n')[0])).toEqual([expect.stringContaining('Update the state'), 'Rewritten']);
    expect(await day.clone.git('rev-parse', 'HEAD')).toBe(old);
    expect(await day.clone.git('status', '--porcelain')).toBe('');
  });

  it('the branch is deleted meanwhile: it is not made again', async () => {
    await using day = await aDay();
    day.proxy.use([{ path: asksToPush, nth: 1, fault: { kind: 'meanwhile', run: () => day.origin.deleteBranch() } }]);
    const run = await update(day.clone.path);
    expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('There is no branch main to commit to, or it has no commit yet. [state/no-branch]') });
    expect(await day.origin.head()).toBeUndefined();
  });

  it('another process holds the lock of the branch for a moment: it is tried again', async () => {
    await using day = await aDay();
    const lock = await day.origin.lockBranch();
    day.proxy.use([{ ...pushes, nth: 2, fault: { kind: 'meanwhile', run: async () => lock[Symbol.asyncDispose]() } }]);
    expect((await update(day.clone.path)).exitCode).toBe(0);
    expect(await commitsOfOurs(day.origin)).toHaveLength(1);
  });
});

describe('the push landed, and its answer is lost', () => {
  it.each([
    { story: 'by a reset', fault: { kind: 'lose-answer' } },
    { story: 'in the middle', fault: { kind: 'truncate', bytes: 10 } },
  ] as const satisfies readonly { story: string; fault: Fault }[])('$story: exactly one commit, and the run reports it', async ({ fault }) => {
    await using day = await aDay();
    day.proxy.use([{ ...pushes, nth: 1, fault }]);
    const run = await program(['update', '--commit', '--json'], { cwd: day.clone.path, token });
    expect(run.exitCode).toBe(0);
    const ours = await commitsOfOurs(day.origin);
    expect(ours).toHaveLength(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ commit: ours[0] });
  });

  it('and somebody builds on it before it is looked for: the commit is found below theirs', async () => {
    await using day = await aDay();
    let fetches = 0;
    const rival = async (): Promise<unknown> => ((fetches += 1) === 1 ? day.origin.commit({ 'README.md': 'x' }) : undefined);
    day.proxy.use([
      { ...pushes, nth: 1, fault: { kind: 'lose-answer' } },
      { path: 'service=git-upload-pack', nth: 2, fault: { kind: 'meanwhile', run: rival } },
    ]);
    const run = await program(['update', '--commit', '--json'], { cwd: day.clone.path, token });
    expect(JSON.parse(run.stdout)).toMatchObject({ commit: (await commitsOfOurs(day.origin))[0] });
    expect((await day.origin.log()).map(({ author }) => author)).toEqual(['Rival', 'Image Factory Bot', 'Rival']);
  });
});

describe('the way to the server is bad, then good', () => {
  it.each([
    { story: 'slow answers', fault: { kind: 'delay', ms: 20, jitterMs: 30 }, tries: 1 },
    { story: 'connections that are reset', fault: { kind: 'reset' }, tries: 3 },
    { story: 'half an answer', fault: { kind: 'truncate', bytes: 20 }, tries: 3 },
    { story: 'answers piece by piece', fault: { kind: 'drip', bytes: 200, everyMs: 1 }, tries: 1 },
    { story: 'HTTP 500', fault: { kind: 'answer', status: 500, body: 'sorry\n' }, tries: 3 },
    { story: 'HTTP 502', fault: { kind: 'answer', status: 502 }, tries: 3 },
    { story: 'HTTP 503', fault: { kind: 'answer', status: 503, headers: { 'retry-after': '1' } }, tries: 3 },
    { story: 'HTTP 504', fault: { kind: 'answer', status: 504 }, tries: 3 },
    ...retryAfterForms.map((retryAfter) => ({ story: `HTTP 429, ${retryAfter}`, fault: { kind: 'rate-limit', status: 429, retryAfter, seconds: 1 }, tries: 3 }) as const),
    ...retryAfterForms.map((retryAfter) => ({ story: `HTTP 403 for too many requests, ${retryAfter}`, fault: { kind: 'rate-limit', status: 403, retryAfter, seconds: 1 }, tries: 3 }) as const),
  ] as const satisfies readonly { story: string; fault: Fault; tries: number }[])('$story', async ({ fault, tries }) => {
    await using day = await aDay();
    day.proxy.use([
      { path: 'service=git-upload-pack', nth: 1, fault },
      { ...pushes, nth: 1, fault },
    ]);
    const run = await update(day.clone.path);
    expect(run.exitCode).toBe(0);
    expect(run.stderr.split('trying again')).toHaveLength(tries);
    expect(await commitsOfOurs(day.origin)).toHaveLength(1);
    expect(await day.clone.git('status', '--porcelain')).toBe('');
    await day.origin.fsck();
  });

  it('a server that stays out of order: nothing is written, and what it said is told', async () => {
    await using day = await aDay(shopWith('commit: {deadline: 1m}\n'));
    day.proxy.use([{ path: asksToPush, fault: { kind: 'answer', status: 503 } }]);
    const run = await update(day.clone.path);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(
      /tries in \d+ s, the last because the remote could not be reached \(The requested URL returned error: 503\)\. It was planned on [0-9a-f]{12}; the branch is now at [0-9a-f]{12}\./,
    );
    expect(await commitsOfOurs(day.origin)).toEqual([]);
  });
});

describe('it may not', () => {
  it.each([
    { story: 'the branch is protected', protect: true, token: writer, says: ['The branch main of the remote is protected', 'commit.stateBranch'] },
    { story: 'the token may only read', protect: false, token: reader, says: ['may not be written with this token', 'permissions: contents: write'] },
    { story: 'nobody knows the token', protect: false, token: 'ghs_unknown0123456789', says: ['can not be reached with these credentials', 'contents: write'] },
    { story: 'there is no token', protect: false, token: '', says: ['can not be reached with these credentials', 'GITHUB_TOKEN'] },
  ])('$story: said at once, with what would help', async ({ protect, token: given, says }) => {
    await using day = await aDay();
    if (protect) await day.server.protect('acme/shop', 'main');
    const run = await update(day.clone.path, { token: given });
    expect(run.exitCode).toBe(1);
    for (const words of says) expect(run.stderr).toContain(words);
    expect(run.stderr).toContain('[state/push-refused]');
    expect(run.stderr).not.toContain('trying again');
    expect(await commitsOfOurs(day.origin)).toEqual([]);
    expect(await day.clone.git('status', '--porcelain')).toBe('');
  });

  it('a token that ends between reading and writing', async () => {
    await using day = await aDay();
    day.proxy.use([{ path: asksToPush, nth: 1, fault: { kind: 'meanwhile', run: async () => day.server.grant(writer) } }]);
    expect(await update(day.clone.path)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('can not be reached with these credentials') });
  });
});

describe('what time it is does not matter', () => {
  it.each([
    { story: 'two days ahead', clock: 48 },
    { story: 'two days behind', clock: -48 },
    { story: 'once the one and once the other', clock: 'jumps' },
  ] as const)('a clock that is $story', async ({ clock }) => {
    await using day = await aDay();
    day.proxy.use([{ path: asksToPush, nth: [1, 2], fault: { kind: 'meanwhile', run: () => day.origin.commit({ 'README.md': 'x' }) } }]);
    const run = await update(day.clone.path, { clock });
    expect(run).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^(?:Somebody else committed meanwhile; trying again in \d\.\d s\.\n){2}$/) });
    expect(await commitsOfOurs(day.origin)).toHaveLength(1);
    expect((await update(day.clone.path)).stdout).toContain('Nothing changed');
    expect((await update(day.clone.path, { clock })).stdout).toContain('Nothing changed');
  });
});

describe('state on a branch of its own', () => {
  const files = shopWith('commit: {stateBranch: state}\n');

  it('the first run makes the branch, later runs commit on it, and main stays as it is', async () => {
    await using day = await aDay(files);
    await day.server.protect('acme/shop', 'main');
    const main = await day.origin.head();
    expect((await update(day.clone.path)).exitCode).toBe(0);
    expect(await day.origin.listFiles('state')).toContain('image-factory/state/images/web.yaml');
    expect(await day.origin.listFiles('state')).not.toContain('web/Dockerfile');
    expect(await day.origin.head()).toBe(main);
    await day.origin.commit({ 'web/Dockerfile': 'FROM golang:1.25\n' });
    expect((await update(day.clone.path)).exitCode).toBe(0);
    expect(await commitsOfOurs(day.origin, 'state')).toHaveLength(2);
    expect(await day.origin.readFile('image-factory/state/images/web.yaml', 'state')).toContain('golang-1.25');
    expect((await update(day.clone.path)).stdout).toContain('Nothing changed');
  });

  it('main moves meanwhile, and so does the state: one commit, on the newest of both', async () => {
    await using day = await aDay(files);
    await update(day.clone.path);
    await day.origin.commit({ 'web/Dockerfile': 'FROM golang:1.25\n' });
    const both = async (): Promise<unknown> => {
      await day.origin.commit({ 'web/Dockerfile': 'FROM golang:1.26\n' });
      return day.origin.commit({ 'notes.md': 'x' }, { branch: 'state' });
    };
    day.proxy.use([{ path: asksToPush, nth: 1, fault: { kind: 'meanwhile', run: both } }]);
    expect((await update(day.clone.path)).exitCode).toBe(0);
    expect(await commitsOfOurs(day.origin, 'state')).toHaveLength(2);
    expect(await day.origin.readFile('image-factory/state/images/web.yaml', 'state')).toContain('golang-1.26');
  });

  it('two make the branch at once: one is first, and the other goes on from there', async () => {
    await using day = await aDay(files);
    await using rival = await cloneOf(day.origin);
    day.proxy.use([{ path: asksToPush, nth: 1, fault: { kind: 'meanwhile', run: () => update(rival.path) } }]);
    expect((await update(day.clone.path)).exitCode).toBe(0);
    expect(await commitsOfOurs(day.origin, 'state')).toHaveLength(1);
  });
});
