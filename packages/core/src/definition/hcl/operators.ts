import { convert, identity } from './convert.ts';
import { addNumbers, compareNumbers, divideNumbers, multiplyNumbers, negateNumber, remainder, zero, type HclNumber } from './number.ts';
import type { BinaryOperator } from './syntax.ts';
import { sameType } from './types.ts';
import {
  boolType,
  boolValue,
  findUnknown,
  isNull,
  numberOf,
  numberType,
  numberValue,
  unknownOf,
  unknownValue,
  type Type,
  type Value,
} from './value.ts';

/** The result of an operator, or what is wrong with an operand. */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value): Value | string {
  if (operator === '==' || operator === '!=') {
    const equal = areEqual(left, right);
    return typeof equal !== 'boolean' ? equal : boolValue(equal === (operator === '=='));
  }
  const logical = operator === '&&' || operator === '||';
  const [a, b] = [operand(left, logical ? boolType : numberType), operand(right, logical ? boolType : numberType)];
  if (typeof a === 'string') return `The left side of \`${operator}\`: ${a}.`;
  if (logical && a.data === (operator === '||')) return a;
  if (typeof b === 'string') return `The right side of \`${operator}\`: ${b}.`;
  if (logical && b.data === (operator === '||')) return b;
  const unknown = unknownOf(a) ?? unknownOf(b);
  if (unknown !== undefined) return unknownValue(unknown.why, '+-*/%'.includes(operator) ? numberType : boolType);
  if (logical) return b;
  return calculate(operator, numberOf(a) ?? zero, numberOf(b) ?? zero);
}

/** Whether one side alone tells the result. */
export function isDecided(operator: BinaryOperator, side: Value): boolean {
  if (operator !== '&&' && operator !== '||') return false;
  const truth = operand(side, boolType);
  return typeof truth !== 'string' && truth.data === (operator === '||');
}

function calculate(operator: BinaryOperator, a: HclNumber, b: HclNumber): Value | string {
  switch (operator) {
    case '<':
      return boolValue(compareNumbers(a, b) < 0);
    case '>':
      return boolValue(compareNumbers(a, b) > 0);
    case '<=':
      return boolValue(compareNumbers(a, b) <= 0);
    case '>=':
      return boolValue(compareNumbers(a, b) >= 0);
    case '+':
      return bounded(addNumbers(a, b));
    case '-':
      return bounded(addNumbers(a, negateNumber(b)));
    case '*':
      return bounded(multiplyNumbers(a, b));
    case '/':
      return b.mantissa === 0n ? 'Nothing can be divided by zero.' : bounded(divideNumbers(a, b));
    case '%':
      return b.mantissa === 0n ? 'Nothing can be divided by zero.' : bounded(remainder(a, b));
    case '==':
    case '!=':
    case '&&':
    case '||':
      return 'This is no arithmetic.';
  }
}

function bounded(number: HclNumber | undefined): Value | string {
  return number === undefined ? 'The result is out of bounds.' : numberValue(number);
}

export function applyUnary(operator: '-' | '!', value: Value): Value | string {
  const result = operand(value, operator === '-' ? numberType : boolType);
  if (typeof result === 'string') return `After \`${operator}\`: ${result}.`;
  if (unknownOf(result) !== undefined) return result;
  return operator === '!' ? boolValue(result.data !== true) : numberValue(negateNumber(numberOf(result) ?? zero));
}

function operand(value: Value, type: Type): Value | string {
  if (isNull(value)) return `a ${type.kind} is required, not null`;
  return convert(value, type);
}

/** Values of different types are never equal; null equals null. */
export function areEqual(left: Value, right: Value): boolean | Value {
  if (isNull(left) || isNull(right)) return isNull(left) && isNull(right);
  const unknown = findUnknown(left) ?? findUnknown(right);
  if (unknown !== undefined) return unknownValue(unknown.why, boolType);
  return sameType(left.type, right.type) && identity(left) === identity(right);
}
