/** Part of the fingerprint of an analysis: raised whenever the same Dockerfile may give another result. */
export const analyzerVersion = 2;
