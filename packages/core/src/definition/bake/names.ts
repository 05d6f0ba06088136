import {
  complain,
  convert,
  dependencies,
  dynamicType,
  evaluate,
  failed,
  isNull,
  isRefusal,
  objectValue,
  readStatic,
  readType,
  textValue,
  unknownValue,
  type Expression,
  type Scope,
  type SourceText,
  type Span,
  type Step,
  type Type,
  type Value,
} from '../hcl/index.ts';
import { applyOverride, findOverride } from './override.ts';
import { groupFields, targetFields } from './shapes.ts';
import { attributeOf, type Instance, type Variable, type World } from './world.ts';

/** As deep as values may refer to each other; beyond it lies a circle or nothing that anybody reads. */
const maxDepth = 60;

export function openScope(world: World, source: SourceText): Scope {
  return { run: world.run, source, locals: undefined, calls: 0 };
}

/** What a name stands for; undefined where nothing is called so. */
export function resolveName(
  world: World,
  name: string,
  steps: readonly Step[],
  from: Scope,
  span: Span,
): { value: Value; used: number } | undefined {
  if (name === 'target' || name === 'group')
    return world.instances && resolveInstance(world, world.instances[name], name, steps, from, span);
  if (name === 'BAKE_CMD_CONTEXT') return { value: textValue(world.given[name] ?? 'cwd://'), used: 0 };
  if (name === 'BAKE_LOCAL_PLATFORM') {
    const given = world.given[name];
    return { value: given === undefined ? unknownValue('it is the platform of the machine that builds') : textValue(given), used: 0 };
  }
  const known = world.values.get(name);
  if (known !== undefined) return { value: known, used: 0 };
  const [attribute, variable] = [world.attributes.get(name), world.variables.get(name)];
  if (attribute === undefined && variable === undefined) return undefined;
  if (world.open.has(name) || world.depth > maxDepth)
    return {
      value: complain(from, span, `\`${name}\` refers to itself, or to what refers to more than ${maxDepth} others in a row.`),
      used: steps.length,
    };
  world.open.add(name);
  world.depth += 1;
  const value =
    attribute === undefined ? valueOf(world, variable) : evaluateEagerly(world, attribute.value, openScope(world, attribute.file));
  world.depth -= 1;
  world.open.delete(name);
  world.values.set(name, value);
  return { value, used: 0 };
}

/** Settles all that an expression refers to before the expression: a circle is one even where its value is not needed. */
export function evaluateEagerly(world: World, expression: Expression, scope: Scope): Value {
  for (const { name, steps, expression: at } of dependencies(expression).names) {
    if (hasLocal(scope, name) || resolveName(world, name, steps, scope, at) !== undefined) continue;
    // In an alternative that is not taken bake lets a name that is nowhere set pass, but once only.
    const missed = world.missing.get(scope.locals) ?? new Set();
    if (missed.has(name)) complain(scope, at, `\`${name}\` is referred to more than once, and nothing sets it.`);
    world.missing.set(scope.locals, missed.add(name));
  }
  return evaluate(expression, scope);
}

function hasLocal({ locals }: Scope, name: string): boolean {
  for (let local = locals; local !== undefined; local = local.next) if (local.name === name) return true;
  return false;
}

function valueOf(world: World, variable: Variable | undefined): Value {
  if (variable === undefined) return failed;
  const { block, name } = variable;
  const scope = openScope(world, block.file);
  const typed = attributeOf(block.body, 'type');
  const declared = typed && readType(readStatic(typed.value, block.file));
  if (declared !== undefined && isRefusal(declared) && !isBareNull(typed?.value)) return complain(scope, declared.span, declared.message);
  const type = declared === undefined || isRefusal(declared) ? undefined : declared;
  const fallback = attributeOf(block.body, 'default');
  const override = findOverride(name, world.given, (one) => world.variables.has(one), type !== undefined);
  if (fallback === undefined && override === undefined) return type === undefined ? textValue('') : { type, data: null };
  let value: Value | undefined;
  if (fallback !== undefined) {
    const converted = convert(evaluateEagerly(world, fallback.value, scope), type ?? dynamicType);
    if (typeof converted === 'string')
      return complain(scope, fallback.value, `The default of \`${name}\` does not fit its type: ${converted}.`);
    value = converted;
  }
  if (override === undefined) return value ?? failed;
  const result = applyOverride(override, type, value);
  return typeof result === 'string' ? complain(scope, block, `\`${name}\` can not be set to that: ${result}.`) : result;
}

function isBareNull(expression: Expression | undefined): boolean {
  return expression?.kind === 'literal' && isNull(expression.value);
}

function resolveInstance(
  world: World,
  all: readonly Instance[],
  type: 'target' | 'group',
  steps: readonly Step[],
  from: Scope,
  span: Span,
): { value: Value; used: number } {
  const [first, second] = steps;
  if (first?.kind !== 'attribute')
    return { value: complain(from, span, `\`${type}\` goes on with the name of one: \`${type}.name\`.`), used: steps.length };
  const instance = all.findLast(({ name }) => name === first.name);
  if (instance === undefined) return { value: complain(from, first, `There is no ${type} \`${first.name}\`.`), used: steps.length };
  const fields = type === 'target' ? targetFields : groupFields;
  if (second?.kind === 'attribute') {
    const field = fields.get(second.name);
    if (field !== undefined) return { value: fieldOf(world, instance, second.name, field, span, from), used: 2 };
  }
  const whole = [...fields].map(([name, field]) => [name, fieldOf(world, instance, name, field, span, from)] as const);
  return { value: objectValue([...whole, ['name', textValue(instance.name)]]), used: 1 };
}

/** A field of a target or group, without what it inherits; null where the block does not set it. */
export function fieldOf(world: World, instance: Instance, name: string, type: Type, span?: Span, from?: Scope): Value {
  const known = instance.fields.get(name);
  if (known !== undefined) return known;
  const attribute = attributeOf(instance.block.body, name);
  if (attribute === undefined) return { type, data: null };
  const { scope } = instance;
  if (instance.open.has(name) || world.depth > maxDepth) {
    return complain(
      from ?? scope,
      span ?? attribute,
      `\`${instance.block.type}.${instance.name}.${name}\` refers to itself, or to what refers to more than ${maxDepth} others in a row.`,
    );
  }
  instance.open.add(name);
  world.depth += 1;
  const converted = convert(evaluateEagerly(world, attribute.value, scope), type);
  world.depth -= 1;
  instance.open.delete(name);
  const value = typeof converted === 'string' ? complain(scope, attribute.value, `\`${name}\` does not fit: ${converted}.`) : converted;
  instance.fields.set(name, value);
  return value;
}
