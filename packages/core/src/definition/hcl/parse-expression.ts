import { parseNumber } from './number.ts';
import { complain, describe, expectMark, isMark, maxDepth, nothing, peek, place, take, within, type Reader } from './reader.ts';
import { readCollection } from './parse-collection.ts';
import { readSteps } from './parse-steps.ts';
import { readHeredoc, readQuoted } from './parse-template.ts';
import type { BinaryOperator, Expression } from './syntax.ts';
import type { Token } from './tokens.ts';
import { boolValue, failed, nullValue, numberValue } from './value.ts';

const levels: readonly (readonly BinaryOperator[])[] = [['||'], ['&&'], ['==', '!='], ['<', '>', '<=', '>='], ['+', '-'], ['*', '/', '%']];

/** Reads an expression. After a complaint the result stands for nothing. */
export function readExpression(reader: Reader): Expression {
  if (reader.depth >= maxDepth) return tooDeep(reader);
  reader.depth += 1;
  const condition = readBinary(reader, 0);
  const result = isMark(reader, '?') ? readConditional(reader, condition) : condition;
  reader.depth -= 1;
  return result;
}

function readConditional(reader: Reader, condition: Expression): Expression {
  take(reader);
  const yes = readExpression(reader);
  expectMark(reader, ':', 'A condition has two results');
  const no = readExpression(reader);
  return { kind: 'conditional', condition, yes, no, start: condition.start, end: no.end };
}

function readBinary(reader: Reader, level: number): Expression {
  const operators = levels[level];
  if (operators === undefined) return readOperand(reader);
  let left = readBinary(reader, level + 1);
  for (let length = 0; ; length += 1) {
    const token = peek(reader);
    const operator = token.kind === 'mark' ? operators.find((one) => one === token.text) : undefined;
    if (operator === undefined) return left;
    if (length >= maxDepth) return tooDeep(reader);
    take(reader);
    const right = readBinary(reader, level + 1);
    left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
  }
}

function readOperand(reader: Reader): Expression {
  if (reader.depth >= maxDepth) return tooDeep(reader);
  const token = peek(reader);
  if (token.kind === 'mark' && (token.text === '-' || token.text === '!')) {
    take(reader);
    reader.depth += 1;
    const operand = readOperand(reader);
    reader.depth -= 1;
    return { kind: 'unary', operator: token.text, operand, ...place(reader, token.start, token.end), end: operand.end };
  }
  return readSteps(reader, readTerm(reader));
}

function readTerm(reader: Reader): Expression {
  const token = peek(reader);
  const at = place(reader, token.start, token.end);
  switch (token.kind) {
    case 'name':
      return readName(reader);
    case 'number': {
      take(reader);
      const number = parseNumber(token.text);
      if (number === undefined) complain(reader, token, 'The number is out of bounds.');
      return { kind: 'literal', value: number === undefined ? failed : numberValue(number), ...at };
    }
    case 'quote':
      return readQuoted(reader);
    case 'heredoc':
      return readHeredoc(reader);
    case 'mark':
      if (token.text === '(') return readParenthesis(reader, token);
      if (token.text === '[' || token.text === '{') return readCollection(reader);
      break;
    case 'newline':
    case 'end':
    case 'bad':
      break;
  }
  complain(reader, token, `A value was expected, not ${describe(token)}.`);
  return nothing(reader);
}

function readParenthesis(reader: Reader, open: Token): Expression {
  take(reader);
  const inner = within(reader, false, () => {
    const expression = readExpression(reader);
    expectMark(reader, ')', 'The parenthesis is not closed');
    return expression;
  });
  return { kind: 'wrapped', inner, ...place(reader, open.start, reader.at) };
}

function readName(reader: Reader): Expression {
  const token = take(reader);
  let name = token.text;
  while (isMark(reader, '::')) {
    take(reader);
    name += `::${take(reader).text}`;
  }
  if (isMark(reader, '(')) return readCall(reader, name, token);
  const at = place(reader, token.start, token.end);
  if (name === 'true' || name === 'false') return { kind: 'literal', value: boolValue(name === 'true'), ...at };
  if (name === 'null') return { kind: 'literal', value: nullValue, ...at };
  if (name.includes('::')) complain(reader, token, 'Only functions have names with `::`.');
  return { kind: 'name', name, steps: [], ...at };
}

function readCall(reader: Reader, name: string, token: Token): Expression {
  take(reader);
  const args: Expression[] = [];
  let spread = false;
  within(reader, false, () => {
    while (reader.complaint === undefined && !isMark(reader, ')')) {
      args.push(readExpression(reader));
      spread = isMark(reader, '...');
      if (spread) take(reader);
      if (spread || !isMark(reader, ',')) break;
      take(reader);
    }
    expectMark(reader, ')', `The call of ${name} is not closed`);
  });
  return { kind: 'call', name, args, spread, ...place(reader, token.start, reader.at) };
}

function tooDeep(reader: Reader): Expression {
  complain(reader, peek(reader), `This nests deeper than ${maxDepth} levels.`);
  return nothing(reader);
}
