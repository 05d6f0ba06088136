import { boolType, dynamicType, numberType, stringType, type Type, type Value } from '../value.ts';

export interface Parameter {
  readonly type: Type;
  readonly allowNull: boolean;
}

/** A function that HCL offers: its arguments come converted to what the parameters ask for. */
export interface BuiltIn {
  readonly params: readonly Parameter[];
  readonly rest?: Parameter;
  /** Takes collections of which only some members are unknown. */
  readonly partial?: boolean;
  /** The result, or what is wrong with the arguments. */
  readonly apply: (args: readonly Value[]) => Value | string;
}

export type Functions = readonly (readonly [name: string, BuiltIn])[];

const types: Readonly<Record<string, Type>> = {
  s: stringType,
  n: numberType,
  b: boolType,
  d: dynamicType,
  S: { kind: 'list', of: stringType },
  L: { kind: 'list', of: dynamicType },
};

/**
 * @param signature - a letter for each parameter: `s`tring, `n`umber, `b`ool, anything (`d`), list of `S`tring, `L`ist;
 *   `?` behind it allows null, `*` means any number of them
 */
export function declare(name: string, signature: string, apply: BuiltIn['apply'], partial = false): readonly [string, BuiltIn] {
  const parts = signature.match(/\w\??\*?/g) ?? [];
  const parameters = parts.map((part) => ({ type: types[part.charAt(0)] ?? dynamicType, allowNull: part.includes('?') }));
  const rest = signature.endsWith('*') ? parameters.pop() : undefined;
  return [name, { params: parameters, ...(rest && { rest }), partial, apply }];
}

/** An argument that the signature asks for. */
export function at(args: readonly Value[], index: number): Value {
  return args[index] ?? { type: dynamicType, data: null };
}
