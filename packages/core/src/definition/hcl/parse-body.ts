import { readExpression } from './parse-expression.ts';
import { complain, describe, expectMark, isMark, maxDepth, openReader, peek, take, within, type Reader } from './reader.ts';
import type { Attribute, Block, Body, Complaint, SourceText } from './syntax.ts';

/** What a file holds; `complaint` is the first thing in it that is no HCL. */
export interface ParsedBody {
  readonly body: Body;
  readonly complaint: Complaint | undefined;
}

/**
 * Reads a file in HCL's native syntax.
 *
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function parseHcl(source: SourceText): ParsedBody {
  const reader = openReader(source, readExpression);
  const body = within(reader, true, () => readBody(reader, 'end'));
  return { body, complaint: reader.complaint };
}

function readBody(reader: Reader, until: 'end' | '}', oneLine = false): Body {
  const start = reader.at;
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  while (reader.complaint === undefined) {
    const token = peek(reader);
    if (token.kind === 'newline') take(reader);
    else if (token.kind === 'end' || (until === '}' && isMark(reader, '}'))) break;
    else if (token.kind !== 'name') {
      complain(reader, token, `An attribute or a block was expected, not ${describe(token)}.`);
    } else {
      take(reader);
      if (isMark(reader, '=')) readAttribute(reader, token.text, token.start, attributes);
      else blocks.push(readBlock(reader, token.text, token.start));
      if (oneLine) break;
      endItem(reader);
    }
  }
  return { attributes: [...attributes.values()], blocks, start, end: reader.at };
}

function readAttribute(reader: Reader, name: string, start: number, into: Map<string, Attribute>): void {
  const nameEnd = start + name.length;
  take(reader);
  const value = readExpression(reader);
  if (into.has(name)) complain(reader, { start, end: nameEnd }, `\`${name}\` is set twice.`);
  into.set(name, { name, file: reader.source, value, start, end: nameEnd });
}

function readBlock(reader: Reader, type: string, start: number): Block {
  const labels: string[] = [];
  for (;;) {
    const token = peek(reader);
    if (token.kind === 'name') labels.push(take(reader).text);
    else if (token.kind === 'quote') labels.push(readLabel(reader));
    else break;
  }
  const end = reader.at;
  const empty: Body = { attributes: [], blocks: [], start, end };
  const block = { type, file: reader.source, labels, start, end };
  if (!isMark(reader, '{') || reader.depth >= maxDepth) {
    complain(reader, peek(reader), `\`${type}\` goes on with \`=\` or with a block, not ${describe(peek(reader))}.`);
    return { ...block, body: empty };
  }
  take(reader);
  const oneLine = peek(reader).kind !== 'newline';
  reader.depth += 1;
  const body = readBody(reader, '}', oneLine);
  reader.depth -= 1;
  if (oneLine && body.blocks.length > 0) complain(reader, block, 'A block on one line holds no other block.');
  expectMark(
    reader,
    '}',
    oneLine && peek(reader).kind !== 'end' ? 'A block on one line holds one attribute at most' : 'The block is not closed',
  );
  return { ...block, body };
}

/** A label is plain text. */
function readLabel(reader: Reader): string {
  const token = peek(reader);
  const expression = readExpression(reader);
  const parts = expression.kind === 'template' ? expression.parts : [];
  const texts = parts.map((part) => (part.kind === 'literal' && typeof part.value.data === 'string' ? part.value.data : undefined));
  if (expression.kind !== 'template' || texts.includes(undefined)) complain(reader, token, 'A label is text without `${…}`.');
  return texts.join('');
}

function endItem(reader: Reader): void {
  const token = peek(reader);
  if (token.kind === 'newline') take(reader);
  else if (token.kind !== 'end') complain(reader, token, `The end of the line was expected, not ${describe(token)}.`);
}
