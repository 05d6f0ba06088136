import type { Value } from './value.ts';

/** Where something stands: offsets into the text of its file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Step =
  | ({ readonly kind: 'attribute'; readonly name: string } & Span)
  | ({ readonly kind: 'index'; readonly key: Value } & Span);

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%';

/** An expression of HCL's native syntax; the one of JSON comes down to the same. */
export type Expression = Span &
  (
    | { readonly kind: 'literal'; readonly value: Value }
    /** The text of its parts in a row. */
    | { readonly kind: 'template'; readonly parts: readonly Expression[] }
    /** A name and what is taken from it: `target.app.args`. */
    | { readonly kind: 'name'; readonly name: string; readonly steps: Step[] }
    | { readonly kind: 'steps'; readonly source: Expression; readonly steps: Step[] }
    | { readonly kind: 'index'; readonly source: Expression; readonly key: Expression }
    /** `source[*]…`; `each` is taken from the `item` in it. */
    | { readonly kind: 'splat'; readonly source: Expression; readonly each: Expression }
    | { readonly kind: 'item' }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly spread: boolean }
    | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly operand: Expression }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'conditional'; readonly condition: Expression; readonly yes: Expression; readonly no: Expression }
    | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
    | { readonly kind: 'object'; readonly items: readonly ObjectItem[] }
    | ForExpression
    /** What `%{for}` writes: the text of all turns. */
    | { readonly kind: 'joined'; readonly turns: Expression }
    /** `(…)`, and a `"${…}"` with nothing beside it: the value, not its text. */
    | { readonly kind: 'wrapped'; readonly inner: Expression }
  );

export interface ObjectItem {
  readonly key: Expression;
  readonly value: Expression;
  /** As JSON has it: a key must not come twice. */
  readonly once?: boolean;
}

interface ForExpression {
  readonly kind: 'for';
  readonly keyName?: string;
  readonly valueName: string;
  readonly source: Expression;
  /** With a key the result is an object, otherwise a tuple. */
  readonly key?: Expression;
  readonly value: Expression;
  readonly condition?: Expression;
  /** `value...`: values of the same key make a list. */
  readonly grouped: boolean;
}

export interface Attribute extends Span {
  readonly name: string;
  readonly file: SourceText;
  readonly value: Expression;
}

export interface Block extends Span {
  readonly type: string;
  readonly file: SourceText;
  readonly labels: readonly string[];
  readonly body: Body;
}

export interface Body extends Span {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

/** A file as it is referred to by what was read from it. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Written in JSON, where types and names of parameters stand in texts. */
  readonly json?: boolean;
}

/** What is wrong, and where; turned into a problem with line and column at the end. */
export interface Complaint {
  readonly source: SourceText;
  readonly span: Span;
  readonly message: string;
}

/** The name, where an expression is nothing but one: a key, a parameter, a type. */
export function bareName(expression: Expression): string | undefined {
  return expression.kind === 'name' && expression.steps.length === 0 ? expression.name : keywordName(expression);
}

function keywordName(expression: Expression): string | undefined {
  if (expression.kind !== 'literal' || typeof expression.value.data === 'string') return undefined;
  const { data } = expression.value;
  return data === null || typeof data === 'boolean' ? String(data) : undefined;
}
