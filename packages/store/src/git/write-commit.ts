import type { FileChange } from '../work-tree/work-tree.ts';
import type { Run } from './run.ts';

/** Who a commit is by. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

export interface NewCommit {
  /** The commit below; undefined for the first one of a branch. */
  readonly parent: string | undefined;
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly author: Author;
  readonly at: Date;
}

/**
 * Writes a commit with all changes into the repository; no branch knows of it yet. Neither the work tree nor the index is
 * looked at.
 *
 * @returns its id
 */
export async function writeCommit({ parent, changes, message, author, at }: NewCommit, run: Run): Promise<string> {
  const scratch = `refs/image-factory/commit-${uniqueName()}`;
  const person = `${identity(author.name)} <${identity(author.email)}> ${Math.floor(at.getTime() / 1000)} +0000`;
  const from = parent === undefined ? '' : `from ${parent}\n`;
  const stream = [
    `commit ${scratch}\nmark :1\nauthor ${person}\ncommitter ${person}\n${data(message)}${from}`,
    ...changes.map((change) => (change.kind === 'write' ? `M 100644 inline ${change.path}\n${data(change.text)}` : `D ${change.path}\n`)),
    `\nget-mark :1\nreset ${scratch}\nfrom ${'0'.repeat(parent?.length ?? 40)}\n\ndone\n`,
  ];
  return run(['fast-import', '--quiet', '--done', '--date-format=raw'], stream.join(''));
}

/** No two processes, and no two commits of one, ever take the same. */
function uniqueName(): string {
  return `${process.pid}-${performance.timeOrigin.toString(36)}-${performance.now().toString(36)}`.replaceAll('.', '');
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text, 'utf8')}\n${text}\n`;
}

function identity(text: string): string {
  return text.replaceAll(/[<>\p{Cc}]/gu, '').trim();
}
