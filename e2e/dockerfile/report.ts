import { refusalLines } from './ours.ts';
import { lineAgreement, missingFeatures, type Tally } from './tally.ts';

/** What came up, for people: totals first, then how often each feature occurred. */
export function describeTally(tally: Tally): string {
  const { cases, built, different, byDesign, features } = tally;
  const missing = missingFeatures(tally);
  return [
    `${cases} cases: ${built} built, ${cases - built} refused, ${different.length} different`,
    ...rows(byDesign, 'different by design: '),
    `refusals at BuildKit's line: ${(lineAgreement(tally) * 100).toFixed(1)} %`,
    ...otherLines(tally),
    '',
    ...rows(features, ''),
    '',
    missing.length === 0 ? 'Every feature occurred.' : `Never occurred: ${missing.join('; ')}`,
  ].join('\n');
}

function rows(counts: ReadonlyMap<string, number>, prefix: string): string[] {
  return [...counts].map(([name, times]) => `${String(times).padStart(7)}  ${prefix}${name}`);
}

/** Refusals at another line, by what BuildKit says, the most frequent first. */
function otherLines({ lines }: Tally): string[] {
  const byError = new Map<string, { times: number; example: string }>();
  for (const { verdict, ours } of lines.other) {
    if (verdict.ok) continue;
    const error = verdict.error.replaceAll(/"[^"]*"|\d+/g, '…').slice(0, 80);
    const example = `line ${verdict.line}, not ${refusalLines(ours).join(', ')}`;
    byError.set(error, { example, times: (byError.get(error)?.times ?? 0) + 1 });
  }
  const sorted = [...byError].toSorted(([, a], [, b]) => b.times - a.times);
  return sorted.slice(0, 12).map(([error, { times, example }]) => `${String(times).padStart(7)}  ${error} (${example})`);
}
