import { parseRebuildKey, type RebuildKey } from '@image-factory/core/rebuild';
import { describe, expect, it } from 'vitest';
import { matchRun, type ListedRun } from './match-run.ts';

function key(digit: string): RebuildKey {
  const parsed = parseRebuildKey(digit.repeat(32));
  if (parsed === undefined) throw new Error(digit);
  return parsed;
}

const [a, b] = [key('a'), key('b')];
const at = (minutes: number): Date => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000);
const run = (id: string, name: string, minutes = 1, actor?: string): ListedRun => ({ id, name, createdAt: at(minutes), ...(actor === undefined ? {} : { actor }) });
const found = (id: string, isNamed = true) => ({ kind: 'found', run: { id }, isNamed });

describe('the run that is looked for', () => {
  it.each<{ story: string; runs: ListedRun[]; exclude?: string[]; unnamed?: string[]; actor?: string; comes: object }>([
    { story: 'none at all', runs: [], comes: { kind: 'none' } },
    { story: 'its name is the key', runs: [run('1', a)], comes: found('1') },
    { story: 'the key is somewhere in its name', runs: [run('1', `Rebuild app (${a}), please`)], comes: found('1') },
    { story: 'another key', runs: [run('1', b)], comes: { kind: 'none' } },
    { story: 'a longer word that begins with the key', runs: [run('1', `${a}0`), run('2', `x${a}`)], comes: { kind: 'none' } },
    { story: 'of two the older one, whatever the order', runs: [run('12', a, 3), run('9', a, 2)], comes: found('9') },
    { story: 'of two at one moment the lower number', runs: [run('10', a), run('9', a)], comes: found('9') },
    { story: 'one that is known to have failed', runs: [run('1', a), run('2', a, 2)], exclude: ['1'], comes: found('2') },
    { story: 'one from before', runs: [run('1', a, -1)], comes: { kind: 'none' } },
    { story: 'no key in any name, and nobody has begun', runs: [run('1', 'Build')], comes: { kind: 'none' } },
    { story: 'the only one', runs: [run('1', 'Build')], unnamed: [], comes: found('1', false) },
    { story: 'the only one that nobody knows', runs: [run('1', 'Build'), run('2', 'Build')], unnamed: ['1'], comes: found('2', false) },
    { story: 'two', runs: [run('1', 'Build'), run('2', 'Build')], unnamed: [], comes: { kind: 'ambiguous', runs: ['1', '2'] } },
    { story: 'two, of which one is ours', runs: [run('1', 'Build', 1, 'eve'), run('2', 'Build', 1, 'bot')], unnamed: [], actor: 'bot', comes: found('2', false) },
    { story: 'a name counts more than circumstances', runs: [run('1', 'Build'), run('2', a, 5)], unnamed: [], comes: found('2') },
    { story: 'one that shows the key of another image', runs: [run('1', `Build ${b}`)], unnamed: [], comes: { kind: 'none' } },
    { story: 'a name without end', runs: [run('1', 'f'.repeat(100_000))], unnamed: [], comes: found('1', false) },
  ])('$story', ({ runs, exclude = [], unnamed, actor, comes }) => {
    const wanted = { target: undefined, keys: [a], since: at(0), exclude: new Set(exclude), ...(unnamed && { unnamed: { exclude: new Set(unnamed) } }) };
    expect(matchRun(runs, wanted, actor)).toEqual(comes);
  });
});
