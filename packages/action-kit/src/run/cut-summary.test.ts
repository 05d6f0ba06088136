import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../limits.ts';
import { table } from '../markdown/index.ts';
import { cutSummary } from './cut-summary.ts';

const bytes = (text: string): number => Buffer.byteLength(text);

describe('cutSummary', () => {
  it('leaves what fits as it is', () => {
    const text = 'ä'.repeat(limits.summaryBytes / 2);
    expect(cutSummary(text, limits.summaryBytes)).toBe(text);
  });

  it('keeps whole rows, closes what is open, and says so', () => {
    const rows = Array.from({ length: 40_000 }, (_, index) => [`image-${index}`, 'rebuilt because its base moved']);
    const cut = cutSummary(table(['Image', 'Why'], rows), limits.summaryBytes);
    expect(bytes(cut)).toBeLessThanOrEqual(limits.summaryBytes);
    expect(bytes(cut)).toBeGreaterThan(limits.summaryBytes - 500);
    expect(cut).toMatch(/rebuilt because its base moved \|\n\n<\/details>\n\n\*\*The rest of this summary is left out/);
  });

  it('never exceeds the limit, never cuts a character, and keeps only what was there', () => {
    const line = fc.constantFrom('<details>', '</details>', 'plain', '', 'ä🙂'.repeat(20), '| a | b |');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 150, max: 600 }), (lines, limit) => {
        const text = lines.join('\n');
        const cut = cutSummary(text, limit);
        expect(bytes(cut)).toBeLessThanOrEqual(limit);
        expect(cut).not.toContain('\ufffd');
        const [kept = ''] = cut.split(/(?:\n\n<\/details>)*\n\n\*\*The rest/);
        expect(text.trimStart().startsWith(kept.trim()) || cut === text || kept.startsWith('**')).toBe(true);
      }),
    );
  });
});
