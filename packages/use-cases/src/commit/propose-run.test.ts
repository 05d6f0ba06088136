import { parseRepoPath, type RepoPath } from '@image-factory/core/enrollment';
import { error } from '@image-factory/core/problem';
import { memoryLog } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { emptyReport, type RunReport } from '../report.ts';
import { branchOf, MemoryRemote } from './memory-store.fixture.ts';
import type { ProposalOutcome, ProposalRequest, Proposals } from './proposals.ts';
import { runOn, type RunOnInputs, type RunPlace } from './run-on.ts';

const main = branchOf('main');
const dir = path('image-factory');
const state = 'image-factory/state/images/app.yaml';

function path(text: string): RepoPath {
  const parsed = parseRepoPath(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

interface Scene {
  readonly remote: MemoryRemote;
  readonly asked: ProposalRequest[];
  /** What is answered, one after the other; then `opened`. */
  readonly answers: ProposalOutcome[];
  run(inputs: Partial<RunOnInputs>, work?: (place: RunPlace) => Promise<RunReport>): ReturnType<typeof runOn>;
}

function scene({ factory = '', proposed }: { factory?: string; proposed?: Readonly<Record<string, string>> } = {}): Scene {
  const remote = new MemoryRemote();
  remote.put('main', { 'image-factory/images.yaml': '[]\n', 'image-factory/factory.yaml': factory });
  const asked: ProposalRequest[] = [];
  const answers: ProposalOutcome[] = [];
  const proposals: Proposals = {
    open: () => remote.store(main).open(),
    proposed: async () => (proposed === undefined ? undefined : { read: async (file) => (proposed[file] === undefined ? { kind: 'missing' } : { kind: 'file', text: proposed[file], hash: '' }) }),
    propose: async (request) => {
      asked.push(request);
      return answers.shift() ?? { kind: 'opened', pull: 7, url: 'https://github.com/acme/factory/pull/7' };
    },
  };
  let now = 0;
  const branches: string[] = [];
  const ground = {
    workTree: () => {
      throw new Error('the work tree was asked for');
    },
    branch: async () => main,
    store: async (branch: typeof main) => remote.store(branch),
    sources: () => ({ read: async () => ({ kind: 'missing' as const }) }),
    pace: { elapsed: () => now, random: () => 0.5, sleep: async (ms: number) => void (now += Math.max(1, ms)) },
    proposals: async (base: typeof main, branch: typeof main) => {
      branches.push(`${branch} -> ${base}`);
      expect(branches.at(-1)).toBe('image-factory/update/main -> main');
      return proposals;
    },
    log: memoryLog(),
  };
  return { remote, asked, answers, run: (inputs, work = writing('n: 1\n')) => runOn({ dir, commit: true, ...inputs }, ground, work) };
}

/** A run that finds that the state of `app` should have this text. */
function writing(text: string, report = emptyReport([])) {
  return async ({ tree }: RunPlace): Promise<RunReport> => {
    const read = await tree.read(path(state));
    if (read.kind !== 'file' || read.text !== text) await tree.apply([{ kind: 'write', path: path(state), text }], 'Update the state of 1 image\n\n- app: created\n');
    return report;
  };
}

const asksForIt = 'commit: {mode: pull-request}\n';

describe('who ends in a pull request', () => {
  it.each([
    { story: 'a run that is asked to', inputs: { commit: false, proposes: 'always' }, factory: '', ends: 'pull request' },
    { story: 'one that commits, where factory.yaml asks for it', inputs: { proposes: 'when-asked' }, factory: asksForIt, ends: 'pull request' },
    { story: 'one that commits, where it does not', inputs: { proposes: 'when-asked' }, factory: '', ends: 'commit' },
    { story: 'one that records what happened', inputs: {}, factory: asksForIt, ends: 'commit/unsupported-mode' },
    { story: 'state on a branch of its own', inputs: { proposes: 'always' }, factory: 'commit: {stateBranch: factory-state}\n', ends: 'commit/unsupported-mode' },
    { story: 'a factory.yaml with mistakes', inputs: { proposes: 'always' }, factory: 'comit: {}\n', ends: 'factory/unknown-key' },
  ] as const)('$story: $ends', async ({ inputs, factory, ends }) => {
    const { run, remote, asked } = scene({ factory });
    const before = remote.branches.get('main');
    const { report, commit, pullRequest } = await run(inputs);
    expect(report.problems[0]?.code ?? (pullRequest === undefined ? 'commit' : 'pull request')).toBe(ends);
    expect(asked).toHaveLength(ends === 'pull request' ? 1 : 0);
    expect(remote.branches.get('main') !== before).toBe(ends === 'commit');
    expect(commit !== undefined).toBe(ends === 'commit');
  });

  it('nobody where there are no pull requests', async () => {
    const { remote } = scene();
    const pace = { elapsed: () => 0, random: () => 0, sleep: async () => {} };
    const ground = { workTree: () => expect.unreachable(), branch: async () => main, store: async () => remote.store(main), sources: () => expect.unreachable(), pace, log: memoryLog() };
    const { report } = await runOn({ dir, commit: false, proposes: 'always' }, ground, writing('x'));
    expect(report.problems).toMatchObject([{ code: 'commit/unsupported-mode' }]);
  });
});

describe('what is proposed', () => {
  it('is all that the run changed, on the head that it read, in words of its own', async () => {
    const { run, remote, asked } = scene();
    const ran = await run({ proposes: 'always' });
    expect(ran).toMatchObject({ tries: 1, pullRequest: { number: 7, url: 'https://github.com/acme/factory/pull/7', state: 'opened' } });
    expect(asked).toEqual([
      {
        planned: remote.branches.get('main'),
        changes: [{ kind: 'write', path: state, text: 'n: 1\n' }],
        title: 'Update the state of 1 image',
        body: expect.stringContaining('`````text\n- app: created\n`````'),
        message: 'Update the state of 1 image\n\n- app: created\n',
        author: { name: 'Image Factory Bot', email: 'bot@example.com' },
      },
    ]);
  });

  it('is nothing in a dry run', async () => {
    const { run, asked } = scene();
    const { pullRequest } = await run({ proposes: 'always' }, async () => emptyReport([], true));
    expect([asked, pullRequest]).toEqual([[], undefined]);
  });

  it.each([
    { story: 'a run that finds nothing to change', problems: [], asked: 1 },
    { story: 'a run that came to nothing', problems: [error('enrollment/unknown-key', 'x')], asked: 0 },
  ])('$story: the pull request is asked about $asked times', async ({ problems, asked }) => {
    const it = scene();
    it.answers.push({ kind: 'closed', pull: 7, url: 'u' });
    await it.run({ proposes: 'always' }, async () => emptyReport(problems));
    expect(it.asked).toHaveLength(asked);
  });

  it.each([
    { story: 'a later time', old: 'schemaVersion: 1\nenrolledAt: "1"\nlastDiscovery: "1"\n', text: 'schemaVersion: 1\nenrolledAt: "2"\nlastDiscovery: "2"\n', same: true },
    { story: 'a later time of the archive', old: 'a: 1\narchived:\n  at: "1"\n  reason: gone\n', text: 'a: 1\narchived:\n  at: "2"\n  reason: gone\n', same: true },
    { story: 'another reason', old: 'archived:\n  at: "1"\n  reason: gone\n', text: 'archived:\n  at: "2"\n  reason: renamed\n', same: false },
    { story: 'another digest', old: 'enrolledAt: "1"\ndigest: a\n', text: 'enrolledAt: "2"\ndigest: b\n', same: false },
    { story: 'a time that somebody else notes', old: 'lastBuilt: "1"\n', text: 'lastBuilt: "2"\n', same: false },
  ])('$story alone is no other proposal: $same', async ({ old, text, same }) => {
    const { run, asked } = scene({ proposed: { [state]: old } });
    await run({ proposes: 'always' }, writing(text));
    expect(asked[0]?.changes).toEqual([{ kind: 'write', path: state, text: same ? old : text }]);
  });

  it('is not built again while it is the same', async () => {
    const builds = { matrix: [[]], emptyReason: '' };
    const { run, answers } = scene();
    answers.push({ kind: 'opened', pull: 7, url: 'u' }, { kind: 'unchanged', pull: 7, url: 'u' });
    const work = writing('n: 1\n', { ...emptyReport([]), builds });
    const runs = [await run({ proposes: 'always' }, work), await run({ proposes: 'always' }, work)];
    expect(runs.map(({ report }) => report.builds?.matrix.length)).toEqual([1, 0]);
  });
});

describe('others who are at work at the same time', () => {
  it('make it plan again on what they left', async () => {
    const { run, remote, asked, answers } = scene();
    answers.push({ kind: 'moved' }, { kind: 'busy', why: 'GitHub asks to slow down', afterMs: 9000 });
    const ran = await run({ proposes: 'always' }, async (place) => {
      if (asked.length === 1) remote.put('main', { other: 'x' });
      return writing('n: 1\n')(place);
    });
    expect(ran).toMatchObject({ tries: 3, pullRequest: { number: 7 } });
  });

  it('who never stop end it, with both commits named', async () => {
    const { run, answers } = scene({ factory: 'commit: {deadline: 1m}\n' });
    answers.push(...Array.from({ length: 10_000 }, () => ({ kind: 'moved' }) as const));
    const { report, pullRequest } = await run({ proposes: 'always' });
    expect(report.problems).toMatchObject([{ code: 'state/head-moved', message: expect.stringContaining('Nothing was proposed for main') }]);
    expect(pullRequest).toBeUndefined();
  });

  it('what can not be done at all is a problem', async () => {
    const { run } = scene();
    const refusal = Object.assign(new Error('No right.'), { path: 'main', hint: 'Ask.', code: 'state/push-refused' });
    const { report } = await run({ proposes: 'always' }, async () => {
      throw refusal;
    });
    expect(report.problems).toMatchObject([{ code: 'state/push-refused', message: 'No right.' }]);
  });
});
