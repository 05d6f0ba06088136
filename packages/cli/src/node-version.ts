const oldest = 24;

/**
 * Why this version of Node can not run the program; undefined when it can. Older ones would fail with an error that
 * tells nobody what to do.
 *
 * @param version - as in `process.versions.node`
 */
export function refuseOldNode(version: string): string | undefined {
  return Number.parseInt(version, 10) >= oldest ? undefined : `image-factory needs Node ${oldest} or later; this is Node ${version}.\n`;
}
