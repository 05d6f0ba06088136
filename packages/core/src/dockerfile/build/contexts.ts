import { fail, ok, show, type Result } from '../../text/index.ts';
import { familiarReference, parseReference, withDefaultTag, type ImageReference } from '../../reference/index.ts';
import { complain, type Complaint } from '../complaint.ts';

/** What a named context brings into a build: an image, or files that no registry gives. */
export type ContextSource = { readonly kind: 'image'; readonly reference: ImageReference } | { readonly kind: 'files' };

/** The named contexts of a build, found by what a Dockerfile calls them. */
export class NamedContexts {
  private readonly values = new Map<string, string>();
  readonly complaints: readonly Complaint[];

  constructor(contexts: Readonly<Record<string, string>>) {
    const complaints: Complaint[] = [];
    for (const [name, value] of Object.entries(contexts)) {
      const key = contextKey(name);
      if (key === undefined)
        complaints.push(complain(`The named context ${show(name)} has no usable name.`, { hint: 'Names are those of images.' }));
      else this.values.set(key, value);
    }
    this.complaints = complaints;
  }

  /** The value given for a stage; `scratch` and `context` are never replaced. */
  forStage(name: string): string | undefined {
    if (this.values.size === 0 || name === 'scratch' || name === 'context') return undefined;
    return this.values.get(contextKey(name) ?? name);
  }

  /** The value given for an image; a tag counts, except `latest`. */
  forImage(reference: ImageReference): string | undefined {
    return this.values.size === 0 ? undefined : this.values.get(keyOf(reference));
  }
}

/** Whether BuildKit can look for a named context of this name, which it does for every named stage. */
export function isContextName(name: string): boolean {
  return name === 'scratch' || name === 'context' || contextKey(name) !== undefined;
}

function contextKey(name: string): string | undefined {
  const reference = parseReference(name);
  return reference.ok ? keyOf(reference.value) : undefined;
}

function keyOf(reference: ImageReference): string {
  return familiarReference(reference).replace(/:latest$/, '');
}

const imageScheme = 'docker-image://';

/** Reads the value of a named context: `docker-image://…` is an image; folders, URLs and `target:` are files. */
export function readContext(name: string, value: string): Result<ContextSource, Complaint> {
  const image = value.startsWith(imageScheme) ? value.slice(imageScheme.length) : 'scratch';
  if (image === 'scratch') return ok({ kind: 'files' });
  const reference = parseReference(image);
  if (reference.ok) return ok({ kind: 'image', reference: withDefaultTag(reference.value) });
  return fail(
    complain(`The named context ${show(name)} names no image: ${show(image)} is not an image reference: ${reference.error.message}.`),
  );
}
