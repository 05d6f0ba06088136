import { readBaseObserved, type BaseObserved } from '@image-factory/core/observe';
import { mapField, textField } from '@image-factory/core/state';
import { isList, isMap } from '@image-factory/core/yaml';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyze } from '../analyze.ts';
import { parseYamlState } from '../cleanup/read.fixture.ts';
import { withManifests } from '../with-manifests.ts';
import { emptyReport } from '../report.ts';
import { entry } from '../memory.fixture.ts';
import { observe, type ObserveReport } from './observe.ts';
import { dir, references, shop, state, world, type World } from './world.fixture.ts';

const run = (made: World, more: Partial<Parameters<typeof observe>[0]> = {}): Promise<ObserveReport> => observe({ dir, dryRun: false, ...more }, made.all);
const outcomes = ({ observed }: ObserveReport): Record<string, string> => Object.fromEntries(observed.map(({ name, outcome }) => [name, outcome]));
const codes = ({ problems }: ObserveReport): string[] => problems.map(({ code, severity }) => `${severity} ${code}`);
const uv = 'ghcr.io-astral-sh-uv-0.9--';

function event(image: string): BaseObserved {
  const read = readBaseObserved(JSON.stringify({ client_payload: { factory: { v: 1, image, digest: `sha256:${'f'.repeat(64)}`, tag: 'forged' } } }));
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

describe('what is looked up', () => {
  it('every base image, external images with one tag, and what we publish; each reference once', async () => {
    const made = await world();
    const report = await run(made);
    expect(made.registry.asked.toSorted()).toEqual(references);
    expect(Object.values(outcomes(report))).toEqual(references.map(() => 'changed'));
    expect(codes(report)).toEqual(['notice observe/not-watched']);
    expect(report.problems[0]?.message).toMatch(/^redis: /);
  });

  it('records what is seen, what stands there now, and a sign of life', async () => {
    const made = await world();
    await run(made);
    for (const name of ['node-22-slim', 'golang-1.24', 'postgres', 'runtime', 'web']) expect([made.seen(name), made.seen(name, 'linux/arm64')]).toEqual(['a', 'b']);
    expect(made.file('node-22-slim')).toMatch(/^currentDigest: sha256:abab/m);
    expect(made.file('postgres')).toMatch(/^currentDigest: sha256:abab/m);
    // Of what we build only what is seen: a report says what is published.
    expect(made.file('runtime')).toMatch(/^currentDigest: null/m);
    expect(made.files.get(`${state}/heartbeat.yaml`)).toContain('at: "2026-01-01T10:00:00Z"');
  });

  it('a second run changes nothing; a day later only the sign of life', async () => {
    const made = await world();
    await run(made);
    const before = new Map(made.files);
    made.clock.advance('1h');
    const again = await run(made);
    expect(again).toMatchObject({ changed: false, files: [], failed: 0 });
    expect(made.files).toEqual(before);
    made.clock.advance('1d');
    expect((await run(made)).files).toEqual([{ path: `${state}/heartbeat.yaml`, change: 'changed' }]);
  });

  it('an analysis in between takes nothing away', async () => {
    const made = await world();
    await run(made);
    const before = new Map(made.files);
    await analyze({ dir, dryRun: false }, made.deps);
    expect(made.files).toEqual(before);
  });

  it('digests alone, disabled images and images without a state are left alone', async () => {
    const made = await world({
      'image-factory/images.yaml': [entry('app'), entry('off', '  enabled: false\n')].join(''),
      'app/Dockerfile': `FROM alpine@sha256:${'1'.repeat(64)}\n`,
      'off/Dockerfile': 'FROM node:22-slim\n',
    });
    made.files.set('image-factory/images.yaml', `${made.files.get('image-factory/images.yaml') ?? ''}${entry('new')}`);
    await run(made);
    expect(made.registry.asked).toEqual(['ghcr.io/acme/app:latest']);
  });

  it('a pinned base is looked up by its tag, once for all pins', async () => {
    const made = await world({
      'image-factory/images.yaml': [entry('one'), entry('two')].join(''),
      'one/Dockerfile': `FROM node:22-slim@sha256:${'1'.repeat(64)}\n`,
      'two/Dockerfile': `FROM node:22-slim@sha256:${'2'.repeat(64)}\n`,
    });
    await run(made);
    expect(made.registry.asked.filter((each) => each.includes('node'))).toEqual(['docker.io/library/node:22-slim']);
  });

  it('many at a time, but not all at once', async () => {
    const made = await world({
      'image-factory/images.yaml': Array.from({ length: 30 }, (_, index) => entry(`app${index}`)).join(''),
      ...Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`app${index}/Dockerfile`, `FROM base${index}:1\n`])),
    });
    await run(made);
    expect(made.registry.asked).toHaveLength(60);
    expect(made.registry.most).toBe(8);
  });

  describe('another tag of an image that we build, which others are built from', () => {
    const other = { ...shop, 'web/Dockerfile': 'FROM ghcr.io/acme/runtime:1\n' };
    const seenUnder = (made: World, tag: string): string => {
      const state = parseYamlState(made.file('runtime'));
      const entries = mapField(mapField(mapField(state, 'otherTags'), tag), 'seen').get('linux/amd64');
      return (isList(entries) ? entries : []).map((each) => (isMap(each) ? (textField(each, 'digest') ?? '').charAt(7) : '?')).join(' ');
    };

    it('is looked up as the published one is, and recorded beside it', async () => {
      const made = await world(other);
      made.registry.put('ghcr.io/acme/runtime:1', 'cd');
      const report = await run(made);
      expect(made.registry.asked).toEqual(expect.arrayContaining(['ghcr.io/acme/runtime:1', 'ghcr.io/acme/runtime:latest']));
      expect(codes(report)).toEqual(['notice observe/not-watched']);
      expect([made.seen('runtime'), seenUnder(made, '1')]).toEqual(['a', 'c']);
      made.registry.put('ghcr.io/acme/runtime:1', 'ef');
      made.clock.advance('1h');
      const moved = await run(made);
      expect(moved.observed.filter(({ outcome }) => outcome === 'changed').map(({ reference }) => reference)).toEqual(['ghcr.io/acme/runtime:1']);
      expect([made.seen('runtime'), seenUnder(made, '1')]).toEqual(['a', 'c e']);
      const before = new Map(made.files);
      made.clock.advance('1h');
      expect((await run(made)).files).toEqual([]);
      await analyze({ dir, dryRun: false }, made.deps);
      expect(made.files).toEqual(before);
    });

    it('that can not be looked up says so under its own name, and costs the published one nothing', async () => {
      const made = await world(other);
      made.registry.put('ghcr.io/acme/runtime:1', 'cd');
      await run(made);
      made.registry.fail('ghcr.io/acme/runtime:1');
      made.registry.put('ghcr.io/acme/runtime:latest', 'ef');
      made.clock.advance('1h');
      const report = await run(made);
      expect(report.problems.map(({ message, image }) => [image, message])).toContainEqual(['runtime', expect.stringMatching(/^ghcr\.io\/acme\/runtime:1 could not be looked up/)]);
      expect([report.failed, made.seen('runtime'), seenUnder(made, '1')]).toEqual([1, 'a e', 'c']);
      expect(made.file('runtime')).toMatch(/^otherTags:\n {2}"?1"?:\n {4}checkFailure:/m);
      expect(made.file('runtime')).not.toMatch(/^checkFailure:/m);
    });

    it('that is not there before anything was built is none that fails', async () => {
      const made = await world(other);
      expect((await run(made)).observed.find(({ reference }) => reference === 'ghcr.io/acme/runtime:1')).toMatchObject({ outcome: 'unpublished' });
    });

    it('is forgotten when nobody has named it for three months', async () => {
      const made = await world(other);
      made.registry.put('ghcr.io/acme/runtime:1', 'cd');
      await run(made);
      made.files.set('web/Dockerfile', 'FROM ghcr.io/acme/runtime\n');
      await analyze({ dir, dryRun: false }, made.deps);
      made.clock.advance('60d');
      await run(made);
      expect(seenUnder(made, '1')).toBe('c');
      made.clock.advance('31d');
      await run(made);
      expect(made.file('runtime')).not.toContain('otherTags');
    });
  });
});

describe('what fails', () => {
  it('costs the others nothing, changes no digest, and grows louder', async () => {
    const made = await world();
    await run(made);
    made.registry.fail('node:22-slim');
    made.registry.put('golang:1.24', 'cd');
    made.clock.advance('1h');
    const first = await run(made);
    expect(first.failed).toBe(1);
    expect(codes(first)).toEqual(['warning observe/failed', 'notice observe/not-watched']);
    expect(made.seen('node-22-slim')).toBe('a');
    expect(made.seen('golang-1.24')).toBe('a c');
    expect(made.file('node-22-slim')).toContain('since: "2026-01-01T11:00:00Z"\n  code: unreachable\n  message: nobody answers');
    made.clock.advance('1h');
    expect((await run(made)).files).toEqual([]);
    made.clock.advance('1d');
    expect(codes(await run(made))).toContain('error observe/failed');
    made.registry.put('node:22-slim', 'ab');
    expect((await run(made)).failed).toBe(0);
    expect(made.file('node-22-slim')).not.toContain('checkFailure');
  });

  it('a tag that is gone counts as failed too, and what was seen stays', async () => {
    const made = await world();
    await run(made);
    made.registry.answer('node:22-slim', { kind: 'missing', why: 'the registry has no such tag' });
    const report = await run(made);
    expect([report.failed, codes(report)[0], made.seen('node-22-slim')]).toEqual([1, 'warning observe/missing', 'a']);
  });

  it('an image of ours that was never built is no failure', async () => {
    const made = await world();
    made.registry.answer('ghcr.io/acme/web', { kind: 'missing', why: 'the registry has no such tag' });
    const report = await run(made);
    expect([outcomes(report)['web'], report.failed]).toEqual(['unpublished', 0]);
    expect(made.file('web')).not.toContain('checkFailure');
  });

  it('one that was there once is', async () => {
    const made = await world();
    await run(made);
    made.registry.answer('ghcr.io/acme/web', { kind: 'missing', why: 'the registry has no such tag' });
    expect(outcomes(await run(made))['web']).toBe('failed');
  });

  it('a damaged state file is made again before anything is recorded in it', async () => {
    const made = await world();
    const path = `${state}/base-images/node-22-slim.yaml`;
    const good = made.files.get(path) ?? '';
    made.past.set(path, [good]);
    made.files.set(path, '<<<<<<< x\n');
    const report = await run(made);
    expect(codes(report)).toContain('warning state/corrupt');
    expect(made.seen('node-22-slim')).toBe('a');
    expect([...made.files.keys()].filter((each) => each.includes('_quarantine'))).toHaveLength(1);
  });

  it.each([
    { story: 'no images.yaml', change: (made: World) => made.files.delete('image-factory/images.yaml') },
    { story: 'a factory.yaml with mistakes', change: (made: World) => made.files.set('image-factory/factory.yaml', 'colour: red\n') },
  ])('$story: nobody is asked', async ({ change }) => {
    const made = await world();
    change(made);
    const report = await run(made);
    expect(made.registry.asked).toEqual([]);
    expect([report.changed, report.problems.length > 0]).toEqual([false, true]);
  });
});

describe('a part of it', () => {
  it('only the images that are named, without a sign of life', async () => {
    const made = await world();
    const report = await run(made, { only: ['node-22-slim', 'web'] });
    expect(made.registry.asked.toSorted()).toEqual(['docker.io/library/node:22-slim', 'ghcr.io/acme/web:latest']);
    expect(report.files.map(({ path }) => path.split('/').at(-1))).toEqual(['node-22-slim.yaml', 'web.yaml']);
  });

  it('a name that nothing has is a mistake, and nothing is done', async () => {
    const made = await world();
    const report = await run(made, { only: ['node-22-slm'] });
    expect(report.problems).toMatchObject([{ severity: 'error', code: 'inputs/unknown-image', hint: 'Did you mean node-22-slim?' }]);
    expect(made.registry.asked).toEqual([]);
  });

  it('a dry run writes nothing and says what it would', async () => {
    const made = await world();
    const before = new Map(made.files);
    const dry = await run(made, { dryRun: true });
    expect(made.files).toEqual(before);
    expect({ ...(await run(made)), dryRun: true }).toEqual(dry);
  });
});

describe('events', () => {
  it('say whom to look up; what is recorded comes from the registry', async () => {
    const made = await world();
    await run(made, { event: event('node-22-slim') });
    expect(made.registry.asked).toEqual(['docker.io/library/node:22-slim']);
    expect(made.seen('node-22-slim')).toBe('a');
    for (const text of made.files.values()) expect(text).not.toContain('ffff');
  });

  it.each(['node-23', 'redis', 'nothing'])('that name what is not looked up change nothing: %s', async (image) => {
    const made = await world();
    const before = new Map(made.files);
    const report = await run(made, { event: event(image) });
    expect([report.changed, codes(report)]).toEqual([false, ['warning observe/unusable-event']]);
    expect([made.files, made.registry.asked]).toEqual([before, []]);
  });

  it('doubled, forged and in any order, they leave what one run over everything leaves', async () => {
    const names = ['node-22-slim', 'golang-1.24', 'postgres', 'runtime', 'web'];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...names, 'forged-1', 'redis'), { maxLength: 12 }), fc.shuffledSubarray(names, { minLength: 5 }), async (order, each) => {
        const [made, other] = [await world(), await world()];
        for (const phase of ['ab', 'cd', 'ab']) {
          for (const registry of [made.registry, other.registry]) for (const reference of references) registry.put(reference, phase);
          for (const image of [...order, ...each, ...order]) await run(made, { event: event(image) });
          await run(made);
          await run(other);
          for (const { clock } of [made, other]) clock.advance('1h');
        }
        for (const name of names) {
          expect(made.file(name)).toBe(other.file(name));
          expect(made.seen(name)).toBe('a c a');
        }
      }),
      { numRuns: 4 },
    );
  });
});

describe('together with the manifests', () => {
  it('state and the catalog are one change, and what Kargo reads is the same to the byte', async () => {
    const made = await world({ ...shop, 'image-factory/factory.yaml': 'repository: acme/shop\n' });
    const { tree, history, log } = made.deps;
    const messages: string[] = [];
    const once = (): ReturnType<typeof withManifests> =>
      withManifests(
        { dir, dryRun: false },
        {
          tree: {
            ...tree,
            apply: async (changes, message) => {
              messages.push(message);
              await tree.apply(changes, message);
            },
          },
          history,
        },
        log,
        async (kept) => observe({ dir, dryRun: false }, { ...made.all, tree: kept }),
      );
    await once();
    const before = made.files.get('dist/image-factory.k8s.yaml');
    made.registry.put('node:22-slim', 'cd');
    const report = await once();
    expect(report).not.toEqual(emptyReport([]));
    expect(messages).toHaveLength(2);
    expect(messages[1]).toMatch(/^Record 1 image that moved\n\n- node:22-slim moved from sha256:abab\S+ to sha256:cdcd\S+, new for linux\/amd64 and linux\/arm64\.\n$/);
    expect(made.files.get('dist/image-factory.k8s.yaml')).toBe(before);
    expect(before).toBeDefined();
    expect(made.files.get('dist/backstage-catalog.k8s.yaml')).toContain('sha256:cdcd');
  });
});

it('names keys as the files do', async () => {
  const made = await world();
  expect([...made.files.keys()].some((path) => path.startsWith(`${state}/base-images/`) && path.includes(uv.slice(0, 8)))).toBe(true);
});
