import type { PulledImage, UnknownImage } from '../dockerfile/index.ts';
import type { ProblemCode } from '../problem/index.ts';

/** What this run learned about how an image is built. */
export type Discovery =
  | {
      readonly kind: 'success';
      readonly images: readonly PulledImage[];
      readonly unknown: readonly UnknownImage[];
      /** Fingerprint of everything that the analysis read: equal input is not parsed again. None when there were problems to repeat. */
      readonly key?: string;
    }
  /** The input is the one that the state already knows. */
  | { readonly kind: 'unchanged' }
  /** What earlier runs found is kept. */
  | { readonly kind: 'failed'; readonly code: ProblemCode; readonly message: string; readonly line?: number }
  /** Not looked at: disabled, not chosen, or watched only. */
  | { readonly kind: 'none' };
