/** What stands in a folder of a commit. */
export interface TreeEntry {
  readonly kind: 'file' | 'link' | 'submodule' | 'folder';
  readonly id: string;
}

const kinds: Readonly<Record<string, TreeEntry['kind']>> = {
  '40000': 'folder',
  '100644': 'file',
  '100755': 'file',
  '100664': 'file',
  '120000': 'link',
  '160000': 'submodule',
};

/**
 * Reads git's own form of a folder: `<mode> <name>`, a zero byte and the id in bytes, one after the other.
 *
 * @param idBytes - 20 for SHA-1, 32 for SHA-256
 */
export function readTree(bytes: Buffer, idBytes: number): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  let at = 0;
  while (at < bytes.length) {
    const blank = bytes.indexOf(0x20, at);
    const zero = bytes.indexOf(0, blank);
    if (blank < 0 || zero < 0) break;
    const kind = kinds[bytes.toString('latin1', at, blank)];
    const end = zero + 1 + idBytes;
    if (kind !== undefined) entries.set(bytes.toString('utf8', blank + 1, zero), { kind, id: bytes.toString('hex', zero + 1, end) });
    at = end;
  }
  return entries;
}
