import { watchedState } from '@image-factory/core/decide';
import type { ManagedNode } from '@image-factory/core/graph';
import { newest, seenOf } from '@image-factory/core/observe';
import { formatReference, type Digest } from '@image-factory/core/reference';
import { mapField, mergeState, textField, type StateSnapshot } from '@image-factory/core/state';
import { shortHash } from '@image-factory/core/text';
import type { YamlMap, YamlValue } from '@image-factory/core/yaml';
import type { Registries } from './ports.ts';

/** Of `rebuildState`: stands for what was asked for in vain. */
const field = 'evidenceAsked';

/** Stands for a question for evidence: the same while the published image, its bases and what is seen of them are the same. */
export function questionOf({ dependencies }: ManagedNode, published: Digest, state: StateSnapshot): string {
  const seen = dependencies.map((dependency) => {
    const sightings = [...seenOf(watchedState(dependency, state) ?? new Map())];
    return [formatReference(dependency.reference), sightings.map(([platform, each]) => [platform, newest(each)?.digest])];
  });
  return shortHash(JSON.stringify([published, seen]));
}

/** Whether the image has said already that it tells nothing. */
export function wasAskedInVain(own: YamlMap, question: string): boolean {
  return textField(mapField(own, 'rebuildState'), field) === question;
}

/** The state that remembers, or with undefined forgets, what was asked for in vain. */
export function rememberQuestion(own: YamlMap, question: string | undefined): YamlMap {
  const fields = new Map<string, YamlValue>(mapField(own, 'rebuildState'));
  if (textField(fields, field) === question) return own;
  if (question === undefined) fields.delete(field);
  else fields.set(field, question);
  return mergeState('managed', own, 'dispatch', new Map([['rebuildState', fields]]));
}

/** The same registries, and whether all that was asked of them was answered: what could not be had proves nothing. */
export function withDoubt(registries: Registries): { readonly registries: Registries; readonly isCertain: () => boolean } {
  let isCertain = true;
  async function noted<T>(answer: Promise<T>): Promise<T> {
    const given = await answer;
    if (given === undefined) isCertain = false;
    return given;
  }
  return {
    registries: {
      lookUp: async (...question) => {
        const found = await registries.lookUp(...question);
        if (found.kind === 'unknown') isCertain = false;
        return found;
      },
      manifest: async (...question) => noted(registries.manifest(...question)),
      blob: async (...question) => noted(registries.blob(...question)),
      config: async (...question) => noted(registries.config(...question)),
    },
    isCertain: () => isCertain,
  };
}
