import { idle, type Rebuild } from './rebuild.ts';

/**
 * The rebuild without a request that nobody has begun with, and that what is decided now does not ask for any more: its base
 * is back, a hold was set, or a parent comes first. What a person or an advisory asked for stays, and so does what has failed
 * before: then it is as it was between the attempts.
 */
export function withdraw(rebuild: Rebuild): Rebuild {
  const { status, claim, cause, attempts } = rebuild;
  if (status !== 'requested' || claim !== undefined || cause === 'manual' || cause === 'cve') return rebuild;
  return attempts > 0 ? { ...rebuild, status: 'failed' } : idle(rebuild);
}

/**
 * The rebuild without a request that nobody has begun with, whoever asked for it: a person now wants something else. What is
 * being started or runs stays, for nobody here can end it.
 */
export function withdrawByPerson(rebuild: Rebuild): Rebuild {
  const { status, claim } = rebuild;
  return status === 'requested' && claim === undefined ? idle(rebuild) : rebuild;
}
