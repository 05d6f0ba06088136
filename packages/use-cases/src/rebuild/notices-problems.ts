import { error, warning, type Problem } from '@image-factory/core/problem';
import type { ForgeRefusal } from '../relay/index.ts';

/** What the next run makes good is a warning. */
export function notTold(whom: string, { kind, why }: ForgeRefusal, hint: string, isLost = false): Problem {
  const say = kind === 'later' && !isLost ? warning : error;
  return say('notify/not-told', `${whom.charAt(0).toUpperCase()}${whom.slice(1)} could not be told: ${why}`, { hint });
}

export function incomplete(message: string, hint: string): Problem {
  return error('notify/incomplete', message, { hint });
}
