import { parseJson, type Json, type JsonField } from './json-syntax.ts';
import { readExpression } from './parse-expression.ts';
import type { ParsedBody } from './parse-body.ts';
import { readBare } from './parse-template.ts';
import { openReader } from './reader.ts';
import type { Attribute, Block, Body, Complaint, Expression, SourceText } from './syntax.ts';
import { textValue } from './value.ts';

/** Which properties of a JSON body are blocks, and what their bodies hold; all others are attributes. */
export interface BlockShapes {
  readonly [type: string]: { readonly labels: 0 | 1; readonly blocks: BlockShapes };
}

interface Context {
  readonly source: SourceText;
  complaint: Complaint | undefined;
}

/**
 * Reads a file in HCL's JSON syntax.
 *
 * @see https://github.com/hashicorp/hcl/blob/main/json/spec.md
 */
export function parseHclJson(source: SourceText, shapes: BlockShapes): ParsedBody {
  const { value, complaint } = parseJson(source);
  const context: Context = { source, complaint };
  if (complaint === undefined && value.kind !== 'object' && value.kind !== 'array')
    complain(context, value, 'The file must hold a JSON object.');
  return { body: toBody(context, value, shapes), complaint: context.complaint };
}

function toBody(context: Context, value: Json, shapes: BlockShapes): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  for (const field of fieldsOf(context, value)) {
    const shape = Object.hasOwn(shapes, field.name) ? shapes[field.name] : undefined;
    if (shape !== undefined) {
      addBlocks(context, field, shape, blocks);
    } else if (field.name !== '//') {
      if (attributes.has(field.name)) complain(context, field, `\`${field.name}\` is set twice.`);
      const { name, start, end } = field;
      attributes.set(name, { name, file: context.source, value: toExpression(context, field.value), start, end });
    }
  }
  return { attributes: [...attributes.values()], blocks, start: value.start, end: value.end };
}

function addBlocks(context: Context, field: JsonField, shape: BlockShapes[string], into: Block[]): void {
  const labelled =
    shape.labels === 0 ? [{ ...field, labels: [] }] : fieldsOf(context, field.value).map((one) => ({ ...one, labels: [one.name] }));
  if (shape.labels === 1 && labelled.length === 0) complain(context, field.value, `\`${field.name}\` needs a name for what it declares.`);
  for (const { labels, value, start, end } of labelled) {
    if (value.kind === 'text' || (value.kind === 'simple' && value.value.data !== null)) {
      complain(context, value, `An object was expected here, with what \`${field.name}\` holds.`);
    }
    const bodies = value.kind === 'array' ? value.items : value.kind === 'object' ? [value] : [];
    for (const body of bodies)
      into.push({ type: field.name, file: context.source, labels, body: toBody(context, body, shape.blocks), start, end });
  }
}

/** Properties of an object, or of all objects in a list. */
function fieldsOf(context: Context, value: Json): readonly JsonField[] {
  if (value.kind === 'object') return value.fields;
  if (value.kind === 'array') {
    return value.items.flatMap((item) => {
      if (item.kind === 'object') return item.fields;
      complain(context, item, 'An object was expected here.');
      return [];
    });
  }
  if (value.kind === 'text' || value.value.data !== null) complain(context, value, 'An object was expected here.');
  return [];
}

/** Texts are templates, keys too. */
function toExpression(context: Context, json: Json): Expression {
  const { start, end } = json;
  switch (json.kind) {
    case 'simple':
      return { kind: 'literal', value: json.value, start, end };
    case 'text':
      return toTemplate(context, json.text, json);
    case 'array':
      return { kind: 'tuple', items: json.items.map((item) => toExpression(context, item)), start, end };
    case 'object': {
      const items = json.fields.map((field) => ({
        key: toTemplate(context, field.name, field),
        value: toExpression(context, field.value),
        once: true,
      }));
      return { kind: 'object', items, start, end };
    }
  }
}

function toTemplate(context: Context, text: string, { start, end }: Json | JsonField): Expression {
  if (!/[$%]\{/.test(text)) return { kind: 'template', parts: [{ kind: 'literal', value: textValue(text), start, end }], start, end };
  const reader = openReader(context.source, readExpression, text, start + 1);
  const template = readBare(reader);
  // As in HCL, a wrong template matters where it is asked for; nothing in a bake file is not.
  context.complaint ??= reader.complaint;
  return template;
}

function complain(context: Context, { start, end }: { readonly start: number; readonly end: number }, message: string): void {
  context.complaint ??= { source: context.source, span: { start, end }, message };
}
