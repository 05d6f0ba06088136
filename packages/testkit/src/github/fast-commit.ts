import type { Change, Person } from './bare-repository.ts';

export interface PlannedCommit {
  readonly parent: string | undefined;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
  readonly changes: readonly Change[];
  /** Of the files that were there. */
  readonly executable: ReadonlySet<string>;
  /** A name that nobody else uses. */
  readonly ref: string;
}

const nothing = '0'.repeat(40);

/** One commit in the language of `git fast-import`, which prints its id, and leaves no ref behind. */
export function formatCommit({ parent, message, author, committer, changes, executable, ref }: PlannedCommit): Buffer {
  return Buffer.concat([
    Buffer.from(`commit ${ref}\nmark :1\nauthor ${person(author)}\ncommitter ${person(committer)}\n`),
    data(Buffer.from(message)),
    Buffer.from(parent === undefined ? '' : `from ${parent}\n`),
    ...changes.map(({ path, content }) => change(path, content, executable.has(path))),
    Buffer.from(`get-mark :1\nreset ${ref}\nfrom ${nothing}\n`),
  ]);
}

function change(path: string, content: Buffer | undefined, isExecutable: boolean): Buffer {
  const quoted = JSON.stringify(path); // git reads these quotes and backslashes as they are meant
  if (content === undefined) return Buffer.from(`D ${quoted}\n`);
  return Buffer.concat([Buffer.from(`M ${isExecutable ? '100755' : '100644'} inline ${quoted}\n`), data(content)]);
}

function data(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}

function person({ name, email, date }: Person): string {
  return `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
}
