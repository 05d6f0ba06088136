import { parseReference, withDefaultTag } from '../../reference/index.ts';
import { show } from '../../text/index.ts';
import { complain, type PlacedComplaint } from '../complaint.ts';
import type { Base, BuildNode } from './graph.ts';

/**
 * What a name means that is no stage.
 *
 * @param written - the name before its variables were expanded
 */
export function outsideBase(name: string, written: string): Base {
  if (name === 'scratch') return { kind: 'scratch' };
  const reference = parseReference(name);
  if (reference.ok) return { kind: 'image', reference: withDefaultTag(reference.value) };
  const origin = name === written ? '' : ` (from ${show(written)})`;
  const complaint = complain(`${show(name)}${origin} is not an image reference: ${reference.error.message}.`, { words: written });
  return { kind: 'invalid', complaint };
}

/** Why the first of the nodes whose base is no image would be refused. */
export function findInvalidBase(nodes: readonly BuildNode[]): PlacedComplaint | undefined {
  for (const { base, line } of nodes) if (base.kind === 'invalid') return { ...base.complaint, line };
  return undefined;
}
