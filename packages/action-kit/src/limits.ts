/** What GitHub shows or takes of one step; more than this is lost without a word. */
export const limits = {
  /** Errors, warnings and notices that become annotations, each. */
  annotationsPerLevel: 10,
  /** Bytes of a job summary; above it the whole summary is dropped. */
  summaryBytes: 1024 * 1024,
} as const;
