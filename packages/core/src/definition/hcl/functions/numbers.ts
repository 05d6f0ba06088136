import {
  addNumbers,
  compareNumbers,
  floor,
  formatNumber,
  fromInteger,
  negateNumber,
  parseNumber,
  toBigInteger,
  toDouble,
  truncate,
  zero,
  type HclNumber,
} from '../number.ts';
import { applyBinary, applyUnary, areEqual } from '../operators.ts';
import type { BinaryOperator } from '../syntax.ts';
import { boolValue, numberOf, numberValue, textOf, type Value } from '../value.ts';
import { at, declare, type Functions } from './declare.ts';

export const numberFunctions: Functions = [
  operator('add', 'nn', '+'),
  operator('subtract', 'nn', '-'),
  operator('multiply', 'nn', '*'),
  operator('divide', 'nn', '/'),
  operator('modulo', 'nn', '%'),
  operator('greaterthan', 'nn', '>'),
  operator('greaterthanorequalto', 'nn', '>='),
  operator('lessthan', 'nn', '<'),
  operator('lessthanorequalto', 'nn', '<='),
  operator('and', 'bb', '&&'),
  operator('or', 'bb', '||'),
  declare('not', 'b', (args) => applyUnary('!', at(args, 0))),
  declare('negate', 'n', (args) => applyUnary('-', at(args, 0))),
  declare('equal', 'd?d?', (args) => asBool(areEqual(at(args, 0), at(args, 1)), true)),
  declare('notequal', 'd?d?', (args) => asBool(areEqual(at(args, 0), at(args, 1)), false)),
  one('absolute', (number) => (number.mantissa < 0n ? negateNumber(number) : number)),
  one('floor', floor),
  one('ceil', (number) => negateNumber(floor(negateNumber(number)))),
  one('int', truncate),
  declare('signum', 'n', (args) => {
    const integer = toBigInteger(num(args, 0));
    if (integer === undefined || BigInt.asIntN(64, integer) !== integer) return 'an integer of 64 bits is required';
    return numberValue(fromInteger(integer === 0n ? 0 : integer < 0n ? -1 : 1));
  }),
  declare('log', 'nn', (args) => double(Math.log(toDouble(num(args, 0))) / Math.log(toDouble(num(args, 1))))),
  declare('pow', 'nn', (args) => double(toDouble(num(args, 0)) ** toDouble(num(args, 1)))),
  declare('min', 'n*', (args) => extreme(args, 1)),
  declare('max', 'n*', (args) => extreme(args, -1)),
  declare('parseint', 'dn', (args) => parseInteger(args)),
  declare('range', 'n*', (args) => range(args)),
];

export function num(args: readonly Value[], index: number): HclNumber {
  return numberOf(at(args, index)) ?? zero;
}

function operator(name: string, signature: string, sign: BinaryOperator): Functions[number] {
  return declare(name, signature, (args) => applyBinary(sign, at(args, 0), at(args, 1)));
}

function one(name: string, apply: (number: HclNumber) => HclNumber): Functions[number] {
  return declare(name, 'n', (args) => numberValue(apply(num(args, 0))));
}

function asBool(equal: boolean | Value, wanted: boolean): Value {
  return typeof equal === 'boolean' ? boolValue(equal === wanted) : equal;
}

function double(value: number): Value | string {
  const number = Number.isFinite(value) ? parseNumber(String(value), 53) : undefined;
  return number === undefined ? 'the result is no number' : numberValue(number);
}

function extreme(args: readonly Value[], sign: number): Value | string {
  let best: HclNumber | undefined;
  for (const arg of args) {
    const number = numberOf(arg) ?? zero;
    if (best === undefined || compareNumbers(number, best) * sign < 0) best = number;
  }
  return best === undefined ? 'at least one number is needed' : numberValue(best);
}

const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

function parseInteger(args: readonly Value[]): Value | string {
  const value = at(args, 0);
  const base = Number(formatNumber(num(args, 1)));
  if (value.type.kind !== 'string') return 'a text is required';
  if (!Number.isInteger(base) || base < 2 || base > 62) return 'the base is between 2 and 62';
  const text = textOf(value);
  const plain = base <= 36 ? text.toLowerCase() : text;
  const body = /^[+-]/.test(plain) ? plain.slice(1) : plain;
  const known = digits.slice(0, base);
  if (body === '' || body.length > 300 || [...body].some((char) => !known.includes(char))) return `this is no integer of base ${base}`;
  let result = 0n;
  for (const char of body) result = result * BigInt(base) + BigInt(known.indexOf(char));
  return numberValue(fromInteger(plain.startsWith('-') ? -result : result));
}

function range(args: readonly Value[]): Value | string {
  const given = args.map((arg) => numberOf(arg) ?? zero);
  if (given.length === 0 || given.length > 3) return 'one, two or three numbers are needed';
  const [start, end] = given.length === 1 ? [zero, given[0]] : [given[0], given[1]];
  if (start === undefined || end === undefined) return 'numbers are needed';
  const down = compareNumbers(end, start) < 0;
  const step = given[2] ?? fromInteger(down ? -1 : 1);
  if (down ? compareNumbers(step, zero) >= 0 : compareNumbers(step, zero) <= 0) return 'the step leads away from the end';
  const items: Value[] = [];
  for (
    let next: HclNumber | undefined = start;
    next !== undefined && compareNumbers(next, end) * (down ? -1 : 1) < 0;
    next = addNumbers(next, step)
  ) {
    if (items.length >= 1024) return 'more than 1024 numbers';
    items.push(numberValue(next));
  }
  return { type: { kind: 'list', of: { kind: 'number' } }, data: items };
}
