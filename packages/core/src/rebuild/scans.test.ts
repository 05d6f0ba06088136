import { expect, it } from 'vitest';
import { parseDigest, type Digest } from '../reference/index.ts';
import { finished, recordScan, type Rebuild, type RebuildScan, type Transition } from './index.ts';
import { after, at, key } from './rebuild.fixture.ts';

function digest(number: number): Digest {
  const parsed = parseDigest(`sha256:${String(number).padStart(64, '0')}`);
  if (parsed === undefined) throw new Error(String(number));
  return parsed;
}

const scan = (number: number, minute: number, fixed: readonly string[], remaining: readonly string[] = []): RebuildScan => ({ at: at(minute), digest: digest(number), fixed, remaining });
const told =
  (said: RebuildScan) =>
  (rebuild: Rebuild): Transition => ({ kind: 'moved', why: '', rebuild: recordScan(rebuild, said) });

it('keeps what each image was said to hold, and of one image the last word', () => {
  const { scans } = after(told(scan(1, 0, [], ['CVE-2026-1'])), told(scan(1, 5, ['CVE-2026-1'])), told(scan(2, 9, ['CVE-2026-3', 'CVE-2026-2', 'CVE-2026-2'])));
  expect(scans).toEqual([scan(1, 5, ['CVE-2026-1']), scan(2, 9, ['CVE-2026-2', 'CVE-2026-3'])]);
});

it('the same again changes nothing', () => {
  const before = after(told(scan(1, 0, ['CVE-2026-1', 'CVE-2026-2'])));
  expect(recordScan(before, scan(1, 60, ['CVE-2026-2', 'CVE-2026-1']))).toBe(before);
});

it('has an end: ten images, and fifty vulnerabilities of each', () => {
  const many = Array.from({ length: 80 }, (_, index) => `CVE-2026-${1000 + index}`);
  const { scans } = after(...Array.from({ length: 15 }, (_, number) => told(scan(number, number, many, many))));
  expect([scans?.length, scans?.at(-1)?.digest, scans?.[0]?.fixed.length, scans?.[0]?.remaining.length]).toEqual([10, digest(14), 50, 50]);
});

it('outlives the next rebuild', () => {
  const built = (rebuild: Rebuild): Transition => finished({ ...rebuild, status: 'dispatched', key: key('a') }, { key: key('a'), outcome: 'succeeded', at: at(9) });
  expect(after(told(scan(1, 0, ['CVE-2026-1'])), built).scans).toHaveLength(1);
});
