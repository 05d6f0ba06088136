/** Best last; what nobody has rated is below everything that somebody did. */
export const severities = ['critical', 'high', 'medium', 'low', 'negligible', 'unknown'] as const;
export type Severity = (typeof severities)[number];

const otherWords: ReadonlyMap<string, Severity> = new Map([
  ['important', 'high'],
  ['moderate', 'medium'],
  ['minor', 'low'],
  ['none', 'negligible'],
]);

/** Reads a rating in any case; a word that nobody uses for one is undefined. */
export function parseSeverity(text: string): Severity | undefined {
  if (text.length > 20) return undefined;
  const word = text.toLowerCase();
  return severities.find((severity) => severity === word) ?? otherWords.get(word);
}

/** Whether `severity` is `least` or worse. */
export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(least);
}

/** For sorting: the worst first. */
export function compareSeverities(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}
