import { convert } from './convert.ts';
import { callFunction } from './call.ts';
import { evaluateFor, evaluateSplat } from './evaluate-loop.ts';
import { applyBinary, applyUnary, isDecided } from './operators.ts';
import { complain, didYouMean, findLocal, itemName, spend, weigh, type Scope } from './scope.ts';
import { bareName, type Expression, type ObjectItem, type Span, type Step } from './syntax.ts';
import { takeIndex, takeStep } from './traverse.ts';
import { sameType } from './types.ts';
import { unify } from './unify.ts';
import {
  boolType,
  failed,
  isNull,
  itemsOf,
  numberType,
  objectValue,
  stringType,
  textOf,
  textValue,
  tupleValue,
  unknownOf,
  unknownValue,
  type Type,
  type Value,
} from './value.ts';

type Of<Kind extends Expression['kind']> = Expression & { readonly kind: Kind };

/** The value of an expression; what is wrong goes on record in the run, and `failed` stands for it. */
export function evaluate(expression: Expression, scope: Scope): Value {
  if (!spend(scope, expression, 1)) return failed;
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'wrapped':
      return evaluate(expression.inner, scope);
    case 'template':
      return joinParts(
        expression,
        expression.parts.map((part) => [part, evaluate(part, scope)] as const),
        scope,
      );
    case 'joined': {
      const turns = evaluate(expression.turns, scope);
      return unknownOf(turns) === undefined
        ? joinParts(
            expression,
            (itemsOf(turns) ?? []).map((turn) => [expression, turn] as const),
            scope,
          )
        : turns;
    }
    case 'name':
      return evaluateName(expression, scope);
    case 'item':
      return findLocal(scope, itemName) ?? failed;
    case 'steps':
      return follow(evaluate(expression.source, scope), expression.steps, scope);
    case 'index': {
      const source = evaluate(expression.source, scope);
      return settle(takeIndex(source, evaluate(expression.key, scope)), expression, scope);
    }
    case 'splat':
      return evaluateSplat(expression, scope, evaluate);
    case 'call':
      return callFunction(expression, scope, evaluate);
    case 'unary':
      return ofType(
        expression.operator === '-' ? numberType : boolType,
        settle(applyUnary(expression.operator, evaluate(expression.operand, scope)), expression, scope),
      );
    case 'binary': {
      const { complaints } = scope.run;
      const start = complaints.length;
      const left = evaluate(expression.left, scope);
      const middle = complaints.length;
      const right = evaluate(expression.right, scope);
      // A side that tells the result alone lets the other be wrong.
      if (isDecided(expression.operator, left)) complaints.length = middle;
      else if (isDecided(expression.operator, right)) complaints.splice(start, middle - start);
      return ofType(
        '+-*/%'.includes(expression.operator) ? numberType : boolType,
        settle(applyBinary(expression.operator, left, right), expression, scope),
      );
    }
    case 'conditional':
      return evaluateConditional(expression, scope);
    case 'tuple':
      return paid(tupleValue(expression.items.map((item) => evaluate(item, scope))), expression, scope);
    case 'object':
      return evaluateObject(expression, scope);
    case 'for':
      return paid(evaluateFor(expression, scope, evaluate), expression, scope);
  }
}

function joinParts(expression: Span, parts: readonly (readonly [Span, Value])[], scope: Scope): Value {
  let text = '';
  let unknown: Value | undefined;
  for (const [span, value] of parts) {
    if (isNull(value)) return ofType(stringType, complain(scope, span, 'Null can not be part of a text.'));
    const part = convert(value, stringType);
    if (typeof part === 'string') return ofType(stringType, complain(scope, span, `This can not be part of a text: ${part}.`));
    const why = unknownOf(part)?.why;
    if (why !== undefined) unknown ??= unknownValue(why, stringType);
    text += textOf(part);
    if (!spend(scope, expression, textOf(part).length / 8)) return failed;
  }
  return unknown ?? textValue(text);
}

/** What is wrong still has the type that it would have: the other side of a condition is held against it. */
function ofType(type: Type, value: Value): Value {
  return unknownOf(value) === undefined ? value : { ...value, type };
}

function evaluateName(expression: Of<'name'>, scope: Scope): Value {
  const { name, steps } = expression;
  const local = findLocal(scope, name);
  if (local !== undefined) return follow(local, steps, scope);
  const resolved = scope.run.names.resolve(name, steps, scope, expression);
  if (resolved !== undefined) return follow(resolved.value, steps.slice(resolved.used), scope);
  return complain(scope, expression, `There is no variable \`${name}\`${didYouMean(scope, expression, name, scope.run.names.known())}`);
}

function follow(from: Value, steps: readonly Step[], scope: Scope): Value {
  let value = from;
  for (const step of steps) value = settle(takeStep(value, step), step, scope);
  return value;
}

function evaluateConditional({ condition, yes, no }: Of<'conditional'>, scope: Scope): Value {
  const { complaints } = scope.run;
  const marks = [complaints.length];
  const results = [yes, no].map((branch) => {
    const value = evaluate(branch, scope);
    marks.push(complaints.length);
    return value;
  });
  const [start = 0, middle = 0] = marks;
  const wrong = { yes: complaints.slice(start, middle), no: complaints.slice(middle) };
  complaints.length = start;
  const [first = failed, second = failed] = results;
  const type =
    first.type.kind === 'dynamic' || second.type.kind === 'dynamic' ? dynamicResult(first, second) : unify([first.type, second.type]);
  if (type === undefined) return complain(scope, yes, 'The two results of a condition must be of types that go together.');
  const chosen = evaluate(condition, scope);
  if (isNull(chosen)) return complain(scope, condition, 'A condition is true or false, not null.');
  const truth = convert(chosen, boolType);
  if (typeof truth === 'string') return complain(scope, condition, 'A condition is true or false.');
  const unknown = unknownOf(truth);
  if (unknown !== undefined) return isNull(first) && isNull(second) ? { type, data: null } : unknownValue(unknown.why, type);
  complaints.push(...(truth.data === true ? wrong.yes : wrong.no));
  const result = truth.data === true ? first : second;
  const converted = type.kind === 'dynamic' || sameType(type, result.type) ? result : convert(result, type);
  return settle(converted, truth.data === true ? yes : no, scope);
}

/** Next to a bare null the other side's type counts; next to something unknown, none does. */
function dynamicResult(first: Value, second: Value): Value['type'] {
  if (isNull(first) && first.type.kind === 'dynamic') return second.type;
  if (isNull(second) && second.type.kind === 'dynamic') return first.type;
  return { kind: 'dynamic' };
}

function evaluateObject(expression: Of<'object'>, scope: Scope): Value {
  const entries = new Map<string, Value>();
  let unknown: Value | undefined;
  for (const item of expression.items) {
    const key = evaluateKey(item, scope);
    const value = evaluate(item.value, scope);
    if (isNull(key)) return complain(scope, item.key, 'Null is no key.');
    const name = convert(key, stringType);
    if (typeof name === 'string') return complain(scope, item.key, `This is no key: ${name}.`);
    if (unknownOf(name) !== undefined) unknown = { ...name, type: { kind: 'dynamic' } };
    if (item.once === true && entries.has(textOf(name))) return complain(scope, item.key, `\`${textOf(name)}\` is set twice.`);
    entries.set(textOf(name), value);
  }
  return unknown ?? paid(objectValue(entries), expression, scope);
}

function evaluateKey({ key }: ObjectItem, scope: Scope): Value {
  const name = bareName(key);
  if (name !== undefined) return textValue(name);
  if (key.kind === 'name') return complain(scope, key, 'A key that is computed stands in parentheses, one that holds dots in quotes.');
  return evaluate(key, scope);
}

function settle(result: Value | string, span: Span, scope: Scope): Value {
  return typeof result === 'string' ? complain(scope, span, result) : result;
}

function paid(value: Value, span: Span, scope: Scope): Value {
  return spend(scope, span, weigh(value)) ? value : failed;
}
