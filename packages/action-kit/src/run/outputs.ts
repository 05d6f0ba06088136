import { setOutput } from '@actions/core';
import { toKebab, type Env } from '../inputs/names.ts';

/**
 * Sets every declared output, and no other. Text stays as it is; anything else is JSON.
 *
 * @param declared - all outputs with their empty values
 * @param values - what is known of them
 */
export function publishOutputs(declared: object, values: object, env: Env): void {
  if (!env['GITHUB_OUTPUT']) return; // not on a runner
  const known = new Map<string, unknown>(Object.entries(values));
  for (const [key, empty] of Object.entries(declared)) setOutput(toKebab(key), known.get(key) ?? empty);
}
