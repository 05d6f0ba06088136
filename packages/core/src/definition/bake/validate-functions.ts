import { complain, dependencies, isBuiltIn, type UserFunction } from '../hcl/index.ts';
import { openScope, resolveName } from './names.ts';
import type { World } from './world.ts';

/** A function refers to nothing that there is not, and never leads back to itself, called or not. */
export function validateFunctions(world: World): void {
  const settled = new Set<string>();
  for (const name of world.functions.keys()) visit(world, name, settled, []);
}

function visit(world: World, name: string, settled: Set<string>, path: readonly string[]): void {
  const declared = isBuiltIn(name) ? undefined : world.functions.get(name);
  if (declared === undefined || settled.has(name)) return;
  const scope = openScope(world, declared.source);
  if (path.includes(name) || path.length >= 50) {
    complain(scope, declared.result, `The function \`${name}\` leads back to itself, or through more than 50 others.`);
    return;
  }
  const { names, functions } = dependencies(declared.result);
  for (const { name: used, steps, expression } of names) {
    if (isParameter(declared, used) || resolveName(world, used, steps, scope, expression) !== undefined) continue;
    complain(scope, expression, `There is no variable \`${used}\`.`);
  }
  for (const called of functions) {
    if (isBuiltIn(called) || world.functions.has(called)) visit(world, called, settled, [...path, name]);
    else complain(scope, declared.result, `There is no function \`${called}\`.`);
  }
  settled.add(name);
}

function isParameter({ params, rest }: UserFunction, name: string): boolean {
  return params.includes(name) || rest === name;
}
