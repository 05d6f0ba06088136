import type { LookUp, Missing, Unknown } from '@image-factory/core/observe';
import { formatReference, repositoryUrl, withDefaultTag, type ImageReference } from '@image-factory/core/reference';
import { createConfigOf } from './content/image-config.ts';
import type { Place } from './content/fetch.ts';
import { lookUpAt } from './content/look-up.ts';
import { rawBlob, rawManifest } from './content/raw.ts';
import { referrersAt } from './content/referrers.ts';
import { listTagsAt } from './content/tags.ts';
import { openReach, type RegistryOptions } from './reach.ts';
import type { Known, ReferrerList, Registry, TagList } from './types.ts';

export function createRegistry(options: RegistryOptions = {}): Registry {
  const { at, within } = openReach(options);
  const configOf = createConfigOf();

  /** Asks where the operator wants it asked first, and then the registry itself. */
  async function lookUpIn(place: Place, reference: ImageReference, known: Known | undefined): Promise<LookUp> {
    const { mirror } = place.endpoint;
    if (mirror !== undefined) {
      const answer = await lookUpAt({ ...place, endpoint: mirror }, reference, known, configOf);
      if (answer.kind === 'found') return answer;
    }
    return lookUpAt(place, reference, known, configOf);
  }

  const lookUps = createOnce<LookUp>();
  const tagLists = createOnce<TagList | Missing | Unknown>();
  const referrerLists = createOnce<ReferrerList | Unknown>();
  return {
    lookUp(given, known) {
      const reference = withDefaultTag(given);
      return lookUps(formatReference(reference), () => at(reference, (place) => lookUpIn(place, reference, known)));
    },
    imageConfig: (repository, digest) => at(repository, (place) => configOf(place, digest)),
    manifest: (repository, digest) => within(repository, (place) => rawManifest(place, digest)),
    blob: (repository, digest, maxBytes) => within(repository, (place) => rawBlob(place, digest, maxBytes)),
    async config(repository, digest) {
      const config = await at(repository, (place) => configOf(place, digest));
      return config.kind === 'image' ? { labels: config.labels, diffIds: config.layers.map(({ diffId }) => diffId) } : undefined;
    },
    listTags: (repository) => tagLists(repositoryUrl(repository), () => at(repository, listTagsAt)),
    referrers: (repository, digest, type) =>
      referrerLists(`${repositoryUrl(repository)} ${digest} ${type ?? ''}`, () =>
        at(repository, (place) => referrersAt(place, digest, type)),
      ),
  };
}

/** Whoever asks the same at the same time, or later, gets the same answer. */
function createOnce<T>(): (key: string, ask: () => Promise<T>) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (key, ask) => {
    const answer = answers.get(key) ?? ask();
    answers.set(key, answer);
    return answer;
  };
}
