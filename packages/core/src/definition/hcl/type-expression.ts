import { bareName, type Expression, type Span } from './syntax.ts';
import { boolType, dynamicType, numberType, stringType, type Type } from './value.ts';

/** What stands where a type should, and why it is none. */
export interface TypeRefusal {
  readonly span: Span;
  readonly message: string;
}

const words: Readonly<Record<string, Type>> = { string: stringType, number: numberType, bool: boolType, any: dynamicType };

/** Reads a type: `string`, `list(number)`, `object({name = string, port = optional(number)})`. */
export function readType(expression: Expression): Type | TypeRefusal {
  const word = bareName(expression);
  const simple = word !== undefined && Object.hasOwn(words, word) ? words[word] : undefined;
  if (simple !== undefined) return simple;
  const [of, ...more] = expression.kind === 'call' ? expression.args : [];
  if (expression.kind !== 'call' || of === undefined || more.length > 0) return refuse(expression);
  switch (expression.name) {
    case 'list':
    case 'set':
    case 'map': {
      const type = readType(of);
      return isRefusal(type) ? type : { kind: expression.name, of: type };
    }
    case 'tuple': {
      if (of.kind !== 'tuple') return refuse(of);
      const items: Type[] = [];
      for (const item of of.items.map(readType)) {
        if (isRefusal(item)) return item;
        items.push(item);
      }
      return { kind: 'tuple', items };
    }
    case 'object':
      return readObjectType(of);
    default:
      return refuse(expression);
  }
}

function readObjectType(expression: Expression): Type | TypeRefusal {
  if (expression.kind !== 'object') return refuse(expression);
  const fields = new Map<string, Type>();
  const optional = new Set<string>();
  for (const { key, value } of expression.items) {
    const name = bareName(key);
    if (name === undefined || fields.has(name)) return refuse(key);
    const isOptional = value.kind === 'call' && value.name === 'optional' && value.args.length === 1;
    const type = readType(isOptional ? (value.args[0] ?? value) : value);
    if (isRefusal(type)) return type;
    fields.set(name, type);
    if (isOptional) optional.add(name);
  }
  return { kind: 'object', fields, optional };
}

export function isRefusal(result: Type | TypeRefusal): result is TypeRefusal {
  return 'message' in result;
}

function refuse(span: Span): TypeRefusal {
  return { span, message: 'This is no type: string, number, bool, any, list(…), set(…), map(…), tuple([…]) and object({…}) are.' };
}
