import { parseNumber } from './number.ts';
import { complain, describe, expectMark, isMark, peek, place, take, within, type Reader } from './reader.ts';
import type { Expression, Span, Step } from './syntax.ts';
import { failed, numberValue, textOf, type Value } from './value.ts';

/** More in a row than anybody writes; each splat or computed index nests once. */
const maxSteps = 100;

/** Reads what is taken from a value: `.name`, `.0`, `[key]`, `.*` and `[*]`. */
export function readSteps(reader: Reader, from: Expression): Expression {
  let result = from;
  for (let count = 0; ; count += 1) {
    const token = peek(reader);
    if (token.kind !== 'mark' || (token.text !== '.' && token.text !== '[')) return result;
    if (count >= maxSteps) complain(reader, token, `More than ${maxSteps} steps into one value.`);
    take(reader);
    if (isMark(reader, '*')) return readSplat(reader, result, token.text === '[');
    result = token.text === '.' ? addStep(result, readDotted(reader)) : readIndex(reader, result, token.start);
  }
}

function readSplat(reader: Reader, source: Expression, full: boolean): Expression {
  const star = take(reader);
  const item: Expression = { kind: 'item', ...place(reader, star.start, star.end) };
  if (full) {
    expectMark(reader, ']', 'The index is not closed');
    const each = readDeeper(reader, item);
    return { kind: 'splat', source, each, start: source.start, end: each.end };
  }
  // `.*` takes attributes only; an index after it is one into the result.
  let each: Expression = item;
  while (isMark(reader, '.')) {
    take(reader);
    each = addStep(each, readDotted(reader));
  }
  const splat: Expression = { kind: 'splat', source, each, start: source.start, end: place(reader, 0, reader.at).end };
  return readDeeper(reader, splat);
}

function readDeeper(reader: Reader, from: Expression): Expression {
  reader.depth += 1;
  if (reader.depth > maxSteps) complain(reader, peek(reader), `More than ${maxSteps} steps into one value.`);
  const result = readSteps(reader, from);
  reader.depth -= 1;
  return result;
}

function readDotted(reader: Reader): Step {
  const token = take(reader);
  const at = place(reader, token.start, token.end);
  if (token.kind === 'name') return { kind: 'attribute', name: token.text, ...at };
  const number = token.kind === 'number' && /^\d+$/.test(token.text) ? parseNumber(token.text) : undefined;
  if (number !== undefined) return { kind: 'index', key: numberValue(number), ...at };
  complain(reader, token, `The name of an attribute was expected, not ${describe(token)}.`);
  return { kind: 'index', key: failed, ...at };
}

function readIndex(reader: Reader, source: Expression, start: number): Expression {
  const key = within(reader, false, () => {
    const expression = reader.expression(reader);
    expectMark(reader, ']', 'The index is not closed');
    return expression;
  });
  const at = place(reader, start, reader.at);
  const value = constantKey(key);
  if (value !== undefined) return addStep(source, { kind: 'index', key: value, ...at });
  return { kind: 'index', source, key, start: source.start, end: at.end };
}

function constantKey(key: Expression): Value | undefined {
  if (key.kind === 'literal') return key.value;
  const [only, ...more] = key.kind === 'template' ? key.parts : [];
  return only?.kind === 'literal' && more.length === 0 && textOf(only.value) !== '' ? only.value : undefined;
}

function addStep(to: Expression, step: Step): Expression {
  const span: Span = { start: to.start, end: step.end };
  if (to.kind === 'name' || to.kind === 'steps') {
    to.steps.push(step);
    return { ...to, ...span };
  }
  return { kind: 'steps', source: to, steps: [step], ...span };
}
