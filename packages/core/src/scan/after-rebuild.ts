import type { Finding } from './types.ts';

/** What became of the vulnerabilities that a rebuild was made for; both in the order in which they are given. */
export interface AfterRebuild {
  readonly fixed: readonly string[];
  readonly remaining: readonly string[];
}

/**
 * Says which vulnerabilities are not among the findings any more. One that a report knows by another name is the same; one that it
 * says the image does not have is gone.
 *
 * @param ids - of the vulnerabilities that the rebuild was made for
 * @param findings - of all reports of the image that came of it
 */
export function afterRebuild(ids: readonly string[], findings: readonly Finding[]): AfterRebuild {
  const there = new Set<string>(findings.flatMap(({ id, aliases, status }) => (status === 'not-affected' ? [] : [id, ...aliases])));
  return { fixed: ids.filter((id) => !there.has(id)), remaining: ids.filter((id) => there.has(id)) };
}
