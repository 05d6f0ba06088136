import type { ImageName } from '@image-factory/core/enrollment';
import {
  block,
  dispatched,
  finished,
  holdAmbiguous,
  leaveOpen,
  release,
  type Rebuild,
  type RebuildKey,
  type RunId,
  type Transition,
} from '@image-factory/core/rebuild';
import type { ForgeRefusal } from './ports.ts';

/** What became of a request; times are the forge's. */
export type Outcome =
  /** This relay started the run; the forge may not have said which one it is. */
  | { readonly kind: 'started'; readonly at: Date; readonly run?: RunId }
  /** An earlier relay had started it. */
  | { readonly kind: 'found'; readonly at: Date; readonly run: RunId }
  | { readonly kind: 'later'; readonly why: string; readonly until?: Date }
  | { readonly kind: 'unclear'; readonly why: string }
  | { readonly kind: 'blocked' | 'denied'; readonly why: string; readonly at: Date }
  | { readonly kind: 'ambiguous'; readonly why: string }
  /** A dispatch was taken, and no run ever came of it. */
  | { readonly kind: 'no-run'; readonly why: string; readonly at: Date }
  /** This relay was too slow: the request is somebody else's by now. */
  | { readonly kind: 'left'; readonly why: string };

/** What a relay did about an image. */
export interface Relayed {
  readonly image: ImageName;
  readonly key: RebuildKey;
  readonly outcome: Outcome;
}

/** The outcome of a refusal. */
export function refused(refusal: ForgeRefusal, at: Date): Outcome {
  const { kind, why } = refusal;
  if (kind !== 'later') return { kind, why, at };
  return { kind, why, ...(refusal.afterMs === undefined ? {} : { until: new Date(at.getTime() + refusal.afterMs) }) };
}

/** The state with an outcome in it; `isNews` when somebody has to be told. */
export function record(rebuild: Rebuild, by: string, { key, outcome }: Relayed): Transition & { readonly isNews?: boolean } {
  if (rebuild.key !== key) return { kind: 'kept', rebuild, why: 'another rebuild was asked for meanwhile' };
  switch (outcome.kind) {
    case 'started':
    case 'found':
      return dispatched(rebuild, key, outcome.at, outcome.run);
    case 'later':
      return release(rebuild, by, { code: 'later', message: outcome.why }, outcome.until);
    case 'unclear':
      return leaveOpen(rebuild, by, { code: 'unclear', message: outcome.why });
    case 'blocked':
    case 'denied':
      return block(rebuild, by, { code: outcome.kind, message: outcome.why }, outcome.at);
    case 'ambiguous': {
      const held = holdAmbiguous(rebuild, by, outcome.why);
      return { ...held, isNews: held.kind === 'moved' };
    }
    case 'no-run': {
      if (rebuild.run !== undefined) return { kind: 'kept', rebuild, why: 'its run was found meanwhile' };
      const ended = finished(rebuild, { key, outcome: 'failed', at: outcome.at, error: { code: 'no-run', message: outcome.why } });
      return { ...ended, isNews: ended.kind === 'moved' && ended.rebuild.status === 'held' };
    }
    case 'left':
      return { kind: 'kept', rebuild, why: outcome.why };
  }
}
