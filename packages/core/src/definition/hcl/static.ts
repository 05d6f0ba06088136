import { readExpression } from './parse-expression.ts';
import { openReader, peek } from './reader.ts';
import type { Expression, SourceText } from './syntax.ts';
import { textOf } from './value.ts';

/**
 * An expression that is read but never evaluated: a type, the name of a parameter. JSON has those in texts, which hold
 * the expression.
 */
export function readStatic(expression: Expression, source: SourceText): Expression {
  if (source.json !== true || expression.kind !== 'template') return expression;
  const [only] = expression.parts;
  if (only?.kind !== 'literal' || expression.parts.length !== 1) return expression;
  const reader = openReader(source, readExpression, textOf(only.value), expression.start + 1);
  const read = readExpression(reader);
  return reader.complaint === undefined && peek(reader).kind === 'end' ? read : expression;
}
