import { describe, expect, it } from 'vitest';
import { parsePlatform } from '../dockerfile/index.ts';
import { parseRebuildKey } from '../rebuild/index.ts';
import { parseDigest } from '../reference/index.ts';
import { mergeState, readState, recordPublished, renderState } from '../state/index.ts';
import { withBuildFacts } from './history.ts';

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a fixture');
  return value;
}

const digest = must(parseDigest(`sha256:${'a'.repeat(64)}`));
const other = must(parseDigest(`sha256:${'b'.repeat(64)}`));
const amd = must(parsePlatform('linux/amd64'));
const key = must(parseRebuildKey('c'.repeat(32)));

function published() {
  const recorded = recordPublished('managed', mergeState('managed', undefined, 'analyze', new Map()), { digest }, '2026-11-21T10:00:00Z');
  if (recorded.kind !== 'recorded') throw new Error('fixture');
  return recorded.state;
}

const facts = { key, attempt: 2, durationSeconds: 41, sizes: new Map([[amd, 1_234_567]]) };

describe('withBuildFacts', () => {
  it('tells how the newest image was built, and is read back as it was written', () => {
    const state = withBuildFacts(published(), digest, facts);
    const text = renderState({ shelf: 'images', stem: 'app' }, state);
    expect(text).toMatch(/durationSeconds: "?41"?\n/);
    expect(text).toMatch(/linux\/amd64: "?1234567"?\n/);
    const { snapshot, problems } = readState([{ path: 'images/app.yaml', text }], 'state');
    expect(problems).toEqual([]);
    expect(renderState({ shelf: 'images', stem: 'app' }, [...snapshot.images.values()][0] ?? new Map())).toBe(text);
  });

  it('says nothing twice, and nothing about another image', () => {
    const state = withBuildFacts(published(), digest, facts);
    expect(withBuildFacts(state, digest, { ...facts, attempt: 3 })).toBe(state);
    const bare = published();
    expect(withBuildFacts(bare, other, facts)).toBe(bare);
    expect(withBuildFacts(new Map(), digest, facts)).toEqual(new Map());
  });
});
