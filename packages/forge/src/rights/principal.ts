/** Somebody who is listed in factory.yaml. */
export type Principal =
  | { readonly kind: 'user'; readonly login: string; readonly entry: string }
  | { readonly kind: 'team'; readonly owner: string; readonly team: string; readonly entry: string };

/**
 * Reads an entry: `octocat`, or a team as `@acme/security`. A user may have the `@`, a team may be without it.
 *
 * @returns undefined for what is neither: its names go into paths of the API, where `..` would ask for something else
 */
export function readPrincipal(entry: string): Principal | undefined {
  const [, owner = '', team] = /^@?([A-Za-z0-9][A-Za-z0-9_-]{0,99})(?:\/(?!\.{1,2}$)([A-Za-z0-9_.-]{1,100}))?$/.exec(entry) ?? [];
  if (owner === '') return undefined;
  return team === undefined ? { kind: 'user', login: owner, entry } : { kind: 'team', owner, team, entry };
}

/** Whether a text is a login of GitHub, of a person or an app (`dependabot[bot]`). Any other letter could look like one of these. */
export function isLogin(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?$/.test(text);
}

/** Only for texts of which both are logins: there, upper and lower case are the same. */
export function isSameLogin(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
