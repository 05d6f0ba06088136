import type { Found, LookUp } from '@image-factory/core/observe';
import { knownOf } from '@image-factory/core/observe';
import { formatReference } from '@image-factory/core/reference';
import pLimit from 'p-limit';
import type { Log } from '../ports.ts';
import type { RegistryPort } from './ports.ts';
import type { Subject } from './subjects.ts';

/** Look-ups that are under way at a time; the client of a registry has limits of its own. */
const atOnce = 8;

/** Asks for each reference once, several at a time. What one of them comes to costs the others nothing. */
export async function lookUpAll(subjects: readonly Subject[], registry: RegistryPort, log: Log): Promise<(subject: Subject) => LookUp> {
  const references = new Map(subjects.map((subject) => [formatReference(subject.reference), subject]));
  const limit = pLimit(atOnce);
  let done = 0;
  const answers = new Map(
    await Promise.all(
      [...references].map(([reference, subject]) =>
        limit(async () => {
          const lookUp = await registry.lookUp(subject.reference, knownTo(subject));
          log.debug(`${reference}: ${describe(lookUp)}`);
          done += 1;
          log.progress?.(done, references.size);
          return [reference, lookUp] as const;
        }),
      ),
    ),
  );
  return ({ reference }) => answers.get(formatReference(reference)) ?? { kind: 'unknown', code: 'broken', why: 'it was not asked' };
}

// What an image that we build says of its digest comes from reports of builds, not from a look-up.
function knownTo({ kind, state }: Subject): Pick<Found, 'digest' | 'platforms'> | undefined {
  return kind === 'managed' ? undefined : knownOf(state);
}

function describe(lookUp: LookUp): string {
  switch (lookUp.kind) {
    case 'found':
      return `${lookUp.digest}, ${lookUp.platforms.size} platforms`;
    case 'missing':
      return `not there: ${lookUp.why}`;
    case 'unknown':
      return `${lookUp.code}: ${lookUp.why}`;
  }
}
