import type { Move } from '../decide/index.ts';
import type { Digest } from '../reference/index.ts';

/** What is to happen with a pin (SPEC section 7, "Pinned bases"); `why` is a sentence. */
export type PinDecision =
  | {
      readonly kind: 'move';
      readonly to: Digest;
      /** When the oldest change was first seen that the pin lacks. */
      readonly since: Date;
      readonly moves: readonly Move[];
      readonly why: string;
    }
  /** Without `until` it waits for something else than time. */
  | { readonly kind: 'wait'; readonly why: string; readonly until?: Date }
  | { readonly kind: 'hold'; readonly why: string; readonly until?: Date }
  | { readonly kind: 'current'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string };
