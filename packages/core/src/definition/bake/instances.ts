import {
  complain,
  convert,
  entriesOf,
  isNull,
  itemsOf,
  spend,
  stringType,
  textOf,
  unknownOf,
  type Block,
  type Scope,
  type Value,
} from '../hcl/index.ts';
import { evaluateEagerly, openScope } from './names.ts';
import { attributeOf, type Instance, type World } from './world.ts';

const namePattern = /^[a-zA-Z0-9_-]+$/;

/** Opens a target or group for each combination of its block's matrix; for one that has none, just one. */
export function openInstances(world: World, block: Block): Instance[] {
  const scope = openScope(world, block.file);
  const [label = ''] = block.labels;
  const [matrix, named] = [attributeOf(block.body, 'matrix'), attributeOf(block.body, 'name')];
  if (!namePattern.test(label)) return refuse(scope, block, 'A name is made of letters, digits, `_` and `-`.');
  if (block.type === 'group' && (matrix !== undefined || named !== undefined))
    return refuse(scope, matrix ?? named ?? block, 'A group has neither matrix nor name.');
  if (named !== undefined && matrix === undefined) return refuse(scope, named, 'A name is computed from a matrix, and there is none.');
  const scopes = matrix === undefined ? [scope] : combine(evaluateEagerly(world, matrix.value, scope), matrix.value, scope);
  const instances: Instance[] = [];
  const names = new Set<string>();
  for (const one of scopes) {
    const name = named === undefined ? label : nameOf(evaluateEagerly(world, named.value, one), named.value, one);
    if (name === undefined) continue;
    if (names.has(name)) return refuse(scope, named ?? block, `Two combinations of the matrix are called \`${name}\`.`);
    names.add(name);
    instances.push({ name, block, scope: one, fields: new Map(), open: new Set() });
  }
  return instances;
}

function combine(matrix: Value, span: { readonly start: number; readonly end: number }, scope: Scope): Scope[] {
  const unknown = unknownOf(matrix);
  if (unknown !== undefined)
    return unknown.why === '' ? [] : refuse(scope, span, `What the matrix holds only a run can tell, because ${unknown.why}.`);
  let scopes: Scope[] = [scope];
  const entries = entriesOf(matrix);
  if (entries === undefined) return refuse(scope, span, 'A matrix is an object of lists.');
  for (const [name, list] of entries) {
    const values = itemsOf(list) ?? entriesOf(list)?.map(([, value]) => value);
    if (values === undefined || isNull(list)) return refuse(scope, span, `\`${name}\` in the matrix must be a list.`);
    if (!spend(scope, span, scopes.length * values.length * 10)) return [];
    scopes = values.flatMap((value) => scopes.map((one) => ({ ...one, locals: { name, value, next: one.locals } })));
  }
  return scopes;
}

function nameOf(value: Value, span: { readonly start: number; readonly end: number }, scope: Scope): string | undefined {
  const text = convert(value, stringType);
  const unknown = unknownOf(value);
  if (unknown?.why === '') return undefined;
  if (unknown !== undefined) complain(scope, span, `The name only a run can tell, because ${unknown.why}.`);
  else if (typeof text === 'string' || !namePattern.test(textOf(text)))
    complain(scope, span, 'A name is made of letters, digits, `_` and `-`.');
  else return textOf(text);
  return undefined;
}

function refuse(scope: Scope, span: { readonly start: number; readonly end: number }, message: string): [] {
  complain(scope, span, message);
  return [];
}
