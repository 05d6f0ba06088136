import type { Type } from './value.ts';

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  if ('of' in a && 'of' in b) return sameType(a.of, b.of);
  if ('items' in a && 'items' in b) {
    return a.items.length === b.items.length && a.items.every((type, index) => sameType(type, b.items[index] ?? type));
  }
  if ('fields' in a && 'fields' in b) {
    const other = b.fields;
    return a.fields.size === other.size && [...a.fields].every(([name, type]) => isSameField(type, other.get(name)));
  }
  return true;
}

function isSameField(type: Type, other: Type | undefined): boolean {
  return other !== undefined && sameType(type, other);
}

export function isPrimitive({ kind }: Type): boolean {
  return kind === 'string' || kind === 'number' || kind === 'bool';
}

export function isSequence({ kind }: Type): boolean {
  return kind === 'list' || kind === 'set' || kind === 'tuple';
}

/** For messages: `list of string`. */
export function describeType(type: Type): string {
  switch (type.kind) {
    case 'list':
    case 'set':
    case 'map':
      return `${type.kind} of ${describeType(type.of)}`;
    case 'dynamic':
      return 'any value';
    case 'string':
    case 'number':
    case 'bool':
    case 'tuple':
    case 'object':
      return type.kind;
  }
}
