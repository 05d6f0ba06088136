import { parseReference, withDefaultTag } from '../../reference/index.ts';
import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import type { Base } from './graph.ts';

/**
 * What a name means that is no stage.
 *
 * @param written - the name before its variables were expanded
 */
export function outsideBase(name: string, written: string): Result<Base, Complaint> {
  if (name === 'scratch') return ok({ kind: 'scratch' });
  const reference = parseReference(name);
  if (reference.ok) return ok({ kind: 'image', reference: withDefaultTag(reference.value) });
  const expanded = name === written ? '' : ` (from ${show(written)})`;
  return fail(complain(`${show(name)}${expanded} is not an image reference: ${reference.error.message}.`, { words: written }));
}
