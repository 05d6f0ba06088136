import { boolType, complain, convert, dependencies, evaluate, isNull, stringType, textOf, unknownOf, type Block } from '../hcl/index.ts';
import { openScope } from './names.ts';
import { attributeOf, complaintAt, type Variable, type World } from './world.ts';

/** Checks what the files demand of their variables, and what bake demands of a variable's block. */
export function validateVariables(world: World): void {
  for (const variable of world.variables.values()) {
    checkDescription(world, variable);
    for (const block of variable.block.body.blocks) if (block.type === 'validation') validate(world, variable, block);
  }
}

function checkDescription(world: World, { block }: Variable): void {
  const description = attributeOf(block.body, 'description');
  if (description === undefined) return;
  const { names, functions } = dependencies(description.value);
  const scope = openScope(world, block.file);
  if (names.length > 0 || functions.size > 0) complain(scope, description.value, 'A description is plain text.');
  else if (typeof convert(evaluate(description.value, scope), stringType) === 'string')
    complain(scope, description.value, 'A description is plain text.');
}

function validate(world: World, variable: Variable, block: Block): void {
  const other = block.body.attributes.find(({ name }) => name !== 'condition' && name !== 'error_message') ?? block.body.blocks[0];
  if (other !== undefined) world.run.complaints.push(complaintAt(other, 'A validation has condition and error_message, nothing else.'));
  const [condition, message] = [attributeOf(block.body, 'condition'), attributeOf(block.body, 'error_message')];
  const scope = openScope(world, block.file);
  if (condition === undefined) {
    complain(scope, block, 'A validation needs a condition.');
    return;
  }
  const value = evaluate(condition.value, scope);
  if (unknownOf(value) !== undefined) return;
  const truth = isNull(value) ? 'null is neither true nor false' : convert(value, boolType);
  if (typeof truth === 'string') complain(scope, condition.value, `A condition is true or false: ${truth}.`);
  else if (truth.data === false) {
    const text = message && convert(evaluate(message.value, scope), stringType);
    const said = text === undefined || typeof text === 'string' ? '' : textOf(text);
    complain(scope, condition.value, `\`${variable.name}\` does not pass its validation${said === '' ? '.' : `: ${said}`}`);
  }
}
