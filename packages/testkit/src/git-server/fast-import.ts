/** What a path holds: text (mode 100644), bytes, a program, a symbolic link, or a submodule's commit. */
export type Entry = string | Uint8Array | { readonly executable: string } | { readonly symlink: string } | { readonly submodule: string };

export interface DirectCommit {
  readonly branch: string;
  readonly message: string;
  /** The parent; undefined for a branch that begins here. */
  readonly parent: string | undefined;
  /** Changes by path; `undefined` removes. */
  readonly entries: Readonly<Record<string, Entry | undefined>>;
  /** Seconds since 1970. */
  readonly time: number;
}

/** One commit in the language of `git fast-import`: a work tree is not needed, and no ref moves but by its lock. */
export function formatFastImport(commit: DirectCommit): Buffer {
  const person = `Rival <rival@example.com> ${commit.time} +0000`;
  const parts: (string | Uint8Array)[] = [
    `commit refs/heads/${commit.branch}\n`,
    `author ${person}\n`,
    `committer ${person}\n`,
    ...data(commit.message),
  ];
  if (commit.parent !== undefined) parts.push(`from ${commit.parent}\n`);
  for (const [path, entry] of Object.entries(commit.entries)) parts.push(...change(path, entry));
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

function change(path: string, entry: Entry | undefined): (string | Uint8Array)[] {
  const quoted = JSON.stringify(path); // git reads these quotes and backslashes as they are meant
  if (entry === undefined) return [`D ${quoted}\n`];
  if (typeof entry === 'string' || entry instanceof Uint8Array) return [`M 100644 inline ${quoted}\n`, ...data(entry)];
  if ('executable' in entry) return [`M 100755 inline ${quoted}\n`, ...data(entry.executable)];
  if ('symlink' in entry) return [`M 120000 inline ${quoted}\n`, ...data(entry.symlink)];
  return [`M 160000 ${entry.submodule} ${quoted}\n`];
}

function data(content: string | Uint8Array): (string | Uint8Array)[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return [`data ${bytes.length}\n`, bytes, '\n'];
}
