import { isConvertible } from './convertible.ts';
import { sameType } from './types.ts';
import { dynamicType, type Type } from './value.ts';

/**
 * The type that values of all these types can take on, as both sides of `? :` must.
 *
 * @returns undefined where there is none
 */
export function unify(types: readonly Type[]): Type | undefined {
  const [first] = types;
  if (first === undefined) return undefined;
  if (types.every((type) => sameType(type, first))) return first;
  const kinds = new Set(types.map(({ kind }) => kind));
  const someDynamic = kinds.delete('dynamic');
  const [kind] = kinds;
  if (kinds.size === 1 && kind !== undefined && !isSimple(kind)) return someDynamic ? dynamicType : unifyAlike(types, kind);
  if (kinds.size === 2 && kinds.has('map') && kinds.has('object')) return unifyAs(types, 'object', 'map');
  if (kinds.size === 2 && kinds.has('list') && kinds.has('tuple')) return unifyAs(types, 'tuple', 'list');
  if (kinds.has('object') && kinds.has('tuple')) return undefined;
  return preferred(types).find((wanted) => types.every((type) => isConvertible(type, wanted)));
}

function isSimple(kind: Type['kind']): boolean {
  return kind === 'string' || kind === 'number' || kind === 'bool' || kind === 'dynamic';
}

/** Text before anything that can be written as text; sets before lists before tuples, maps before objects. */
function preferred(types: readonly Type[]): Type[] {
  const order: readonly Type['kind'][] = ['string', 'list', 'set', 'map', 'number', 'bool', 'tuple', 'object', 'dynamic'];
  return types.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function unifyAlike(types: readonly Type[], kind: Type['kind']): Type | undefined {
  if (kind === 'list' || kind === 'set' || kind === 'map') {
    const of = unify(types.flatMap((type) => ('of' in type ? [type.of] : [])));
    return of && { kind, of };
  }
  if (kind === 'tuple') return unifyTuples(types.flatMap((type) => ('items' in type ? [type.items] : [])));
  return unifyObjects(types.flatMap((type) => ('fields' in type ? [type.fields] : [])));
}

function unifyTuples(tuples: readonly (readonly Type[])[]): Type | undefined {
  const length = tuples[0]?.length;
  if (tuples.some((items) => items.length !== length)) return collection('list', tuples.flat());
  const items: Type[] = [];
  for (let index = 0; index < (length ?? 0); index += 1) {
    const type = unify(tuples.map((tuple) => tuple[index] ?? dynamicType));
    if (type === undefined) return undefined;
    items.push(type);
  }
  return { kind: 'tuple', items };
}

function unifyObjects(objects: readonly ReadonlyMap<string, Type>[]): Type | undefined {
  const [first] = objects;
  const alike = objects.every((fields) => fields.size === first?.size && [...fields.keys()].every((name) => first.has(name)));
  if (first === undefined || !alike) {
    return collection(
      'map',
      objects.flatMap((object) => [...object.values()]),
    );
  }
  const fields = new Map<string, Type>();
  for (const name of first.keys()) {
    const type = unify(objects.map((object) => object.get(name) ?? dynamicType));
    if (type === undefined) return undefined;
    fields.set(name, type);
  }
  return { kind: 'object', fields };
}

function unifyAs(types: readonly Type[], from: 'object' | 'tuple', to: 'map' | 'list'): Type | undefined {
  const members = types.flatMap((type) => ('items' in type ? type.items : 'fields' in type ? [...type.fields.values()] : []));
  const common = collection(to, members);
  return common && unify(types.map((type) => (type.kind === from ? common : type)));
}

function collection(kind: 'map' | 'list', members: readonly Type[]): Type | undefined {
  const of = unify(members);
  return of && { kind, of };
}
