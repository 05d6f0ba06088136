import { decideAll, type Decided, type Override, type Wish } from '@image-factory/core/decide';
import type { ImageName } from '@image-factory/core/enrollment';
import { buildModel } from '@image-factory/core/graph';
import {
  readRebuild,
  request,
  stand,
  useEmergency,
  withdraw,
  writeRebuild,
  type Rebuild,
  type Transition,
} from '@image-factory/core/rebuild';
import { mergeState, type StateSnapshot } from '@image-factory/core/state';
import { formatTime } from '@image-factory/core/text';
import { isMap, type YamlMap, type YamlValue } from '@image-factory/core/yaml';
import type { Loaded } from '../load.ts';

export interface RequestInput {
  readonly loaded: Loaded;
  /** The state to decide on, which may hold more than was loaded. */
  readonly state: StateSnapshot;
  /** The time of the forge. */
  readonly now: Date;
  readonly overrides: ReadonlyMap<ImageName, Override>;
  readonly wishes: ReadonlyMap<ImageName, Wish>;
}

export interface Requested {
  readonly decided: readonly Decided[];
  /** New states, of images whose state has anything new to say. */
  readonly states: ReadonlyMap<ImageName, YamlMap>;
  /** What was asked for now, with the reason. */
  readonly asked: readonly { readonly image: ImageName; readonly why: string }[];
  /** Wishes that came to nothing, with the reason. */
  readonly refused: readonly { readonly image: ImageName; readonly why: string }[];
}

/**
 * Decides about every image and writes down what is asked for, and how the others stand (SPEC section 7). A request in state
 * is the outbox: whoever relays it starts the run.
 */
export function requestDue({ loaded: { enrollment, config }, state, now, overrides, wishes }: RequestInput): Requested {
  if (enrollment === undefined || config === undefined) return { decided: [], states: new Map(), asked: [], refused: [] };
  const model = buildModel(enrollment, state, config).value;
  const decided = decideAll({ model, state, now, overrides, wishes });
  const states = new Map<ImageName, YamlMap>();
  const asked: { image: ImageName; why: string }[] = [];
  const refused: { image: ImageName; why: string }[] = [];
  for (const one of decided) {
    const { name } = one.image;
    const before = state.images.get(name);
    if (before === undefined) {
      if (wishes.has(name)) refused.push({ image: name, why: 'It was not analyzed yet, so that it has no state to ask in.' });
      continue;
    }
    const transition = transitionOf(readRebuild(before), one, now);
    const asks = one.decision.kind === 'rebuild' && transition.kind === 'moved';
    const counted = asks ? withUse(transition.rebuild, wishes.get(name), now) : transition.rebuild;
    const next = withStanding(before, counted, one);
    if (next !== before) states.set(name, next);
    if (asks) asked.push({ image: name, why: transition.why });
    else if (wishes.has(name))
      refused.push({ image: name, why: one.decision.kind === 'rebuild' ? `${transition.why}.` : one.decision.why });
  }
  return { decided, states, asked, refused };
}

/** An emergency counts when it comes to a request; the attempts that follow are the same one. */
function withUse(rebuild: Rebuild, wish: Wish | undefined, at: Date): Rebuild {
  if (wish?.emergency !== true) return rebuild;
  return useEmergency(rebuild, { at, reason: wish.reason, ...(wish.by === undefined ? {} : { by: wish.by }) });
}

function transitionOf(rebuild: Rebuild, { decision }: Decided, now: Date): Transition {
  switch (decision.kind) {
    case 'rebuild': {
      const { key, cause, inputs, epoch } = decision.due;
      // What takes the place of a request that waits for its turn takes its place in the row, too.
      const at = rebuild.status === 'requested' ? (rebuild.requestedAt ?? now) : now;
      return request(rebuild, { key, cause, inputs, epoch, reason: decision.why, at });
    }
    case 'wait':
      return decision.isOpen === true ? stand(rebuild, 'waiting', decision.why) : stand(withdraw(rebuild), 'waiting', decision.why);
    case 'hold':
      return stand(withdraw(rebuild), 'held', decision.why);
    case 'current':
      return stand(withdraw(rebuild), 'monitoring');
    case 'unknown':
      return stand(rebuild, 'monitoring');
  }
}

/** The state with its rebuild, and from when on it may be made. */
function withStanding(before: YamlMap, rebuild: Rebuild, { eligibleAt }: Decided): YamlMap {
  const written = writeRebuild(before, rebuild);
  const fields = new Map<string, YamlValue>(isMap(written) ? written : []);
  if (eligibleAt === undefined) fields.delete('eligibleAt');
  else fields.set('eligibleAt', formatTime(eligibleAt));
  return mergeState('managed', before, 'dispatch', new Map([['rebuildState', fields]]));
}
