import { convert, distinct, identity } from '../convert.ts';
import { areEqual } from '../operators.ts';
import { isSequence } from '../types.ts';
import { unify } from '../unify.ts';
import { boolValue, dynamicType, itemsOf, stringType, tupleValue, type Type, type Value } from '../value.ts';
import { asType, elementType } from './collections.ts';
import { at, declare, type Functions } from './declare.ts';

export const setFunctions: Functions = [
  declare('sethaselement', 'dd', (args) => boolValue((itemsOf(at(args, 0)) ?? []).some((item) => areEqual(item, at(args, 1)) === true))),
  setOperation('setunion', () => true),
  setOperation('setintersection', (count, sets) => count === sets),
  setOperation('setsymmetricdifference', (count) => count === 1),
  declare('setsubtract', 'dd', (args) => {
    const sets = toSets(args);
    if (typeof sets === 'string') return sets;
    const without = new Set((itemsOf(at(sets, 1)) ?? []).map(identity));
    return { ...at(sets, 0), data: (itemsOf(at(sets, 0)) ?? []).filter((item) => !without.has(identity(item))) };
  }),
  declare('setproduct', 'd*', product),
];

function toSets(args: readonly Value[]): Value[] | string {
  // Empty ones go with all others.
  const types = args
    .map(({ type }) => ('items' in type ? (type.items.length === 0 ? dynamicType : unify(type.items)) : elementType({ type, data: null })))
    .filter((type) => type?.kind !== 'dynamic');
  const of = types.length === 0 ? dynamicType : unify(types.filter((type) => type !== undefined));
  if (of === undefined || types.includes(undefined)) return 'all sets must hold types that go together';
  const sets: Value[] = [];
  for (const arg of args) {
    const set = convert(arg, { kind: 'set', of });
    if (typeof set === 'string') return set;
    sets.push(set);
  }
  return sets;
}

/** Keeps what is in as many of the sets as `keep` says. */
function setOperation(name: string, keep: (count: number, sets: number) => boolean): Functions[number] {
  return declare(name, 'dd*', (args) => {
    const sets = toSets(args);
    if (typeof sets === 'string') return sets;
    const counts = new Map<string, { value: Value; count: number }>();
    for (const value of sets.flatMap((set) => itemsOf(set) ?? [])) {
      const entry = counts.get(identity(value));
      counts.set(identity(value), { value, count: (entry?.count ?? 0) + 1 });
    }
    const kept = [...counts.values()].filter(({ count }) => keep(count, sets.length));
    return { ...at(sets, 0), data: distinct(kept.map(({ value }) => value)) };
  });
}

function product(args: readonly Value[]): Value | string {
  if (args.length < 2) return 'at least two lists are needed';
  let rows: Value[][] = [[]];
  const types: Type[] = [];
  for (const arg of args) {
    if (!isSequence(arg.type)) return 'lists are required';
    const items = itemsOf(arg) ?? [];
    if (rows.length * items.length > 10_000) return 'the result is too long';
    const of = arg.type.kind === 'tuple' ? unify(arg.type.items) : elementType(arg);
    if (of === undefined && items.length > 0) return 'all members of a list must be of one type';
    types.push(of ?? dynamicType);
    rows = rows.flatMap((row) => items.map((item) => [...row, asType(item, of ?? stringType)]));
  }
  const tuples = rows.map(tupleValue);
  const of: Type = { kind: 'tuple', items: types };
  const list = args.every(({ type }) => type.kind !== 'set');
  return { type: { kind: list ? 'list' : 'set', of }, data: list ? tuples : distinct(tuples) };
}
