import type { Rule } from '../rule.ts';

/** A cast through `unknown` switches the compiler off. */
export const noDoubleCast: Rule = {
  create(context) {
    return {
      TSAsExpression(node) {
        if (node.expression.type !== 'TSAsExpression' || node.expression.typeAnnotation.type !== 'TSUnknownKeyword') return;
        context.report({
          node,
          message: 'A cast through `unknown` claims what nothing proves: parse the value with a schema, or narrow it.',
        });
      },
    };
  },
};
