// oxlint-disable-next-line import/no-unassigned-import -- first of all: what is loaded after it makes objects already
import './small-memory.ts';

export { parseAction, readAction, type ActionFile } from './action-file/read-action.ts';
export * from './inputs/index.ts';
export { lazily } from './lazily.ts';
export { limits } from './limits.ts';
export * from './markdown/index.ts';
export { onGitHub, type GitHubWriting } from './on-github.ts';
export { annotate } from './run/annotate.ts';
export { fitting, fittingMatrix } from './run/fitting.ts';
export { createLog, type ActionLog, type Log } from './run/log.ts';
export { runAction, type Action, type ActionResult, type Kit } from './run/run-action.ts';
export { UserError, type UserErrorDetails } from './run/user-error.ts';
export { sourceAccess, type AppTokens, type ReadSourcesAs, type SourceAccess } from './source-access.ts';
export { logLine, logText } from './text/command-free.ts';
export { printable, printableLine } from './text/printable.ts';
export { filesIn } from './workspace-files.ts';
