import { error, type Problem } from '@image-factory/core/problem';
import { familiarReference } from '@image-factory/core/reference';
import type { PinGroup } from './groups.ts';
import { repositoryOf, type PinHome } from './places.ts';

/** @param why - a sentence */
export function unsafe({ place, base }: PinGroup, why: string, home: PinHome): Problem {
  return error('pin/not-safe', `The pin of ${familiarReference(base)}${inRepository(repositoryOf(place, home))} is not moved. ${why}`, {
    hint: 'Move it by hand, or write the digest where nothing else depends on it.',
  });
}

/** @param why - a clause */
export function notProposed(repository: string, why: string, hint: string): Problem {
  return error('pin/not-proposed', `No pull request can be opened${inRepository(repository)}: ${why}.`, { hint });
}

function inRepository(repository: string): string {
  return repository === '' ? '' : ` in ${repository}`;
}
