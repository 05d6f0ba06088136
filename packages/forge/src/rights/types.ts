import type { ForgeRefusal } from '../dispatch/types.ts';

/** Whether something may be done. Only `yes` is a yes: who could not be asked has not agreed. */
export type Right =
  /** `by`: the entry, owner or file that says so, for the record. */
  { readonly kind: 'yes'; readonly by: string } | { readonly kind: 'no'; readonly why: string } | ForgeRefusal;
