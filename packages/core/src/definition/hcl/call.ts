import { convert } from './convert.ts';
import { dependencies } from './dependencies.ts';
import { builtIns } from './functions/index.ts';
import type { BuiltIn, Parameter } from './functions/declare.ts';
import { complain, didYouMean, spend, weigh, withLocal, type Scope, type UserFunction } from './scope.ts';
import type { Expression } from './syntax.ts';
import { isRefusal, readType } from './type-expression.ts';
import { boolValue, failed, findUnknown, isNull, itemsOf, tupleValue, unknownOf, unknownValue, type Value } from './value.ts';

type Evaluate = (expression: Expression, scope: Scope) => Value;
type Call = Expression & { readonly kind: 'call' };

/** As deep as functions may call each other. */
const maxCalls = 50;

/** Whether HCL offers it itself; a declaration of that name counts for nothing. */
export function isBuiltIn(name: string): boolean {
  return builtIns.has(name) || name === 'try' || name === 'can' || name === 'convert';
}

/** Calls what HCL offers, or else what the files declare. */
export function callFunction(call: Call, scope: Scope, evaluate: Evaluate): Value {
  if (!call.spread && (call.name === 'try' || call.name === 'can')) return attempt(call, scope, evaluate);
  if (call.name === 'convert') return callConvert(call, scope, evaluate);
  const builtIn = builtIns.get(call.name);
  const declared = builtIn === undefined ? scope.run.names.functionOf(call.name) : undefined;
  if (builtIn === undefined && declared === undefined) {
    return complain(scope, call, `There is no function \`${call.name}\`${didYouMean(scope, call, call.name, [...builtIns.keys()])}`);
  }
  const before = scope.run.complaints.length;
  const args = readArguments(call, scope, evaluate);
  if (!Array.isArray(args)) return args;
  if (scope.run.complaints.length > before) return failed;
  if (declared !== undefined) return callDeclared(declared, args, call, scope, evaluate);
  return builtIn === undefined ? failed : callBuiltIn(builtIn, args, call, scope);
}

function readArguments(call: Call, scope: Scope, evaluate: Evaluate): Value[] | Value {
  const args = call.args.map((arg) => evaluate(arg, scope));
  const last = args.at(-1);
  if (!call.spread || last === undefined) return args;
  if (unknownOf(last) !== undefined) return last;
  const items = itemsOf(last);
  if (items === undefined) return complain(scope, call, 'Only a list can be spread with `...`.');
  return [...args.slice(0, -1), ...items];
}

function callBuiltIn({ params, rest, partial, apply }: BuiltIn, args: readonly Value[], call: Call, scope: Scope): Value {
  const count = checkCount(call, args.length, params.length, rest !== undefined, scope);
  if (count !== undefined) return count;
  const converted: Value[] = [];
  for (const [index, arg] of args.entries()) {
    const value = checkArgument(arg, params[index] ?? rest);
    if (typeof value === 'string')
      return complain(scope, call.args[Math.min(index, call.args.length - 1)] ?? call, `${call.name}: ${value}.`);
    converted.push(value);
  }
  let weight = 1;
  for (const value of converted) weight += weigh(value);
  if (!spend(scope, call, weight)) return failed;
  for (const value of converted) {
    const unknown = partial === true ? unknownOf(value) : findUnknown(value);
    if (unknown !== undefined) return unknownValue(unknown.why);
  }
  const result = apply(converted);
  if (typeof result === 'string') return complain(scope, call, `${call.name}: ${result}.`);
  return spend(scope, call, weigh(result)) ? result : failed;
}

function checkArgument(arg: Value, parameter: Parameter | undefined): Value | string {
  if (parameter === undefined) return arg;
  if (isNull(arg) && !parameter.allowNull) return 'null is not allowed here';
  return convert(arg, parameter.type);
}

function callDeclared(
  { params, rest, result, source }: UserFunction,
  args: readonly Value[],
  call: Call,
  scope: Scope,
  evaluate: Evaluate,
): Value {
  const count = checkCount(call, args.length, params.length, rest !== undefined, scope);
  if (count !== undefined) return count;
  if (args.some(isNull)) return complain(scope, call, `${call.name}: null is not allowed here.`);
  if (scope.calls >= maxCalls) return complain(scope, call, `Functions call each other more than ${maxCalls} levels deep.`);
  let inner: Scope = { run: scope.run, source, locals: undefined, calls: scope.calls + 1 };
  for (const [index, name] of params.entries()) inner = withLocal(inner, name, args[index] ?? failed);
  if (rest !== undefined) inner = withLocal(inner, rest, tupleValue(args.slice(params.length)));
  return evaluate(result, inner);
}

function checkCount(call: Call, given: number, wanted: number, more: boolean, scope: Scope): Value | undefined {
  if (given === wanted || (more && given > wanted)) return undefined;
  return complain(scope, call, `${call.name} takes ${wanted}${more ? ' or more' : ''} arguments, not ${given}.`);
}

/** `try` gives the first argument that is not wrong, `can` whether its one is not. */
function attempt(call: Call, scope: Scope, evaluate: Evaluate): Value {
  const { complaints } = scope.run;
  const before = complaints.length;
  if (call.args.length === 0 || (call.name === 'can' && call.args.length > 1))
    return complain(scope, call, `${call.name} takes one argument${call.name === 'try' ? ' or more' : ''}.`);
  for (const arg of call.args) {
    const value = evaluate(arg, scope);
    const wrong = complaints.length > before;
    complaints.length = before;
    if (scope.run.budget < 0) return complain(scope, call, 'The file asks for more work than any build needs.');
    if (call.name === 'can') return wrong || unknownOf(value) === undefined ? boolValue(!wrong) : value;
    if (!wrong) return value;
  }
  return complain(scope, call, 'try: none of the arguments has a value.');
}

function callConvert(call: Call, scope: Scope, evaluate: Evaluate): Value {
  const [from, to] = call.args;
  if (from === undefined || to === undefined || call.args.length > 2 || call.spread)
    return complain(scope, call, 'convert takes a value and a type.');
  const type = readType(to);
  if (isRefusal(type)) return complain(scope, type.span, type.message);
  if (dependencies(to).functions.has('optional'))
    return complain(scope, to, 'convert: only the type of a variable may have optional attributes.');
  const result = convert(evaluate(from, scope), type);
  return typeof result === 'string' ? complain(scope, call, `convert: ${result}.`) : result;
}
