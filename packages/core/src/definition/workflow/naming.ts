import { parseReference, parseRepository } from '../../reference/index.ts';
import { child, scalarText, type Node } from '../document/index.ts';
import type { Scope } from './evaluate.ts';
import type { BuildCall } from './find-calls.ts';
import type { Pieces } from './outcome.ts';
import { readInputs, readList, readText, type Input } from './read-input.ts';
import type { Spend } from './spend.ts';
import type { WantedBuild } from './types.ts';

/** Whether a step publishes the image: some of the names that it pushes are the image's, none is, or a run decides. */
export type Naming = 'yes' | 'no' | 'unknown';

/**
 * Whether what a step pushes is the wanted image. Its names stand in `tags`, in `name=` of `outputs` (where images are
 * pushed by digest), or in `images` of the `docker/metadata-action` step whose tags it takes. A tag is allowed to be
 * unknown as long as what stands before it is known.
 */
export function readNaming(
  inputs: ReadonlyMap<string, Input>,
  { steps, surroundings }: Pick<BuildCall, 'steps' | 'surroundings'>,
  scope: Scope,
  wanted: Pick<WantedBuild, 'name' | 'registry' | 'repository'>,
): Naming {
  const metadata = (id: string): readonly Pieces[] => metadataImages(steps.get(id), scope, surroundings.spend);
  const names = [
    ...tagNames(inputs.get('tags'), metadata, scope),
    ...outputNames(inputs.get('outputs'), scope),
    ...imageNames(inputs, scope),
  ];
  const repository = parseRepository(wanted.registry, wanted.repository);
  const own = repository.ok ? `${repository.value.domain}/${repository.value.path}` : '';
  const image = inputs.get('image');
  const isNamed = image !== undefined && textOf(readText(image, scope).pieces) === wanted.name;
  const repositories = names.map(repositoryOf);
  if (isNamed || repositories.includes(own)) return 'yes';
  return repositories.length === 0 || repositories.includes(undefined) ? 'unknown' : 'no';
}

function tagNames(tags: Input | undefined, metadata: (id: string) => readonly Pieces[], scope: Scope): readonly Pieces[] {
  if (tags === undefined) return [];
  const made = /\bsteps\.([A-Za-z0-9_-]+)\.outputs\.tags\b/.exec(tags.text)?.[1];
  const images = made === undefined ? [] : metadata(made);
  return images.length > 0 ? images : readList(tags, scope, { commas: true }).map(({ pieces }) => pieces);
}

function metadataImages(step: Node | undefined, scope: Scope, spend: Spend): readonly Pieces[] {
  const uses = child(step, 'uses');
  if (uses?.kind !== 'scalar' || !/^docker\/metadata-action@/i.test(scalarText(uses, 'workflow') ?? '')) return [];
  const images = readInputs(child(step, 'with')).get('images');
  if (images === undefined || !spend(20 * images.text.length)) return [];
  return readList(images, scope, { commas: false }).map(({ pieces }) => {
    const [first = '', ...others] = pieces;
    if (typeof first !== 'string') return pieces;
    // `name=ghcr.io/acme/api,enable=true`; without attributes the line is the name.
    const [name = '', ...attributes] = first.replace(/^name=/, '').split(',');
    return attributes.length > 0 ? [name] : [name, ...others];
  });
}

function outputNames(outputs: Input | undefined, scope: Scope): readonly Pieces[] {
  if (outputs === undefined) return [];
  return readList(outputs, scope, { commas: true })
    .filter(({ pieces: [first] }) => typeof first === 'string' && first.startsWith('name='))
    .map(({ pieces: [first = '', ...others] }) => [typeof first === 'string' ? first.slice('name='.length) : first, ...others]);
}

/** Of our own action: `image` may be a reference, `registry` and `repository` its parts. */
function imageNames(inputs: ReadonlyMap<string, Input>, scope: Scope): readonly Pieces[] {
  const [registry, repository] = [inputs.get('registry'), inputs.get('repository')];
  if (registry === undefined || repository === undefined) return [];
  return [[...readText(registry, scope).pieces, '/', ...readText(repository, scope).pieces]];
}

/** `domain/path` of what a name begins with; undefined when a hole stands in it, or when it is no reference. */
function repositoryOf(pieces: Pieces): string | undefined {
  const hole = pieces.findIndex((piece) => typeof piece !== 'string');
  const text = (hole < 0 ? pieces : pieces.slice(0, hole)).join('');
  const name = text.replace(/[:@][^/]*$/, '');
  if (hole >= 0 && name === text) return undefined;
  const reference = parseReference(name.toLowerCase());
  return reference.ok ? `${reference.value.domain}/${reference.value.path}` : undefined;
}

function textOf(pieces: Pieces): string | undefined {
  return pieces.every((piece) => typeof piece === 'string') ? pieces.join('') : undefined;
}

/** Whether the step pushes at all: to try an image before it is published, the same is often built twice. */
export function readPushes(inputs: ReadonlyMap<string, Input>, scope: Scope): Naming {
  const [push, outputs] = [inputs.get('push'), inputs.get('outputs')];
  if (push !== undefined) {
    const text = textOf(readText(push, scope).pieces);
    if (text === undefined) return 'unknown';
    if (text === 'true') return 'yes';
  }
  if (outputs === undefined) return 'no';
  const text = readText(outputs, scope)
    .pieces.map((piece) => (typeof piece === 'string' ? piece : '?'))
    .join('');
  return /\bpush=true\b|\btype=registry\b/.test(text) ? 'yes' : 'no';
}
