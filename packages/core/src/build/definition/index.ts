export { allowancesOf, type Allowances } from './allowances.ts';
export { bakeDefinition, ownTarget } from './bake-definition.ts';
export { checkPlan } from './check-plan.ts';
export { looksSecret } from './secret-arguments.ts';
