import type { FactoryConfig, RepoPath } from '@image-factory/core/enrollment';
import type { Problem } from '@image-factory/core/problem';
import { isAllowedOwner } from '@image-factory/core/rebuild';
import type { Busy, Head } from '../commit/state-store.ts';
import type { SourceRead, Sources } from '../ports.ts';
import { refusalOf } from '../write.ts';
import { placeId, placeOf, repositoryOf, type PinHome } from './places.ts';
import type { OpenedPlace, PinForge, PinPlace } from './ports.ts';
import { notProposed } from './problems.ts';

/** A place at its newest commit. */
type PlaceHead =
  | { readonly kind: 'head'; readonly head: Head; readonly place: Extract<OpenedPlace, { kind: 'open' }> }
  | { readonly kind: 'refused'; readonly why: string; readonly hint: string }
  | Busy;

/** The places of a run, each at one commit. */
export interface Heads {
  readonly sources: Sources;
  of(place: PinPlace): Promise<PlaceHead>;
  /** Places that were asked for and could not be had. */
  problems(): Promise<readonly Problem[]>;
  /** What is worth trying again. */
  busy(): Promise<Busy | undefined>;
}

const mebibyte = 1024 * 1024;

export function openHeads(forge: PinForge, config: FactoryConfig, home: PinHome): Heads {
  const heads = new Map<string, { readonly place: PinPlace; readonly head: Promise<PlaceHead> }>();

  async function open(place: PinPlace): Promise<PlaceHead> {
    const { host, repo, branch } = place;
    if (repo !== undefined && !isAllowedOwner({ host, repo }, config))
      return { kind: 'refused', why: 'factory.yaml does not allow its owner', hint: 'The operator may add it to `allow.owners`.' };
    try {
      const opened = await forge.open(place);
      if (opened.kind === 'refused') return opened;
      const head = await opened.head();
      if (head.kind === 'absent') return { kind: 'refused', why: `it has no branch ${branch}`, hint: 'Correct `source.branch`.' };
      return head.kind === 'busy' ? head : { ...head, place: opened };
    } catch (cause) {
      const refusal = refusalOf(cause);
      if (refusal === undefined) throw cause;
      return { kind: 'refused', why: refusal.message.replace(/\.$/, ''), hint: refusal.hint ?? '' };
    }
  }

  async function of(place: PinPlace): Promise<PlaceHead> {
    const known = heads.get(placeId(place)) ?? { place, head: open(place) };
    heads.set(placeId(place), known);
    return known.head;
  }

  return {
    of,
    sources: {
      async read(source, path: RepoPath): Promise<SourceRead> {
        const found = await of(placeOf({ source }, home));
        if (found.kind === 'head') return found.head.read(path, mebibyte);
        return { kind: 'unreachable', reason: found.why, hint: found.kind === 'refused' ? found.hint : 'It is tried again.' };
      },
    },
    async problems() {
      const all = await Promise.all([...heads.values()].map(async ({ place, head }) => ({ place, head: await head })));
      return all.flatMap(({ place, head }) =>
        head.kind === 'refused' ? [notProposed(repositoryOf(place, home), head.why, head.hint)] : [],
      );
    },
    async busy() {
      const all = await Promise.all([...heads.values()].map(async ({ head }) => head));
      return all.find((head) => head.kind === 'busy');
    },
  };
}
