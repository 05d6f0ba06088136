export { check, isEventful, type CheckDeps, type CheckInputs } from './check.ts';
export { commentMarker, longestComment, renderComment } from './comment.ts';
export type { Markdown, MarkdownCell } from './markdown.ts';
export { shownProblems } from './problems.ts';
export { readCheckReport } from './read-report.ts';
export type { AffectedImage, CheckProblem, CheckReport, EntityChange, FieldChange, Grant, MatrixEntry, Subject } from './report.ts';
export {
  describeChange,
  describeDifference,
  describeKind,
  headline,
  notes,
  renderSections,
  weightiestFirst,
  type Room,
} from './sections.ts';
export type { Side } from './side.ts';
export { notParted, unknownRevision, type UnknownRevision } from './subject.ts';
