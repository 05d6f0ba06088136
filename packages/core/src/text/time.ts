/** UTC, RFC 3339, to the second: how times stand in state files. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
