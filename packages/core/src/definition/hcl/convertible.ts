import { isPrimitive, sameType } from './types.ts';
import type { Type } from './value.ts';

/** Whether a value of one type may become one of another; whether it does, its content decides. */
export function isConvertible(from: Type, to: Type): boolean {
  if (to.kind === 'dynamic' || from.kind === 'dynamic' || sameType(from, to)) return true;
  if (isPrimitive(from) || isPrimitive(to)) {
    return isPrimitive(from) && (to.kind === 'string' || (from.kind === 'string' && isPrimitive(to)));
  }
  if (to.kind === 'list' || to.kind === 'set') {
    if (from.kind === 'tuple') return from.items.every((item) => isConvertible(item, to.of));
    return (from.kind === 'list' || from.kind === 'set') && isConvertible(from.of, to.of);
  }
  if (to.kind === 'map') {
    if (from.kind === 'object') return [...from.fields.values()].every((field) => isConvertible(field, to.of));
    return from.kind === 'map' && isConvertible(from.of, to.of);
  }
  if (to.kind === 'tuple') {
    if (from.kind !== 'tuple' || from.items.length !== to.items.length) return false;
    return from.items.every((item, index) => isConvertible(item, to.items[index] ?? item));
  }
  if (to.kind !== 'object' || (from.kind !== 'object' && from.kind !== 'map')) return false;
  return [...to.fields].every(([name, field]) => {
    const own = 'fields' in from ? from.fields.get(name) : from.of;
    return own === undefined ? to.optional?.has(name) === true : isConvertible(own, field);
  });
}
