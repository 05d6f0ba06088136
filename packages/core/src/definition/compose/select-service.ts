import { parseReference, parseRepository } from '../../reference/index.ts';
import type { BuildDefinition } from '../types.ts';

/** The image that is looked for. */
export interface WantedImage {
  readonly name: string;
  /** Host; with it a tag must name the same registry too. */
  readonly registry?: string;
  /** Path in its registry, `acme/api`; without `registry` it may begin with the host, `ghcr.io/acme/api`. */
  readonly repository: string;
  /** May name a service; otherwise it is taken for a build stage, and tells nothing here. */
  readonly target?: string;
}

export type SelectedService =
  | {
      readonly kind: 'selected';
      readonly service: string;
      readonly definition: BuildDefinition;
      readonly because: 'target' | 'name' | 'repository' | 'only';
    }
  | { readonly kind: 'ambiguous'; readonly services: readonly string[] }
  | { readonly kind: 'none' };

/**
 * The service that builds an image: the one that `target` names, else the one with the image's name, else the one
 * whose tags name its repository, else the only one there is. Several that publish the repository are not decided between.
 */
export function selectService(services: ReadonlyMap<string, BuildDefinition>, wanted: WantedImage): SelectedService {
  const byName = [
    ['target', wanted.target],
    ['name', wanted.name],
  ] as const;
  for (const [because, service] of byName) {
    const definition = services.get(service ?? '');
    if (service !== undefined && definition !== undefined) return { kind: 'selected', service, definition, because };
  }
  const publishing = [...services].filter(([, { tags = [] }]) => tags.some((tag) => isTagOf(tag, wanted)));
  if (publishing.length > 0) return only(publishing, 'repository');
  return only([...services], 'only');
}

function only(found: readonly (readonly [string, BuildDefinition])[], because: 'repository' | 'only'): SelectedService {
  const [first] = found;
  if (first === undefined) return { kind: 'none' };
  if (found.length > 1) return { kind: 'ambiguous', services: found.map(([service]) => service) };
  return { kind: 'selected', service: first[0], definition: first[1], because };
}

function isTagOf(tag: string, { registry, repository }: WantedImage): boolean {
  const reference = parseReference(tag);
  if (!reference.ok) return false;
  const { domain, path } = reference.value;
  if (registry === undefined) return repository === path || repository === `${domain}/${path}`;
  const wanted = parseRepository(registry, repository);
  return wanted.ok && wanted.value.domain === domain && wanted.value.path === path;
}
