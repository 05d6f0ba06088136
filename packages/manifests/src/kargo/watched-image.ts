import { parseTagPattern } from '@image-factory/core/enrollment';
import type { BaseNode, ExternalNode, ManagedNode } from '@image-factory/core/graph';
import { error, warning, type Checked, type Problem } from '@image-factory/core/problem';
import { publishedSubscription, upstreamSubscription } from './subscription.ts';
import { isPlainWord, literal, type KargoLiteral } from './text.ts';
import type { ImageSubscription } from './types.ts';

/** An image that gets a Warehouse. */
export interface WatchedImage {
  readonly kind: 'managed' | 'external' | 'base';
  /** Its name in the factory: that of the entry, or the key of the state file. */
  readonly name: string;
  /** Name of the Warehouse: the origin of its Freight. */
  readonly warehouse: string;
  /** As it stands in the subscription; Kargo compares it letter by letter. */
  readonly repository: KargoLiteral;
  readonly subscription: ImageSubscription;
}

/** P2: an upstream Warehouse exists if and only if there is something to watch. */
export function watchUpstream(node: ExternalNode | BaseNode, warehouse: string): Checked<WatchedImage | undefined> {
  const { kind, name, repository, watch } = node;
  if (watch === undefined) return { value: undefined, problems: nothingToWatch(node) };
  const pattern = watch.strategy === 'Digest' ? undefined : watch.allow;
  if (pattern !== undefined && !parseTagPattern(pattern).ok) return { value: undefined, problems: [unusablePattern(name)] };
  return watchable(name, repository, (url) => ({ kind, name, warehouse, repository: url, subscription: upstreamSubscription(url, watch) }));
}

export function watchPublished({ image }: ManagedNode): Checked<WatchedImage | undefined> {
  const { name, registry, repository } = image;
  const url = registry === '' || repository === '' ? '' : `${registry}/${repository}`;
  return watchable(name, url, (checked) => ({
    kind: 'managed',
    name,
    warehouse: name,
    repository: checked,
    subscription: publishedSubscription(checked, image),
  }));
}

function watchable(name: string, repository: string, watch: (repository: KargoLiteral) => WatchedImage): Checked<WatchedImage | undefined> {
  const problem = repositoryProblem(name, repository);
  return problem === undefined ? { value: watch(literal(repository)), problems: [] } : { value: undefined, problems: [problem] };
}

// A reference by digest alone can't move; anything else without a watch is incomplete.
function nothingToWatch(node: ExternalNode | BaseNode): Problem[] {
  if (node.kind === 'base' && node.reference.tag === undefined && node.reference.digest !== undefined) return [];
  return [missing(node.name, 'which tags to watch')];
}

// Kargo finds out only when it looks, and then looks in vain for ever.
function unusablePattern(name: string): Problem {
  return warning('synth/invalid-manifest', `The pattern for the tags of ${name} is no regular expression that RE2 knows; it is left out.`, {
    image: name,
  });
}

function repositoryProblem(name: string, repository: string): Problem | undefined {
  if (repository === '') return missing(name, 'its registry and repository');
  if (!isPlainWord(name) || !isPlainWord(repository)) return unsafe(name);
  if (kargoRepository.test(repository)) return undefined;
  return warning('synth/invalid-manifest', `Kargo can't watch ${repository}, so ${name} is left out.`, {
    image: name,
    hint: 'Kargo takes no repository with two `-` or `.` in a row, and no IPv6 address as a registry.',
  });
}

// What Kargo's webhook asks of `repoURL`.
const kargoRepository = /^(?:\w+(?:[.-]\w+)*(?::\d+)?\/)?\w+(?:[.-]\w+)*(?:\/\w+(?:[.-]\w+)*)*$/;

/** Whether Kargo's webhook would take the repository. */
export function isKargoRepository(repository: string): boolean {
  return kargoRepository.test(repository);
}

function missing(name: string, what: string): Problem {
  return warning('synth/missing-field', `${name || 'An image'} does not say ${what}; it is left out.`, { image: name });
}

/** For text that a parser should have refused. */
function unsafe(name: string): Problem {
  return error(
    'synth/invalid-manifest',
    'A name, repository or branch holds characters that Kargo could take for an expression; the image is left out.',
    {
      ...(isPlainWord(name) ? { image: name } : {}),
    },
  );
}
