import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import { memoryLog } from '@image-factory/testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyReport } from '../report.ts';
import { commitRun, type Target } from './commit-run.ts';
import { branchOf, MemoryRemote, type Fate } from './memory-store.fixture.ts';

const main = branchOf('main');
const dir = path('image-factory');

function path(text: string): RepoPath {
  const parsed = parseRepoPath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** A remote whose `main` holds a factory. */
function remoteWith(factory = ''): MemoryRemote {
  const remote = new MemoryRemote();
  remote.put('main', { 'image-factory/images.yaml': '[]\n', 'image-factory/factory.yaml': factory });
  return remote;
}

/** Adds a line to a file unless it is there: what every run is, seen from far. */
function adding(line: string, file = 'image-factory/state/log.yaml') {
  return async ({ tree }: Pick<Target, 'tree'>) => {
    const read = await tree.read(path(file));
    const text = read.kind === 'file' ? read.text : '';
    if (!text.split('\n').includes(line)) await tree.apply([{ kind: 'write', path: path(file), text: `${text}${line}\n` }], line);
    return emptyReport([]);
  };
}

function run(remote: MemoryRemote, work: Parameters<typeof commitRun>[2], random = 0.5) {
  let now = 0;
  const pace = { elapsed: () => now, random: () => random, sleep: async (ms: number) => void (now += Math.max(1, ms)) };
  return commitRun({ dir, branch: main }, { open: async (branch) => remote.store(branch), pace, log: memoryLog() }, work);
}

const linesOf = (remote: MemoryRemote, branch = 'main', file = 'image-factory/state/log.yaml') => (remote.head(branch)?.files.get(file) ?? '').split('\n').filter((line) => line !== '');

describe('a run that ends in a commit', () => {
  it('is one commit on what it was planned on', async () => {
    const remote = remoteWith();
    const { commit, tries, report } = await run(remote, adding('a'));
    expect({ commit, tries, problems: report.problems }).toEqual({ commit: remote.branches.get('main'), tries: 1, problems: [] });
    expect(remote.log('main')).toEqual(['a', 'by somebody else']);
  });

  it('with nothing to change makes none', async () => {
    const remote = remoteWith();
    await run(remote, adding('a'));
    const before = remote.branches.get('main');
    expect(await run(remote, adding('a'))).toMatchObject({ tries: 1 });
    expect(remote.branches.get('main')).toBe(before);
  });

  it('is made again on what somebody left who was faster, and loses nothing of theirs', async () => {
    const remote = remoteWith();
    let rivals = 3;
    remote.meanwhile = () => {
      if (rivals > 0) remote.put('main', { 'image-factory/state/log.yaml': `${linesOf(remote).join('\n')}\nrival ${(rivals -= 1)}\n`.trimStart() });
    };
    expect(await run(remote, adding('mine'))).toMatchObject({ tries: 4 });
    expect(linesOf(remote)).toEqual(['rival 2', 'rival 1', 'rival 0', 'mine']);
  });

  it.each([
    { story: 'a commit that landed although its answer was lost is found, not made twice', fates: ['lands unanswered'], tries: 2 },
    { story: 'a commit that was lost with its answer is made again', fates: ['lost unanswered', 'lost unanswered'], tries: 3 },
    { story: 'a remote that is busy is asked again', fates: ['busy', 'busy'], tries: 3 },
  ] as const satisfies readonly { fates: readonly Fate[]; [key: string]: unknown }[])('$story', async ({ fates, tries }) => {
    const remote = remoteWith();
    remote.fates.push(...fates);
    expect(await run(remote, adding('a'))).toMatchObject({ tries, commit: remote.branches.get('main') });
    expect(linesOf(remote)).toEqual(['a']);
    expect(remote.log('main')).toEqual(['a', 'by somebody else']);
  });

  it('gives up with both commits named when others never stop, and everything of theirs is there', async () => {
    const remote = remoteWith('commit: {deadline: 1m}\n');
    let count = 0;
    remote.meanwhile = () => void remote.put('main', { 'image-factory/state/other.yaml': String((count += 1)) });
    const { report, commit, tries } = await run(remote, adding('mine'), 0.9);
    expect(commit).toBeUndefined();
    expect(tries).toBeGreaterThan(5);
    expect(report.problems).toMatchObject([{ code: 'state/head-moved', message: expect.stringMatching(/planned on [0-9a-f]{12}; the branch is now at [0-9a-f]{12}/) }]);
    expect(linesOf(remote)).toEqual([]);
    expect(remote.log('main')).toHaveLength(count + 1);
  });

  it('what the work throws is not taken for a lost race', async () => {
    const attempt = run(remoteWith(), async () => {
      throw new TypeError('a mistake of ours');
    });
    await expect(attempt).rejects.toThrow('a mistake of ours');
  });

  it.each([
    { story: 'no branch', factory: undefined, code: 'state/no-branch' },
    { story: 'a factory.yaml with mistakes', factory: 'comit: {}\n', code: 'factory/unknown-key' },
    { story: 'pull requests asked for', factory: 'commit: {mode: pull-request}\n', code: 'commit/unsupported-mode' },
  ])('$story: nothing is run', async ({ factory, code }) => {
    const remote = factory === undefined ? new MemoryRemote() : remoteWith(factory);
    const { report } = await run(remote, async () => {
      throw new Error('was run');
    });
    expect(report.problems).toMatchObject([{ code }]);
  });
});

describe('a branch for state', () => {
  const factory = 'commit: {stateBranch: factory-state}\n';

  it('begins with its first commit; definitions are read from main, state from itself', async () => {
    const remote = remoteWith(factory);
    const before = remote.branches.get('main');
    await run(remote, adding('one'));
    expect(remote.head('factory-state')).toMatchObject({ parent: undefined, files: new Map([['image-factory/state/log.yaml', 'one\n']]) });
    remote.put('main', { 'image-factory/state/log.yaml': 'stale\n', 'image-factory/images.yaml': '- new\n' });
    await run(remote, async ({ tree, sources }) => {
      expect(await tree.read(path('image-factory/images.yaml'))).toMatchObject({ text: '- new\n' });
      expect(await sources.read(path('image-factory/images.yaml'))).toMatchObject({ text: '- new\n' });
      expect(await tree.read(path('image-factory/state/log.yaml'))).toMatchObject({ text: 'one\n' });
      expect(await tree.list(path('image-factory/state'))).toEqual(['log.yaml']);
      return adding('two')({ tree });
    });
    expect(linesOf(remote, 'factory-state')).toEqual(['one', 'two']);
    expect(remote.log('main')).toEqual(['by somebody else', 'by somebody else']);
    expect(before).not.toBe(remote.branches.get('main'));
  });

  it('that two runs begin at once is begun once', async () => {
    const remote = remoteWith(factory);
    await Promise.all([run(remote, adding('one')), run(remote, adding('two'))]);
    expect(linesOf(remote, 'factory-state').toSorted()).toEqual(['one', 'two']);
    expect(remote.log('factory-state')).toHaveLength(2);
  });
});

it('P17, R-11: any number of runs at once, with any fates, is the same as one after the other: none lost, none twice', async () => {
  const fate = fc.constantFrom<Fate>('lands', 'lands unanswered', 'lost unanswered', 'busy');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 6 }), fc.array(fate, { maxLength: 12 }), fc.scheduler(), fc.boolean(), async (writers, fates, scheduler, shared) => {
      const remote = remoteWith();
      remote.fates.push(...fates);
      const slow = (name: string) => async (target: Target) => {
        await scheduler.schedule(Promise.resolve(), name);
        const report = await adding(name, shared ? undefined : `image-factory/state/${name}.yaml`)(target);
        await scheduler.schedule(Promise.resolve(), `${name} applied`);
        return report;
      };
      const names = Array.from({ length: writers }, (_, index) => `w${index}`);
      const runs = Promise.all(names.map((name) => run(remote, slow(name))));
      await scheduler.waitFor(runs);
      const found = shared ? linesOf(remote) : names.flatMap((name) => linesOf(remote, 'main', `image-factory/state/${name}.yaml`));
      expect(found.toSorted()).toEqual(names);
      expect(remote.log('main')).toHaveLength(writers + 1);
    }),
    { numRuns: 500 },
  );
});
