export { problemCodes, type ProblemCode } from './codes.ts';
export {
  error,
  formatLocation,
  hasErrors,
  notice,
  rangeInLine,
  warning,
  worstFirst,
  type Checked,
  type Position,
  type Problem,
  type Range,
  type Severity,
  type SourceLocation,
} from './problem.ts';
