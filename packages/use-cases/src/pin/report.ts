import type { PinDecision } from '@image-factory/core/pin';
import { familiarReference } from '@image-factory/core/reference';
import { formatTime } from '@image-factory/core/text';
import type { GroupedPin, PinGroup } from './groups.ts';
import { repositoryOf, type PinHome } from './places.ts';

/** A place in a file that holds a pin, and what is to happen with it. Times are UTC, as in state files. */
export interface PlannedPin {
  /** `owner/name`; empty for the factory's own repository where nothing says its name. */
  readonly repository: string;
  /** The branch that the file is on. */
  readonly branch: string;
  readonly file: string;
  readonly line: number;
  /** The base as people write it, without the digest. */
  readonly base: string;
  readonly use: string;
  /** What is built from it. */
  readonly images: readonly string[];
  readonly from: string;
  readonly to?: string;
  readonly decision: PinDecision['kind'];
  /** A sentence. */
  readonly why: string;
  readonly until?: string;
  readonly since?: string;
}

/** The pull request of one base in one repository. */
export interface PinRequest {
  readonly repository: string;
  readonly base: string;
  /** The branch that is proposed. */
  readonly branch: string;
  readonly outcome: 'opened' | 'updated' | 'unchanged' | 'declined' | 'closed';
  readonly number: number;
  readonly url: string;
}

export function toPlannedPins({ place, base, pins }: PinGroup, home: PinHome): PlannedPin[] {
  return pins.map((pin) => ({
    repository: repositoryOf(place, home),
    branch: place.branch,
    file: pin.file.path,
    line: pin.line,
    base: familiarReference(base),
    use: pin.pin.use,
    images: pin.images,
    from: pin.pin.digest,
    ...decisionFields(pin),
  }));
}

function decisionFields({ decision }: GroupedPin): Pick<PlannedPin, 'decision' | 'why' | 'to' | 'until' | 'since'> {
  const { kind, why } = decision;
  const until = 'until' in decision ? decision.until : undefined;
  return {
    decision: kind,
    why,
    ...(kind === 'move' ? { to: decision.to, since: formatTime(decision.since) } : {}),
    ...(until && { until: formatTime(until) }),
  };
}
