import type { Problem } from '@image-factory/core/problem';
import { describe, expect, it } from 'vitest';
import { relayInputs } from '../relay/world.fixture.ts';
import { digest, Loop, type LoopImage } from './loop.fixture.ts';
import { readReports } from './overrides-read.ts';
import { planRebuilds } from './plan-rebuilds.ts';
import { baseLayers, reportsOf, trivyReport } from './report.fixture.ts';

const hour = 60;
const day = 24 * hour;
const app = 'ghcr.io/acme/app:latest';
const inBase = { id: 'CVE-2026-20001', layer: 'layer 1' };
const own = { id: 'CVE-2026-20002', layer: 'layer 3', package: 'kiln' };

interface World {
  readonly config?: string;
  /** More of the entries in images.yaml. */
  readonly entry?: string;
  readonly images?: Readonly<Record<string, LoopImage>>;
}

/** `app` was built from node:22 when that was a. */
async function settled({ config = '', entry = '', images = { app: { from: 'node:22', built: 'a', published: 'A' } } }: World = {}): Promise<Loop> {
  const loop = new Loop(images, config, `    platforms: [linux/amd64]\n${entry}`);
  loop.layers.set(
    'a',
    baseLayers.map((layer) => digest(layer)),
  );
  loop.publish('node:22', 'a');
  for (const [name, { published }] of Object.entries(images)) if (published !== undefined) loop.publish(`ghcr.io/acme/${name}:latest`, published);
  await loop.look();
  return loop;
}

/** The same, and node:22 is b since a day: six days before the delay is over. */
async function moved(world: World = {}): Promise<Loop> {
  const loop = await settled(world);
  loop.advance(day);
  await move(loop, 'b');
  loop.advance(day);
  return loop;
}

async function move(loop: Loop, letters: string): Promise<void> {
  loop.publish('node:22', letters);
  await loop.look();
}

/** The run that is open ends green, and what it built stands under the tag. */
async function build(loop: Loop, letters: string, from: string): Promise<void> {
  loop.publish(app, letters);
  loop.provenance.set(letters, from);
  loop.layers.set(
    from,
    baseLayers.map((layer) => digest(layer)),
  );
  loop.ended.set(String(loop.runs.length), 'succeeded');
  await loop.look();
  await loop.dispatch('after');
}

function brief(problems: readonly Problem[]): string[] {
  return problems.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

describe('a fixed vulnerability that is urgent', () => {
  it('does not wait for the delay, and goes first', async () => {
    const images = { aaa: { from: 'redis:7', built: 'r', published: 'X' }, app: { from: 'node:22', built: 'a', published: 'A' } };
    const loop = await settled({ images, config: 'rebuild: {maxPerRun: 1}\n' });
    loop.publish('redis:7', 's');
    await loop.look();
    loop.advance(8 * day);
    await move(loop, 'b');
    loop.advance(day);
    const { problems, asked, images: decided } = await loop.dispatch('one', { reports: await reportsOf({ 'app=r.json': trivyReport('A', [inBase]) }) });
    expect(problems).toEqual([]);
    const why = 'Fixed vulnerabilities of the published image do not wait: `CVE-2026-20001` (critical) in `libquill` may be gone from `node:22`, which moved.';
    expect(asked).toMatchObject([{ image: 'aaa' }, { image: 'app', why }]);
    expect(decided).toMatchObject([{ cause: 'routine' }, { cause: 'cve', why }]);
    expect(loop.runs.map(({ inputs }) => inputs['image'])).toEqual(['app']);
    expect(loop.rebuild('app')).toMatchObject({ status: 'dispatched', cause: 'cve', epoch: ['CVE-2026-20001'] });
  });

  it('is told by an event, which starts a rebuild once, however often it comes', async () => {
    const loop = await moved();
    const factory = { v: 1, advisories: [{ image: app, ids: ['CVE-2026-20001'], package: 'libquill', severity: 'critical', fixedIn: '2' }] };
    const text = JSON.stringify({ action: 'image-factory-scan', client_payload: { factory } });
    const reports = await readReports({ reports: [], advisories: [], event: { file: 'event.json', text } }, { read: async () => ({ kind: 'missing' }) });
    for (const by of ['one', 'two', 'three']) await loop.dispatch(by, { reports });
    expect([loop.runs.length, loop.rebuild('app')]).toMatchObject([1, { cause: 'cve', epoch: ['CVE-2026-20001'] }]);
  });

  it('is asked for once by two at once', async () => {
    const loop = await moved();
    const reports = await reportsOf({ 'app=r.json': trivyReport('A', [inBase]) });
    await Promise.all([loop.dispatch('one', { reports }), loop.dispatch('two', { reports })]);
    expect(loop.runs).toHaveLength(1);
  });

  it('is judged by what is published when the run is made again: a report that went stale meanwhile starts nothing', async () => {
    const loop = await moved();
    const reports = await reportsOf({ 'app=r.json': trivyReport('A', [inBase]) });
    let others = 0;
    loop.turn = async (by, what) => {
      if (by !== 'one' || what !== 'commit' || others > 0) return;
      others += 1;
      loop.publish(app, 'B');
      loop.provenance.set('B', 'b');
      await loop.look();
      await loop.dispatch('two');
    };
    const { problems } = await loop.dispatch('one', { reports });
    expect([others, loop.runs.length]).toEqual([1, 0]);
    expect(problems).toMatchObject([{ code: 'scan/stale' }]);
  });

  it('does not ask again with the same report, nor with one of the new image; a base that moves again is another chance', async () => {
    const loop = await moved();
    const reports = await reportsOf({ 'app=r.json': trivyReport('A', [inBase, own]) });
    await loop.dispatch('one', { reports });
    await build(loop, 'B', 'b');
    expect(loop.rebuild('app')).toMatchObject({ status: 'monitoring', lastCause: 'cve', lastEpoch: ['CVE-2026-20001', 'CVE-2026-20002'] });
    const same = await loop.dispatch('two', { reports });
    expect(loop.rebuild('app').scans, 'a report of the image before').toBeUndefined();
    expect(brief(same.problems)).toEqual([`warning scan/stale app: The report is of \`${digest('A')}\`, and \`${digest('B')}\` is published.`]);

    const after = await reportsOf({ 'app=r.json': trivyReport('B', [own]) });
    const still = await loop.dispatch('three', { reports: after });
    expect(brief(still.problems)).toEqual(['warning scan/no-help app: A rebuild would not help: `CVE-2026-20002` (critical) in `kiln` was rebuilt for already, and is still there.']);
    expect(still.images).toMatchObject([{ decision: 'current' }]);
    expect(loop.runs).toHaveLength(1);
    expect(loop.rebuild('app').scans).toMatchObject([{ digest: digest('B'), fixed: ['CVE-2026-20001'], remaining: ['CVE-2026-20002'] }]);
    const commits = loop.commits;
    await loop.dispatch('once more', { reports: after });
    expect(loop.commits).toBe(commits);

    await move(loop, 'c');
    loop.advance(hour);
    await loop.dispatch('four', { reports: after });
    expect(loop.runs, 'not settled').toHaveLength(1);
    loop.advance(2 * hour);
    await loop.dispatch('five', { reports: after });
    expect(loop.runs).toHaveLength(2);
  });

  it('does not let two reports take turns', async () => {
    const loop = await moved();
    const [x, y] = [
      { ...own, id: 'CVE-2026-30001' },
      { ...own, id: 'CVE-2026-30002' },
    ];
    await loop.dispatch('one', { reports: await reportsOf({ 'app=r.json': trivyReport('A', [x]) }) });
    await build(loop, 'B', 'b');
    await loop.dispatch('two', { reports: await reportsOf({ 'app=r.json': trivyReport('B', [y]) }) });
    await build(loop, 'C', 'b');
    expect(loop.rebuild('app').lastEpoch).toEqual(['CVE-2026-30001', 'CVE-2026-30002']);
    await loop.dispatch('three', { reports: await reportsOf({ 'app=r.json': trivyReport('C', [x]), 'app=s.json': trivyReport('C', [y]) }) });
    expect(loop.runs).toHaveLength(2);
  });

  it('adds to what waits for its turn', async () => {
    const loop = await moved({ config: 'rebuild: {maxPerRun: 0}\n' });
    await loop.dispatch('one', { reports: await reportsOf({ 'app=r.json': trivyReport('A', [inBase]) }) });
    await loop.dispatch('two');
    expect(loop.rebuild('app')).toMatchObject({ status: 'requested', epoch: ['CVE-2026-20001'] });
    await loop.dispatch('three', { reports: await reportsOf({ 'app=r.json': trivyReport('A', [own]) }) });
    expect(loop.rebuild('app')).toMatchObject({ status: 'requested', cause: 'cve', epoch: ['CVE-2026-20001', 'CVE-2026-20002'] });
    expect(loop.runs).toHaveLength(0);
  });

  it('is told of, and not built, while a hold stands against it', async () => {
    const loop = await moved({ entry: '  hold: {reason: fair}\n' });
    const { images } = await loop.dispatch('one', { reports: await reportsOf({ 'app=r.json': trivyReport('A', [inBase]) }) });
    expect(images).toMatchObject([{ decision: 'hold', why: expect.stringMatching(/^Fixed vulnerabilities .* It is held: `fair`\.$/) }]);
    expect(loop.runs).toHaveLength(0);
  });
});

describe('reports that start nothing', () => {
  it.each([
    {
      story: 'of another image than the published one',
      report: trivyReport('Z', [inBase]),
      said: [`warning scan/stale app: The report is of \`${digest('Z')}\`, and \`${digest('A')}\` is published.`],
    },
    {
      story: 'below the policy',
      report: trivyReport('A', [{ ...inBase, severity: 'HIGH' }]),
      said: ['notice scan/below-policy app: No vulnerability of the image is urgent by the policy: critical, or known to be exploited.'],
    },
    {
      story: 'a package of the source',
      report: trivyReport('A', [{ ...own, ofLanguage: true }]),
      said: ['warning scan/no-help app: A rebuild would not help: `CVE-2026-20002` (critical) in `kiln` needs a code change: the source decides the version, and it has to take `2.0.0`.'],
    },
    {
      story: 'nobody has a fix',
      report: trivyReport('A', [{ ...inBase, fixed: '' }]),
      said: ['notice scan/no-help app: A rebuild would not help: `CVE-2026-20001` (critical) in `libquill` has no fixed version yet.'],
    },
    {
      story: 'the base image, which is held',
      config: 'holds: [{image: "node:22", reason: Breaks us}]\n',
      report: trivyReport('A', [inBase]),
      said: ['notice scan/no-help app: A rebuild would not help: `CVE-2026-20001` (critical) in `libquill` comes with `node:22`, which moved, and is held: `Breaks us`.'],
    },
    {
      story: 'the base image, which has not settled',
      config: 'rebuild: {settle: 7d}\n',
      report: trivyReport('A', [inBase]),
      said: ['notice scan/no-help app: A rebuild would not help: `CVE-2026-20001` (critical) in `libquill` comes with `node:22`, which moved, and settles at 2026-01-09T00:00:00Z.'],
    },
  ])('$story', async ({ report, said, config = '' }) => {
    const loop = await moved({ config });
    const { problems } = await loop.dispatch('one', { reports: await reportsOf({ 'app=r.json': report }) });
    expect(brief(problems)).toEqual(said);
    expect(loop.runs).toHaveLength(0);
  });

  it('what is left after a rebuild is told, too', async () => {
    const loop = await moved();
    const report = trivyReport('A', [inBase, { ...own, ofLanguage: true }]);
    const { problems } = await loop.dispatch('one', { reports: await reportsOf({ 'app=r.json': report }) });
    expect(problems).toMatchObject([
      {
        code: 'scan/no-help',
        message: expect.stringContaining('The rebuild leaves others: `CVE-2026-20002`'),
        image: 'app',
        source: { file: 'r.json' },
        hint: expect.stringContaining('in the source'),
      },
    ]);
    expect(loop.runs).toHaveLength(1);
  });

  it('a base image that no longer has it is known by a report of its own; one that still has it is no help', async () => {
    for (const [found, runs] of [
      [[], 1],
      [[inBase], 0],
    ] as const) {
      const loop = await moved();
      const reports = await reportsOf({ 'app=r.json': trivyReport('A', [inBase]), 'node:22=b.json': trivyReport('b', found) });
      const { problems, asked } = await loop.dispatch('one', { reports });
      expect([asked, problems].flat()).toMatchObject([
        runs === 1 ? { why: expect.stringContaining('is gone from the new `node:22`') } : { message: expect.stringContaining('is in the new `node:22`, too') },
      ]);
      expect(loop.runs).toHaveLength(runs);
    }
  });

  it('a build that nobody asked for, noticed in the same run', async () => {
    const loop = await moved();
    loop.publish(app, 'B');
    loop.provenance.set('B', 'a');
    const { problems, followed } = await loop.dispatch('one', { reports: await reportsOf({ 'app=r.json': trivyReport('A', [inBase]) }) });
    expect(followed).toMatchObject([{ why: expect.stringContaining('is published now') }]);
    expect(problems).toMatchObject([{ code: 'scan/stale' }]);
    expect(loop.runs).toHaveLength(0);
  });

  it('a tag that can not be looked up: the platforms that were seen before the rebuild are not the published image', async () => {
    const loop = await moved();
    const reports = await reportsOf({ 'app=r.json': trivyReport('A', [inBase]) });
    await loop.dispatch('one', { reports });
    loop.publish(app, 'B');
    loop.provenance.set('B', 'b');
    loop.ended.set('1', 'succeeded');
    await loop.dispatch('two'); // nobody has looked at the tag for `seen` yet
    loop.registry.set(app, { kind: 'unknown', code: 'unreachable', why: 'nobody answers' });
    const { problems } = await loop.dispatch('three', { reports: await reportsOf({ 'app=r.json': trivyReport('A', [{ ...own, id: 'CVE-2026-30009' }]) }) });
    expect(problems).toMatchObject([{ code: 'scan/stale' }]);
    expect(loop.runs).toHaveLength(1);
  });
});

describe('what makes it urgent', () => {
  const medium = trivyReport('A', [{ ...inBase, severity: 'MEDIUM' }]);
  const kev = JSON.stringify({ catalogVersion: '2026.01.01', vulnerabilities: [{ cveID: 'CVE-2026-20001' }] });
  const likely = 'advisories:\n- {ids: CVE-2026-20001, epss: 0.6}\n';
  const named = (more: string): string => `advisories:\n- {image: node, ids: CVE-2026-40001, severity: critical${more}}\n`;

  it.each([
    { story: 'CISA lists it as exploited', files: { 'app=r.json': medium, 'kev.json': kev }, runs: 1 },
    { story: 'the operator does not care what CISA lists', config: 'rebuild: {cve: {kev: false}}\n', files: { 'app=r.json': medium, 'kev.json': kev }, runs: 0 },
    { story: 'it is likely to be exploited', config: 'rebuild: {cve: {epss: 0.5}}\n', files: { 'app=r.json': medium, 'own.yaml': likely }, runs: 1 },
    { story: 'it is not likely enough', config: 'rebuild: {cve: {epss: 0.7}}\n', files: { 'app=r.json': medium, 'own.yaml': likely }, runs: 0 },
    { story: 'nobody asks how likely it is', files: { 'app=r.json': medium, 'own.yaml': likely }, runs: 0 },
    { story: 'an advisory names the base image, and no scanner found it', files: { 'own.yaml': named(', fixedIn: 22.1.1') }, runs: 1 },
    { story: 'the same beside a report that is stale', files: { 'app=r.json': trivyReport('Z', []), 'own.yaml': named(', fixedIn: 22.1.1') }, runs: 1 },
    { story: 'the same without a fix', files: { 'own.yaml': named('') }, runs: 0 },
    { story: 'the same for an image that is not used', files: { 'own.yaml': named(', fixedIn: 22.1.1').replace('node', 'redis') }, runs: 0 },
  ])('$story: $runs', async ({ files, runs, config = '' }) => {
    const loop = await moved({ config });
    await loop.dispatch('one', { reports: await reportsOf(files) });
    expect(loop.runs).toHaveLength(runs);
  });
});

describe('files', () => {
  it('what can not be used is told with its name and a way out, and costs the others nothing', async () => {
    const loop = await moved();
    const good = trivyReport('A', [inBase]);
    const reports = await readReports(
      { reports: ['app', 'app=gone.json', 'app=huge.json', 'app=cut.json', 'app=own.yaml', 'ap=good.json', 'app=good.json'], advisories: ['good.json', 'own.yaml'] },
      {
        read: async (file, mostBytes) => {
          if (file === 'huge.json') return { kind: 'refused', code: 'too-large', reason: `it is larger than ${mostBytes} bytes` };
          const text = { 'good.json': good, 'cut.json': good.slice(0, 200), 'own.yaml': 'advisories: []\n' }[file];
          return text === undefined ? { kind: 'missing' } : { kind: 'file', text };
        },
      },
    );
    const { problems } = await loop.dispatch('one', { reports });
    expect(problems.map(({ code, source, hint }) => `${code} ${source?.file ?? '-'} ${hint === undefined ? '' : '+'}`)).toEqual([
      'inputs/invalid - +',
      'scan/syntax cut.json +',
      'source/unreadable gone.json +',
      'inputs/unknown-image good.json +',
      'scan/unknown-format good.json +',
      'scan/too-large huge.json +',
      'scan/unknown-format own.yaml +',
    ]);
    expect(loop.runs).toHaveLength(1);
  });

  it('a plan says the same, and so does one that may ask no registry, as far as it can', async () => {
    const loop = await moved();
    const reports = await reportsOf({ 'app=r.json': trivyReport('A', [inBase]) });
    const { dir, branch } = relayInputs('plan');
    const opened = await (await loop.deps('plan').open(branch)).open();
    if (opened.kind !== 'head') throw new Error(opened.kind);
    const { head } = opened;
    const tree = { read: head.read.bind(head), list: head.list.bind(head), apply: async () => {} };
    const contents = async () => ({ config: async () => undefined });
    for (const deps of [{}, { contents }]) {
      const plan = await planRebuilds({ dir, reports }, { tree, history: head.history, clock: loop, ...deps });
      expect(plan).toMatchObject({ images: [{ decision: 'rebuild', cause: 'cve' }], problems: [] });
    }
    expect(loop.runs).toHaveLength(0);
  });
});
