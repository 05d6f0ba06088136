import { describe, expect, it } from 'vitest';
import { freshnessReader } from '../decide/index.ts';
import { readEnrollment, readFactory, type ManagedImage } from '../enrollment/index.ts';
import { recordLookUp, type LookUp } from '../observe/index.ts';
import { baseKey, parseReference, type ImageReference } from '../reference/index.ts';
import { emptySnapshot } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import { renderYaml, toYaml, type YamlMap } from '../yaml/index.ts';
import { decidePin, decideTogether, type PinPolicy } from './decide-pin.ts';
import { digest, platform } from './pin.fixture.ts';
import { needsRegistry, standingOf, type PinStanding, type PinToDecide } from './standing.ts';
import type { PinDecision } from './types.ts';

const start = Date.UTC(2026, 0, 1);
const at = (hours: number): Date => new Date(start + hours * 3_600_000);
const node = referenceTo('node:22');

function referenceTo(text: string): ImageReference {
  const parsed = parseReference(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** `1 amd64=a arm64=b`: the index, and what it holds, each by a hex digit. */
function found(text: string): LookUp {
  const [index = '', ...platforms] = text.split(' ');
  return { kind: 'found', digest: digest(index), platforms: new Map(platforms.map((one) => [platform(one.split('=')[0] ?? ''), digest(one.split('=')[1] ?? '')] as const)) };
}

interface Story {
  /** The hex digit of the digest that stands in the file. */
  readonly pin: string;
  /** What was seen under the tag, by hour. */
  readonly seen: readonly (readonly [number, string])[];
  readonly now: number;
  readonly platforms?: readonly string[];
  readonly entry?: Readonly<Record<string, unknown>>;
  readonly factory?: Readonly<Record<string, unknown>>;
  readonly asked?: { readonly tag?: LookUp; readonly digest?: LookUp };
  readonly more?: Partial<PinPolicy>;
}

function imageOf(entry: Story['entry'] = {}): ManagedImage {
  const source = { provider: 'github', repo: 'acme/app', branch: 'main', dockerfile: 'Dockerfile' };
  const { value, problems } = readEnrollment([{ path: 'images.yaml', text: renderYaml(toYaml([{ name: 'app', registry: 'ghcr.io', repository: 'acme/app', rebuildDelay: '7d', source, ...entry }])) }]);
  const [image] = value.images.values();
  if (image?.kind !== 'managed') throw new Error(JSON.stringify(problems));
  return image;
}

function stateOf(seen: Story['seen']): YamlMap {
  let state = toYaml({ fullImage: 'docker.io/library/node:22', repoURL: 'docker.io/library/node', allowTags: '^22$' }) as YamlMap;
  for (const [hours, text] of seen) state = recordLookUp({ kind: 'base', state, reference: node, lookUp: found(text), at: at(hours), needs: { dependents: [] } }).value.state;
  return state;
}

function look({ pin, seen, now, platforms = ['amd64'], entry, factory = {}, asked, more = {} }: Story): { subject: PinToDecide; standing: PinStanding; decision: PinDecision } {
  const [image, state, key] = [imageOf(entry), stateOf(seen), baseKey(node)];
  const config = readFactory({ path: 'factory.yaml', text: renderYaml(toYaml({ repository: 'acme/factory', ...factory })) }).value;
  const reader = freshnessReader({ ...emptySnapshot(), bases: new Map([[key, state]]) }, config, at(now));
  const subject: PinToDecide = {
    image,
    base: { kind: 'watched', name: key, reference: node, use: 'final-base', line: 1 },
    digest: digest(pin),
    platforms: platforms.map(platform),
    state,
    ...(asked && { asked }),
  };
  const standing = standingOf(subject, reader);
  return { subject, standing, decision: decidePin(standing, { image, others: [], config, now: at(now), ...more }) };
}

/** `move 2`, `wait 178`, `hold`, `current`, `unknown`. */
function verdict(story: Story): string {
  const { decision } = look(story);
  if (decision.kind === 'move') return `move ${decision.to.charAt(7)}`;
  if (decision.kind === 'wait') return `wait ${decision.until === undefined ? '?' : (decision.until.getTime() - start) / 3_600_000}`;
  return decision.kind;
}

const day = 24;
const moved: Story['seen'] = [
  [0, '1 amd64=a arm64=c'],
  [10, '2 amd64=b arm64=d'],
];

describe('the same rules as for a rebuild', () => {
  it.each<{ story: string; is: Story; expected: string }>([
    { story: 'the tag stands where the pin is', is: { pin: '1', seen: moved.slice(0, 1), now: 500 }, expected: 'current' },
    { story: 'somebody moved the pin already', is: { pin: '2', seen: moved, now: 500 }, expected: 'current' },
    { story: 'the delay counts from the first sight', is: { pin: '1', seen: moved, now: 177 }, expected: 'wait 178' },
    { story: 'a week later', is: { pin: '1', seen: moved, now: 178 }, expected: 'move 2' },
    { story: 'newer digests do not push it back', is: { pin: '1', seen: [...moved, [100, '3 amd64=e arm64=e']], now: 178 }, expected: 'move 3' },
    { story: 'the newest that has settled', is: { pin: '1', seen: [...moved, [177, '3 amd64=e arm64=e']], now: 178 }, expected: 'move 2' },
    { story: 'no delay: it has to settle', is: { pin: '1', seen: moved, now: 11, entry: { rebuildDelay: '0h' } }, expected: 'wait 12' },
    { story: 'another platform alone moved', is: { pin: '1', seen: [moved[0] ?? [0, ''], [10, '2 amd64=a arm64=d']], now: 500 }, expected: 'current' },
    {
      story: 'another platform alone moved, and it is built for that',
      is: { pin: '1', seen: [moved[0] ?? [0, ''], [10, '2 amd64=a arm64=d']], now: 500, platforms: ['amd64', 'arm64'] },
      expected: 'move 2',
    },
    { story: 'it came back: A, B, A', is: { pin: '1', seen: [...moved, [20, '1 amd64=a arm64=c']], now: 500 }, expected: 'current' },
    { story: 'the publisher went back, and the pin is of what was withdrawn', is: { pin: '2', seen: [...moved, [20, '1 amd64=a arm64=c']], now: 500 }, expected: 'move 1' },
    { story: 'an index that changed for others is taken as it is now', is: { pin: '1', seen: [...moved, [20, '3 amd64=b arm64=e']], now: 500 }, expected: 'move 3' },
    { story: 'a platform is missing', is: { pin: '1', seen: moved, now: 500, platforms: ['amd64', 's390x'] }, expected: 'unknown' },
    { story: 'nothing was seen', is: { pin: '1', seen: [], now: 500 }, expected: 'unknown' },
    { story: 'a held image', is: { pin: '1', seen: moved, now: 500, entry: { hold: { reason: 'freeze' } } }, expected: 'hold' },
    { story: 'a hold that is over', is: { pin: '1', seen: moved, now: 500, entry: { hold: { reason: 'freeze', until: formatTime(at(400)) } } }, expected: 'move 2' },
    { story: 'a held base', is: { pin: '1', seen: moved, now: 500, factory: { holds: [{ image: 'node:22', reason: 'broken' }] } }, expected: 'hold' },
    { story: 'never by itself', is: { pin: '1', seen: moved, now: 500, entry: { autoRebuild: false } }, expected: 'hold' },
    { story: 'an urgent vulnerability does not wait', is: { pin: '1', seen: moved, now: 13, more: { override: { ids: ['CVE-1'], reason: 'CVE-1 is fixed.' } } }, expected: 'move 2' },
    { story: 'but for the settle window', is: { pin: '1', seen: moved, now: 11, more: { override: { ids: ['CVE-1'], reason: 'CVE-1 is fixed.' } } }, expected: 'wait 178' },
    {
      story: 'and not over a hold',
      is: { pin: '1', seen: moved, now: 13, entry: { hold: { reason: 'freeze' } }, more: { override: { ids: ['CVE-1'], reason: 'CVE-1 is fixed.' } } },
      expected: 'hold',
    },
    { story: 'the manifest of one platform moves to a manifest', is: { pin: 'a', seen: moved, now: 500 }, expected: 'move b' },
    { story: 'the manifest of one platform, built for two', is: { pin: 'a', seen: moved, now: 500, platforms: ['amd64', 'arm64'] }, expected: 'unknown' },
  ])('$story: $expected', ({ is, expected }) => {
    expect(verdict(is)).toBe(expected);
  });

  it('a neighbour that settles soon after is waited for', () => {
    const soon = look({ pin: '1', seen: moved, now: 177 }).standing;
    if (soon.kind !== 'changed') throw new Error(soon.kind);
    const settling = (minutes: number) => ({ ...soon, settledAt: new Date(at(178).getTime() + minutes * 60_000) });
    const wait = (minutes: number) => verdict({ pin: '1', seen: moved, now: 178, more: { others: [settling(minutes)] } });
    expect([wait(20), wait(31), wait(-60)]).toEqual([`wait ${178 + 20 / 60}`, 'move 2', 'move 2']);
  });
});

describe('a digest that was never seen under the tag', () => {
  const old = found('9 amd64=9 arm64=9');
  it.each<{ story: string; is: Story; expected: string }>([
    { story: 'nobody asked', is: { pin: '9', seen: moved, now: 500 }, expected: 'unknown' },
    {
      story: 'older than our watch: the clock starts with the first sight',
      is: { pin: '9', seen: moved, now: 7 * day - 1, asked: { tag: found('2 amd64=b arm64=d'), digest: old } },
      expected: `wait ${7 * day}`,
    },
    { story: 'and then it moves', is: { pin: '9', seen: moved, now: 7 * day, asked: { tag: found('2 amd64=b arm64=d'), digest: old } }, expected: 'move 2' },
    { story: 'newer than our watch', is: { pin: '9', seen: moved, now: 500, asked: { tag: old, digest: old } }, expected: 'current' },
    { story: 'newer than our watch, and the tag went on', is: { pin: '9', seen: moved, now: 500, asked: { tag: found('8 amd64=8 arm64=8'), digest: old } }, expected: 'unknown' },
    {
      story: 'gone from the registry',
      is: { pin: '9', seen: moved, now: 500, asked: { tag: found('2 amd64=b arm64=d'), digest: { kind: 'missing', why: 'the registry has no such digest' } } },
      expected: 'unknown',
    },
    {
      story: 'the registry does not answer',
      is: { pin: '9', seen: moved, now: 500, asked: { tag: { kind: 'unknown', code: 'unreachable', why: 'nobody answers' }, digest: old } },
      expected: 'unknown',
    },
    { story: 'an older index with the same platforms', is: { pin: '9', seen: moved, now: 500, asked: { tag: found('2 amd64=b arm64=d'), digest: found('9 amd64=b arm64=9') } }, expected: 'current' },
  ])('$story: $expected', ({ is, expected }) => {
    const { subject } = look(is);
    expect([needsRegistry(subject), verdict(is)]).toEqual([true, expected]);
  });

  it('what the state knows needs no registry', () => {
    expect(['1', '2', 'a'].map((pin) => needsRegistry(look({ pin, seen: moved, now: 500 }).subject))).toEqual([false, false, false]);
  });
});

describe('several images from one place', () => {
  const [move, other, wait, later, hold, current] = (
    [
      { pin: '1', seen: moved, now: 500 },
      { pin: '1', seen: [...moved, [20, '3 amd64=e arm64=e']], now: 500 },
      { pin: '1', seen: moved, now: 100 },
      { pin: '1', seen: moved, now: 100, entry: { rebuildDelay: '30d' } },
      { pin: '1', seen: moved, now: 500, entry: { autoRebuild: false } },
      { pin: '2', seen: moved, now: 500 },
    ] satisfies Story[]
  ).map((story) => look(story).decision) as [PinDecision, PinDecision, PinDecision, PinDecision, PinDecision, PinDecision];

  it.each([
    { story: 'all may', decisions: [move, move], kind: 'move' },
    { story: 'one waits: the shorter delay releases nothing', decisions: [move, wait, later], kind: 'wait', until: at(10 + 30 * day) },
    { story: 'one is held', decisions: [move, hold, wait], kind: 'hold' },
    { story: 'not to the same', decisions: [move, other], kind: 'wait' },
    { story: 'one has nothing to do with the change', decisions: [current, move], kind: 'move' },
    { story: 'none', decisions: [], kind: 'current' },
  ])('$story: $kind', ({ decisions, kind, until }) => {
    expect(decideTogether(decisions)).toMatchObject({ kind, ...(until && { until }) });
  });
});
