import type { ImageName } from '@image-factory/core/enrollment';
import type { Outcome } from './outcome.ts';
import type { RunTarget } from './ports.ts';
import type { Candidate, Claimed } from './select.ts';
import { targetId } from './target.ts';

/**
 * Which runs are known, and which images may have one that nobody knows. Runs that do not show their key can only be told
 * apart while no more than one image of their target is in doubt.
 */
export class Doubts {
  /** Ids of runs that some image has. */
  readonly known: Set<string>;
  readonly #inDoubt = new Map<string, Set<ImageName>>();

  constructor(candidates: readonly Candidate[], known: Iterable<string>) {
    this.known = new Set(known);
    for (const { image, target, rebuild } of candidates) {
      const { claim, status, run } = rebuild;
      if (claim !== undefined || (status === 'dispatched' && run === undefined)) this.#of(target).add(image.name);
    }
  }

  /** Whether images of this target, other than these, may have a run that nobody knows. */
  isAlone(target: RunTarget, members: readonly Claimed[]): boolean {
    return [...this.#of(target)].every((name) => members.some(({ image }) => image === name));
  }

  /** Takes in what became of some images. */
  note(target: RunTarget, members: readonly Claimed[], outcome: Outcome): void {
    const names = this.#of(target);
    const isStart = outcome.kind === 'started' || outcome.kind === 'found';
    if (isStart && outcome.run !== undefined) {
      this.known.add(outcome.run.id);
      for (const { image } of members) names.delete(image);
    } else if (isStart || outcome.kind === 'unclear') {
      for (const { image } of members) names.add(image);
    }
  }

  #of(target: RunTarget): Set<ImageName> {
    const id = targetId(target);
    const names = this.#inDoubt.get(id) ?? new Set();
    this.#inDoubt.set(id, names);
    return names;
  }
}
