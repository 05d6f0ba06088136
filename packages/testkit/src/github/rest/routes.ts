import { commitRoutes } from './commits.ts';
import { contentRoutes } from './contents.ts';
import { gitRoutes } from './git-database.ts';
import { gitObjectRoutes } from './git-objects.ts';
import { globalRoutes } from './global.ts';
import { issueCommentRoutes } from './issue-comments.ts';
import { issueRoutes } from './issues.ts';
import { pullRoutes } from './pulls.ts';
import type { Route } from './route.ts';
import { runRoutes } from './runs.ts';
import { teamRoutes } from './teams.ts';
import { workflowRoutes } from './workflows.ts';

/** Everything of the REST API that there is here. */
export const routes: readonly Route[] = [
  ...globalRoutes,
  ...teamRoutes,
  ...pullRoutes,
  ...issueRoutes,
  ...issueCommentRoutes,
  ...contentRoutes,
  ...gitRoutes,
  ...gitObjectRoutes,
  ...commitRoutes,
  ...workflowRoutes,
  ...runRoutes,
];

export interface Match {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

// These hold slashes, which clients send as they are or encoded.
const manySegments = new Set(['path', 'ref', 'basehead']);
const patterns = routes.map((route) => ({ route, pattern: compile(route.operation) }));

/** @param pathname - as it was sent, below the base */
export function matchRoute(method: string, pathname: string): Match | undefined {
  for (const { route, pattern } of patterns) {
    const groups = pattern.exec(`${method} ${pathname}`)?.groups;
    if (groups !== undefined)
      return { route, path: Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, decodeURIComponent(text)])) };
  }
  return undefined;
}

function compile(operation: string): RegExp {
  const pattern = operation.replaceAll(/\{(\w+)\}/g, (_all, name: string) => `(?<${name}>${manySegments.has(name) ? '.*' : '[^/]+'})`);
  return new RegExp(`^${pattern}(?<_end>)$`);
}
