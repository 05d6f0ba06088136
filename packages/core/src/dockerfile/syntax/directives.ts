import { fail, ok, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { trimSpaceStart } from '../words/whitespace.ts';

export type DirectiveName = 'syntax' | 'escape' | 'check';

export interface Directive {
  readonly name: DirectiveName;
  readonly value: string;
}

/**
 * Reads the directives at the top of a file (`# escape=…`), line by line: the first line that is none ends them,
 * an empty one and an ordinary comment too.
 */
export class DirectiveReader {
  private done = false;
  private readonly seen = new Set<string>();
  private readonly comment: string;

  /** @param comment - what a line must start with: `#`, or `//` where only the syntax is sought */
  constructor(comment = '#') {
    this.comment = comment;
  }

  /** Whether no further line can be a directive. */
  get finished(): boolean {
    return this.done;
  }

  read(line: string): Result<Directive | undefined, Complaint> {
    if (this.done) return ok(undefined);
    const directive = line.startsWith(this.comment) ? parse(trimSpaceStart(line.slice(this.comment.length))) : undefined;
    if (directive === undefined) {
      this.done = true;
      return ok(undefined);
    }
    if (this.seen.has(directive.name)) {
      this.done = true;
      return fail(complain(`The directive \`${directive.name}\` is given twice.`, { hint: 'Keep one of the two lines.' }));
    }
    this.seen.add(directive.name);
    return ok(directive);
  }
}

const blanks = /[\t\n\f\r ]+/y;

function parse(text: string): Directive | undefined {
  const word = /^[a-zA-Z][a-zA-Z0-9]*/.exec(text)?.[0] ?? '';
  const name = word.toLowerCase();
  const equals = skipBlanks(text, word.length);
  if (!isDirectiveName(name) || text.charAt(equals) !== '=') return undefined;
  const start = skipBlanks(text, equals + 1);
  let end = text.length;
  while (end > start && '\t\n\f\r '.includes(text.charAt(end - 1))) end -= 1;
  // Blanks alone are a value too: the last of them.
  const value = start === text.length ? text.slice(Math.max(equals + 1, start - 1)) : text.slice(start, end);
  return value === '' ? undefined : { name, value };
}

function skipBlanks(text: string, from: number): number {
  blanks.lastIndex = from;
  return from + (blanks.exec(text)?.[0].length ?? 0);
}

function isDirectiveName(name: string): name is DirectiveName {
  return name === 'syntax' || name === 'escape' || name === 'check';
}
