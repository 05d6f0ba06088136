import { readForIntro } from './parse-for.ts';
import { complain, describe, expectMark, isMark, isName, peek, place, take, within, type Reader } from './reader.ts';
import type { Expression, ObjectItem } from './syntax.ts';

/** Reads `[…]` or `{…}`: a tuple, an object, or a `for` that makes one. */
export function readCollection(reader: Reader): Expression {
  const open = take(reader);
  const close = open.text === '[' ? ']' : '}';
  if (within(reader, false, () => isName(reader, 'for'))) return within(reader, false, () => readFor(reader, open.start, close));
  if (close === ']') {
    const items = within(reader, false, () => readItems(reader));
    return { kind: 'tuple', items, ...place(reader, open.start, reader.at) };
  }
  const items = within(reader, true, () => readObjectItems(reader));
  return { kind: 'object', items, ...place(reader, open.start, reader.at) };
}

function readItems(reader: Reader): Expression[] {
  const items: Expression[] = [];
  while (reader.complaint === undefined && !isMark(reader, ']')) {
    items.push(reader.expression(reader));
    if (!isMark(reader, ',')) break;
    take(reader);
  }
  expectMark(reader, ']', 'The list is not closed');
  return items;
}

function readObjectItems(reader: Reader): ObjectItem[] {
  const items: ObjectItem[] = [];
  for (;;) {
    while (peek(reader).kind === 'newline') take(reader);
    if (reader.complaint !== undefined || isMark(reader, '}')) break;
    const key = reader.expression(reader);
    if (isMark(reader, '=') || isMark(reader, ':')) take(reader);
    else complain(reader, peek(reader), `A key goes on with \`=\` and its value, not ${describe(peek(reader))}.`);
    items.push({ key, value: reader.expression(reader) });
    if (!isMark(reader, ',') && peek(reader).kind !== 'newline') break;
    take(reader);
  }
  expectMark(reader, '}', 'The object is not closed');
  return items;
}

function readFor(reader: Reader, start: number, close: string): Expression {
  take(reader);
  const intro = readForIntro(reader);
  expectMark(reader, ':', 'A `for` goes on with what it makes');
  const first = reader.expression(reader);
  let key: Expression | undefined;
  let value = first;
  if (isMark(reader, '=>')) {
    const arrow = take(reader);
    if (close === ']') complain(reader, arrow, 'A `for` in brackets makes a list, which has no keys.');
    key = first;
    value = reader.expression(reader);
  } else if (close === '}') {
    complain(reader, peek(reader), 'A `for` in braces makes an object: it needs `key => value`.');
  }
  const grouped = isMark(reader, '...');
  if (grouped && key === undefined) complain(reader, peek(reader), 'Only what has keys can be grouped by them.');
  if (grouped) take(reader);
  let condition: Expression | undefined;
  if (isName(reader, 'if')) {
    take(reader);
    condition = reader.expression(reader);
  }
  expectMark(reader, close, 'The `for` is not closed');
  return {
    kind: 'for',
    ...intro,
    value,
    grouped,
    ...(key && { key }),
    ...(condition && { condition }),
    ...place(reader, start, reader.at),
  };
}
