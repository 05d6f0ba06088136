import { placeOf } from '../place.ts';
import type { Context, Node, Rule } from '../rule.ts';

const calls = new Set(['spawn', 'spawnSync', 'execFile', 'execFileSync', 'fork', 'fetch']);
const constructors = new Set(['URL', 'Request']);

type Argument = Node<'CallExpression'>['arguments'][number];

/** Commands and addresses are not glued together where they are used: a named function of one place builds and bounds them. */
export const noBuiltText: Rule = {
  create(context) {
    if (placeOf(context.filename).isTest) return {};
    return {
      CallExpression({ callee, arguments: given }) {
        if (callee.type === 'Identifier' && calls.has(callee.name)) reportBuilt(context, callee.name, given);
      },
      NewExpression({ callee, arguments: given }) {
        if (callee.type === 'Identifier' && constructors.has(callee.name)) reportBuilt(context, `new ${callee.name}`, given);
      },
    };
  },
};

function reportBuilt(context: Context, sink: string, given: readonly Argument[]): void {
  for (const argument of given.flatMap(withElements)) {
    if (!isBuilt(argument)) continue;
    context.report({
      node: argument,
      message: `No text is put together inside \`${sink}(…)\`: data could become another command or another host. Validate the parts, build the value in a function with a name, and hand that in.`,
    });
  }
}

function withElements(argument: Argument): Argument[] {
  return argument.type === 'ArrayExpression' ? argument.elements.filter((element) => element !== null) : [argument];
}

function isBuilt(argument: Argument): boolean {
  if (argument.type === 'TemplateLiteral') return argument.expressions.length > 0;
  return argument.type === 'BinaryExpression' && argument.operator === '+';
}
