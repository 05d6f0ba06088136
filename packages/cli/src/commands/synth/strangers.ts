import { error, type Problem } from '@image-factory/core/problem';
import type { Parsed } from '../../command-line/spec.ts';
import type { synthSpec } from './spec.ts';

/** What writes or commits is no part of looking. */
export function strangersIn(options: Parsed<typeof synthSpec>['options'], look: 'verify' | 'explain'): Problem[] {
  return Object.entries(options).flatMap(([name, isGiven]) =>
    isGiven && name !== look && name !== 'strict' ? [error('inputs/invalid', `--${name} does not go with --${look}.`)] : [],
  );
}
