export { isBuiltIn } from './call.ts';
export { convert } from './convert.ts';
export { dependencies } from './dependencies.ts';
export { evaluate } from './evaluate.ts';
export { decodeJson, splitCsv } from './functions/encodings.ts';
export { cleanPath } from './functions/texts.ts';
export { parseHclJson, type BlockShapes } from './json.ts';
export { parseNumber } from './number.ts';
export { parseHcl } from './parse-body.ts';
export { readStatic } from './static.ts';
export { complain, openRun, spend, type Run, type Scope, type UserFunction } from './scope.ts';
export {
  bareName,
  type Attribute,
  type Block,
  type Body,
  type Complaint,
  type Expression,
  type SourceText,
  type Span,
  type Step,
} from './syntax.ts';
export { isRefusal, readType } from './type-expression.ts';
export { describeType, isPrimitive } from './types.ts';
export {
  boolType,
  boolValue,
  dynamicType,
  entriesOf,
  failed,
  isNull,
  itemsOf,
  mapValue,
  numberValue,
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
