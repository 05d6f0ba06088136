import type { Dependency } from '../graph/index.ts';
import { underTag } from '../observe/index.ts';
import type { StateSnapshot } from '../state/index.ts';
import type { YamlMap } from '../yaml/index.ts';

/** What state says of what stands under the tag that a dependency names; undefined where there is no state of it. */
export function watchedState(dependency: Dependency, state: StateSnapshot): YamlMap | undefined {
  const own = state.images.get(dependency.name) ?? state.bases.get(dependency.name);
  const otherTag = dependency.kind === 'managed' ? dependency.otherTag : undefined;
  return own === undefined || otherTag === undefined ? own : underTag(own, otherTag);
}
