/** GitHub's objects carry links to everything around them. */
export function linksTo(base: string, links: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(links).map(([name, path]) => [name, base + path]));
}

/** Ids of the newer API; opaque to clients. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64');
}
