const secondsPer = { hour: 3600, minute: 60 } as const;

/**
 * A length of time as Go prints it: `168h0m0s`, `5m0s`, `30s`. Kargo knows no days, and its webhook rewrites every
 * other spelling, which Argo CD would then see as a difference.
 *
 * @param milliseconds - rounded up to whole seconds
 * @throws RangeError for negative and unbounded lengths
 */
export function goDuration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) throw new RangeError(`no length of time: ${milliseconds}`);
  const total = Math.ceil(milliseconds / 1000);
  const hours = Math.floor(total / secondsPer.hour);
  const minutes = Math.floor((total % secondsPer.hour) / secondsPer.minute);
  const seconds = total % secondsPer.minute;
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

/** Milliseconds of a duration in the form of {@link goDuration}; undefined for every other form. */
export function parseGoDuration(text: string): number | undefined {
  const match = /^(?:(?:(\d+)h)?(\d+)m)?(\d+)s$/.exec(text);
  if (match === null) return undefined;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const milliseconds = ((hours ?? 0) * secondsPer.hour + (minutes ?? 0) * secondsPer.minute + (seconds ?? 0)) * 1000;
  return goDuration(milliseconds) === text ? milliseconds : undefined;
}
