import { readReports } from '../rebuild/overrides-read.ts';
import { describe, expect, it } from 'vitest';
import { digest, moved, PinStory, type StoryImage, type StoryOptions } from './pin.fixture.ts';

const app: StoryImage = { pins: ['node:22@1'] };
const file = 'app/Dockerfile';
const branch = 'image-factory/pin/node-22';

/** One image, `app`, from node:22@1, in the factory's own repository. */
function simple(more: Partial<StoryOptions> = {}): PinStory {
  return new PinStory({ images: { app }, files: { '': { [file]: 'FROM node:22@1\n' } }, ...more });
}

describe('one pull request for each base and repository', () => {
  it('with what changes, on the head that was read', async () => {
    const story = simple();
    const report = await story.run();
    expect(report).toMatchObject({ requests: [{ repository: '', base: 'node:22', branch, outcome: 'opened' }], problems: [] });
    expect(story.asked.map(({ where }) => where)).toEqual([`main <- ${branch}`]);
    expect(story.proposed(0, file)).toBe(`FROM node:22@${digest('2')}\n`);
    expect(story.asked[0]?.request).toMatchObject({ planned: story.remotes.get('')?.branches.get('main'), matter: `pin node-22 ${digest('2')}` });
  });

  it('two bases are two, two images from one base are one', async () => {
    const story = new PinStory({
      images: { app: { pins: ['node:22@1', 'alpine:3@1'] }, web: app },
      files: { '': { [file]: 'FROM node:22@1\nCOPY --from=alpine:3@1 /a /b\n', 'web/Dockerfile': 'FROM node:22@1\n' } },
      seen: { 'node:22': moved, 'alpine:3': moved },
    });
    expect((await story.run()).requests.map(({ base }) => base)).toEqual(['alpine:3', 'node:22']);
    expect(story.asked.map(({ request }) => request.changes.map(({ path }) => path))).toEqual([[file], [file, 'web/Dockerfile']]);
    expect(story.proposed(0, file)).toBe(`FROM node:22@${digest('1')}\nCOPY --from=alpine:3@${digest('2')} /a /b\n`);
  });

  it('each repository gets its own, and each branch of it', async () => {
    const on = (name: string) => ({ repo: 'acme/lib', branch: name, dockerfile: file });
    const story = new PinStory({
      images: { app, one: { ...app, source: on('main') }, two: { ...app, source: on('v2') } },
      files: { '': { [file]: 'FROM node:22@1\n' }, 'acme/lib': { [file]: 'FROM node:22@1\n' } },
    });
    story.put('acme/lib', { [file]: 'FROM node:22@1\n' }, 'v2');
    await story.run();
    expect(story.asked.map(({ where }) => where)).toEqual([`main <- ${branch}`, `acme/lib main <- ${branch}`, 'acme/lib v2 <- image-factory/pin/v2/node-22']);
  });

  it('a pin in images.yaml moves there, wherever the Dockerfile is', async () => {
    const contexts = { base: 'docker-image://node:22@1' };
    const story = new PinStory({
      images: { app: { ...app, source: { repo: 'acme/lib', contexts, buildArgs: { TOOLS: 'node:22@1' } } } },
      files: { 'acme/lib': { [file]: 'ARG TOOLS\nFROM $TOOLS AS tools\nFROM base\nCOPY --from=tools /a /b\n' } },
    });
    const before = story.text('', 'image-factory/images.yaml');
    expect(await story.run()).toMatchObject({ requests: [{ repository: '' }], problems: [] });
    expect(story.proposed(0, 'image-factory/images.yaml')).toBe(before.replaceAll(digest('1'), digest('2')));
    expect(story.asked).toHaveLength(1);
  });
});

describe('state on a branch of its own', () => {
  const settings = 'commit: {stateBranch: factory-state}\n';

  it('is read there', async () => {
    const story = simple({ settings });
    const files = [...(story.remotes.get('')?.head('main')?.files ?? [])].filter(([path]) => path.startsWith('image-factory/state/'));
    story.put('', Object.fromEntries(files), 'factory-state');
    for (const [path] of files) story.remotes.get('')?.put('main', { [path]: 'name: something else\n' });
    expect(await story.run()).toMatchObject({ requests: [{ outcome: 'opened' }], problems: [] });
    expect(story.asked[0]?.where).toBe(`main <- ${branch}`);
  });

  it('is not there yet: said, and nothing proposed', async () => {
    const story = simple({ settings });
    expect(await story.run()).toMatchObject({ requests: [], problems: [{ code: 'state/no-branch' }] });
    expect((await story.plan()).problems).toMatchObject([{ code: 'state/no-branch' }]);
  });
});

describe('what several images are built from', () => {
  const shared = { dockerfile: 'shared/Dockerfile' };
  const two = (delay: string, web: Partial<StoryImage> = {}): PinStory =>
    new PinStory({ images: { app: { ...app, source: shared }, web: { ...app, source: shared, delay, ...web } }, files: { '': { 'shared/Dockerfile': 'FROM node:22@1\n' } } });

  it.each([
    { story: 'both may', world: () => two('0h'), decision: 'move' },
    { story: 'the longer delay counts', world: () => two('7d'), decision: 'wait' },
    { story: 'whoever is asked about', world: () => two('7d'), only: ['app'], decision: 'wait' },
    { story: 'a hold of one is one of the place', world: () => two('0h', { more: { hold: { reason: 'freeze' } } }), decision: 'hold' },
  ])('$story: $decision', async ({ world, only, decision }) => {
    const report = await world().run(only === undefined ? {} : { only });
    expect(report.pins).toMatchObject([{ images: ['app', 'web'], decision }]);
  });

  it('asking for one image does not take the pins of others out of the pull request', async () => {
    const story = new PinStory({ images: { app, web: app }, files: { '': { [file]: 'FROM node:22@1\n', 'web/Dockerfile': 'FROM node:22@1\n' } } });
    await story.run({ only: ['web'] });
    expect(story.asked[0]?.request.changes).toHaveLength(2);
  });

  it('targets of one file: all stages move together', async () => {
    const source = (target: string) => ({ dockerfile: 'shared/Dockerfile', target });
    const story = new PinStory({
      images: { app: { ...app, source: source('app') }, web: { ...app, source: source('web') } },
      files: { '': { 'shared/Dockerfile': 'FROM node:22@1 AS app\nFROM node:22@1 AS web\nFROM node:22@1 AS test\n' } },
    });
    const report = await story.run();
    expect(report.pins.map(({ line, images, decision }) => `${line} ${images.join()} ${decision}`)).toEqual(['1 app move', '2 web move', '3 app move']);
    expect(story.proposed(0, 'shared/Dockerfile')).not.toContain(digest('1'));
  });
});

describe('what happens meanwhile', () => {
  it('somebody pushes: it is planned again on the new head, and what was opened is not asked for again', async () => {
    const story = new PinStory({ images: { app, lib: { ...app, source: { repo: 'acme/lib' } } }, files: { '': { [file]: 'FROM node:22@1\n' }, 'acme/lib': { 'lib/Dockerfile': 'FROM node:22@1\n' } } });
    story.answers.push({ kind: 'opened', pull: 1, url: 'u' }, () => story.put('acme/lib', { 'lib/Dockerfile': 'FROM node:22@1\nRUN more\n' }), { kind: 'moved' });
    const report = await story.run();
    expect(report.requests.map(({ outcome }) => outcome)).toEqual(['opened', 'opened']);
    expect(story.asked.map(({ where }) => where.split(' ')[0])).toEqual(['main', 'acme/lib', 'acme/lib']);
    expect(story.proposed(2, 'lib/Dockerfile')).toContain('RUN more');
  });

  it('a forge that stays busy: given up after a while, and said', async () => {
    const story = simple();
    story.answers.push(...Array.from({ length: 500 }, () => ({ kind: 'busy' as const, why: 'GitHub asks to slow down', afterMs: 60_000 })));
    expect(await story.run()).toMatchObject({ requests: [], problems: [{ code: 'pin/not-proposed', message: expect.stringContaining('slow down') }] });
  });

  it('a repository that refuses is a problem, and the others go on', async () => {
    const story = new PinStory({ images: { app, lib: { ...app, source: { repo: 'acme/lib' } } }, files: { '': { [file]: 'FROM node:22@1\n' }, 'acme/lib': { 'lib/Dockerfile': 'FROM node:22@1\n' } } });
    story.refused.set('acme/lib', 'there is no token for it');
    expect(await story.run()).toMatchObject({
      requests: [{ outcome: 'opened' }],
      problems: [{ code: 'pin/not-proposed', message: 'No pull request can be opened in acme/lib: there is no token for it.' }],
    });
  });

  it('a token that may not propose is one, too', async () => {
    const story = simple();
    story.answers.push(Object.assign(new Error('Not allowed.'), { path: 'x', hint: 'Grant it.', code: 'state/push-refused' }));
    expect(await story.run()).toMatchObject({ requests: [], problems: [{ code: 'pin/not-proposed', hint: 'Grant it.' }] });
  });

  it('an owner whom factory.yaml does not allow is not asked at all', async () => {
    const story = new PinStory({ images: { app: { ...app, source: { repo: 'stranger/lib' } } }, files: { 'stranger/lib': { [file]: 'FROM node:22@1\n' } } });
    expect(await story.run()).toMatchObject({ requests: [], problems: [{ code: 'pin/not-proposed', message: expect.stringContaining('does not allow') }] });
    expect(story.opened).toBe(0);
  });
});

describe('nothing is proposed', () => {
  it.each<{ story: string; world: () => PinStory; decision?: string; code?: string }>([
    { story: 'the registry does not have it any more', world: () => without(simple(), '2'), decision: 'wait' },
    { story: 'a pin in a workflow', world: inWorkflow, code: 'pin/not-found' },
    {
      story: 'a digest for two bases',
      world: () => new PinStory({ images: { app }, files: { '': { [file]: `ARG D=${digest('1')}\nFROM node:22@$D AS x\nFROM alpine:3@$D\nCOPY --from=x /a /b\n` } } }),
      code: 'pin/not-found',
    },
    { story: 'the pins are gone by now', world: () => simple({ files: { '': { [file]: 'FROM node:22\n' } } }) },
    { story: 'the file is gone', world: () => simple({ files: {} }), code: 'dockerfile/missing' },
  ])('$story', async ({ world, decision, code }) => {
    const story = world();
    const report = await story.run();
    expect(report.pins.map((pin) => pin.decision)).toEqual(decision === undefined ? [] : [decision]);
    expect(report.problems.map((problem) => problem.code)).toEqual(code === undefined ? [] : [code]);
    expect(story.asked.filter(({ request }) => request.changes.length > 0)).toEqual([]);
  });

  function without(story: PinStory, letter: string): PinStory {
    story.gone.add(digest(letter));
    return story;
  }

  function inWorkflow(): PinStory {
    const workflow =
      'on: push\njobs:\n  build:\n    runs-on: x\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          file: app/Dockerfile\n          tags: ghcr.io/acme/app:latest\n          build-args: BASE=node:22@1\n';
    return new PinStory({ images: { app: { ...app, source: { workflow: 'build.yml' } } }, files: { '': { [file]: 'ARG BASE\nFROM $BASE\n', '.github/workflows/build.yml': workflow } } });
  }

  it('a plan says the same as a run, and opens nothing', async () => {
    const story = simple();
    const plan = await story.plan();
    expect([story.opened, story.asked]).toEqual([0, []]);
    expect(plan.pins).toEqual((await story.run()).pins);
    expect((await story.plan({ only: ['apq'] })).problems).toMatchObject([{ code: 'inputs/unknown-image', hint: 'Did you mean app?' }]);
  });

  it('what is current already asks for an end of what is open', async () => {
    const story = simple({ files: { '': { [file]: 'FROM node:22@2\n' } } });
    story.answers.push({ kind: 'closed', pull: 4, url: 'u' });
    expect(await story.run()).toMatchObject({ requests: [{ outcome: 'closed', number: 4 }], pins: [{ decision: 'current' }] });
    expect(story.asked[0]?.request.changes).toEqual([]);
  });

  it('what waits leaves what is open alone', async () => {
    const story = simple({ images: { app: { ...app, delay: '7d' } } });
    expect((await story.run()).pins).toMatchObject([{ decision: 'wait', until: '2026-01-08T02:00:00Z' }]);
    expect(story.asked).toEqual([]);
  });
});

describe('an urgent vulnerability', () => {
  it.each([
    { story: 'in the pinned base moves the pin before its delay is over', image: 'docker.io/library/node:22', decision: 'move' },
    { story: 'elsewhere does not', image: 'docker.io/library/python:3', decision: 'wait' },
  ])('$story: $decision', async ({ image, decision }) => {
    const advisory = JSON.stringify({ advisories: [{ ids: ['CVE-2026-10001'], image, severity: 'critical', fixedIn: '2' }] });
    const reports = await readReports({ reports: [], advisories: ['list.json'] }, { read: async () => ({ kind: 'file', text: advisory }) });
    const story = simple({ images: { app: { ...app, delay: '7d' } } });
    const report = await story.run({ reports });
    expect(report.pins.map((pin) => pin.decision)).toEqual([decision]);
  });
});
