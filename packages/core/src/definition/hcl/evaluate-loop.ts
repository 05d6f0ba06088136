import { convert } from './convert.ts';
import { complain, itemName, withLocal, type Scope } from './scope.ts';
import type { Expression } from './syntax.ts';
import { pairsOf } from './traverse.ts';
import { describeType, isSequence, sameType } from './types.ts';
import {
  boolType,
  failed,
  isNull,
  itemsOf,
  listValue,
  objectValue,
  stringType,
  textOf,
  tupleValue,
  unknownOf,
  unknownValue,
  yes,
  type Value,
} from './value.ts';

type Evaluate = (expression: Expression, scope: Scope) => Value;

export function evaluateFor(expression: Expression & { readonly kind: 'for' }, scope: Scope, evaluate: Evaluate): Value {
  const source = evaluate(expression.source, scope);
  if (isNull(source)) return complain(scope, expression.source, 'Null can not be gone through.');
  const unknown = unknownOf(source);
  if (unknown !== undefined) return unknownValue(unknown.why);
  const pairs = pairsOf(source);
  if (pairs === undefined) return complain(scope, expression.source, `A ${describeType(source.type)} can not be gone through.`);
  if (expression.condition !== undefined) {
    // The condition must make sense whatever is gone through, even nothing.
    const before = scope.run.complaints.length;
    const anything = unknownValue('it stands for any item');
    const key = expression.keyName === undefined ? scope : withLocal(scope, expression.keyName, anything);
    truthOf(expression.condition, withLocal(key, expression.valueName, anything), evaluate);
    if (scope.run.complaints.length > before) return failed;
  }
  const items: Value[] = [];
  const groups = new Map<string, Value[]>();
  for (const [key, value] of pairs) {
    const named = expression.keyName === undefined ? scope : withLocal(scope, expression.keyName, key);
    const inner = withLocal(named, expression.valueName, value);
    const included = expression.condition === undefined ? yes : truthOf(expression.condition, inner, evaluate);
    if (unknownOf(included) !== undefined) return included;
    if (included.data !== true) continue;
    if (expression.key === undefined) {
      items.push(evaluate(expression.value, inner));
      continue;
    }
    const name = keyOf(expression.key, inner, evaluate);
    if (unknownOf(name) !== undefined) return name;
    const group = groups.get(textOf(name)) ?? [];
    group.push(evaluate(expression.value, inner));
    groups.set(textOf(name), group);
    if (!expression.grouped && group.length > 1)
      return complain(scope, expression.key, `Two items have the key \`${textOf(name)}\`; \`...\` after the value groups them.`);
  }
  if (expression.key === undefined) return tupleValue(items);
  return objectValue([...groups].map(([name, group]) => [name, expression.grouped ? tupleValue(group) : (group[0] ?? failed)]));
}

function truthOf(condition: Expression, scope: Scope, evaluate: Evaluate): Value {
  const value = evaluate(condition, scope);
  if (isNull(value)) return complain(scope, condition, 'A condition is true or false, not null.');
  const truth = convert(value, boolType);
  if (typeof truth === 'string') return complain(scope, condition, 'A condition is true or false.');
  return { ...truth, type: unknownOf(truth) === undefined ? boolType : { kind: 'dynamic' } };
}

function keyOf(key: Expression, scope: Scope, evaluate: Evaluate): Value {
  const value = evaluate(key, scope);
  if (isNull(value)) return complain(scope, key, 'Null is no key.');
  const name = convert(value, stringType);
  return typeof name === 'string' ? complain(scope, key, `This is no key: ${name}.`) : name;
}

/** What is no list counts as a list of one, and null as an empty one. */
export function evaluateSplat({ source, each }: Expression & { readonly kind: 'splat' }, scope: Scope, evaluate: Evaluate): Value {
  const value = evaluate(source, scope);
  const sequence = isSequence(value.type);
  if (isNull(value)) return sequence ? complain(scope, source, 'Null has no items.') : tupleValue([]);
  const unknown = unknownOf(value);
  if (unknown !== undefined) return unknownValue(unknown.why);
  const items = (sequence ? (itemsOf(value) ?? []) : [value]).map((item) => evaluate(each, withLocal(scope, itemName, item)));
  if (value.type.kind === 'tuple' || !sequence) return tupleValue(items);
  const [first] = items;
  // Without items it still must make sense for what the list could hold.
  if (first === undefined && 'of' in value.type)
    return listValue([], evaluate(each, withLocal(scope, itemName, unknownValue('there is no item', value.type.of))).type);
  if (first !== undefined && !items.every(({ type }) => sameType(type, first.type))) {
    return complain(scope, each, 'The items are of different types; a `for` can make a list of them.');
  }
  return listValue(items);
}
