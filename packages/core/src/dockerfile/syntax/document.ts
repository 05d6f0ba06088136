import { show } from '../../text/index.ts';
import { complain, type Complaint, type PlacedComplaint } from '../complaint.ts';
import { limits } from '../limits.ts';
import { isLongerThan } from '../../text/index.ts';
import { trimNewline, trimSpaceStart } from '../words/whitespace.ts';
import { splitCommand, type Command } from './command.ts';
import { DirectiveReader } from './directives.ts';
import { announcedHeredocs, type Heredoc, type HeredocMark } from './heredoc.ts';

/** One instruction with the lines that continue it joined, and its heredocs; what it means is not known yet. */
export interface Statement extends Command {
  /** Line of the keyword, from 1. */
  readonly line: number;
  readonly text: string;
  readonly heredocs: readonly Heredoc[];
}

export interface Document {
  /** What escapes and continues lines: a backslash or a backtick. */
  readonly escape: string;
  readonly statements: readonly Statement[];
  readonly complaints: readonly PlacedComplaint[];
}

/** Cuts the text of a Dockerfile into instructions, as BuildKit's parser does. Never throws; linear in the text. */
export function readDocument(text: string): Document {
  return new DocumentReader(text).read();
}

class DocumentReader {
  private at: number;
  private line = 0;
  private escape = '\\';
  private readonly directives = new DirectiveReader();
  private readonly statements: Statement[] = [];
  private readonly complaints: PlacedComplaint[] = [];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.at = text.startsWith('\uFEFF') ? 1 : 0;
  }

  read(): Document {
    for (let raw = this.nextLine(); raw !== undefined; raw = this.nextLine()) {
      const line = trimSpaceStart(trimNewline(raw));
      this.readDirective(line);
      if (line === '' || line.startsWith('#')) continue;
      if (this.statements.length === limits.instructions) {
        this.complain(this.line, complain(`The file has more than ${limits.instructions} instructions.`, { code: 'dockerfile/too-large' }));
        break;
      }
      this.readStatement(line);
    }
    const { escape, statements, complaints } = this;
    return { escape, statements, complaints };
  }

  private complain(line: number, complaint: Complaint): void {
    this.complaints.push({ ...complaint, line });
  }

  /** A line with its line feed; undefined at the end of the text, which a line that is too long becomes too. */
  private nextLine(): string | undefined {
    const start = this.at;
    if (start >= this.text.length) return undefined;
    const newline = this.text.indexOf('\n', start);
    const end = newline === -1 ? this.text.length : newline;
    this.line += 1;
    this.at = end + 1;
    if (!isLongerThan(this.text.slice(start, end), limits.lineBytes)) return this.text.slice(start, end + 1);
    const message = `The line is longer than ${limits.lineBytes} bytes.`;
    this.complain(this.line, complain(message, { code: 'dockerfile/too-large' }));
    this.at = this.text.length;
    return undefined;
  }

  private readDirective(line: string): void {
    const directive = this.directives.read(line);
    if (!directive.ok) return this.complain(this.line, directive.error);
    if (directive.value?.name !== 'escape') return;
    const { value } = directive.value;
    if (value === '\\' || value === '`') this.escape = value;
    else this.complain(this.line, complain('The escape character is a backslash or a backtick.', { words: value }));
  }

  private readStatement(first: string): void {
    const { line } = this;
    const text = this.joinLines(first);
    const command = splitCommand(text, this.escape);
    const marks = announcedHeredocs(text, command, this.escape);
    if (!marks.ok) return this.complain(line, marks.error);
    const heredocs: Heredoc[] = [];
    for (const mark of marks.value) {
      const content = this.readHeredoc(mark);
      if (content === undefined) {
        const hint = `Close it with a line that holds ${show(mark.name)} alone.`;
        return this.complain(line, complain(`The heredoc ${show(mark.name)} is never closed.`, { hint }));
      }
      heredocs.push({ ...mark, content });
    }
    this.statements.push({ ...command, line, text, heredocs });
  }

  /** Empty lines and comments between continued lines vanish; they end nothing. */
  private joinLines(first: string): string {
    let part = this.cutContinuation(first);
    if (part === undefined) return first;
    let text = part;
    for (let raw = this.nextLine(); raw !== undefined; raw = this.nextLine()) {
      const line = trimNewline(raw);
      const start = trimSpaceStart(line);
      if (start === '' || start.startsWith('#')) continue;
      part = this.cutContinuation(line);
      if (part === undefined) return text + line;
      text += part;
    }
    return text;
  }

  /** The line without the escape character that continues it; undefined when it is not continued. */
  private cutContinuation(line: string): string | undefined {
    let end = line.length;
    while (end > 0 && (line.charAt(end - 1) === ' ' || line.charAt(end - 1) === '\t')) end -= 1;
    const continues = line.charAt(end - 1) === this.escape && line.charAt(end - 2) !== this.escape;
    return continues ? line.slice(0, end - 1) : undefined;
  }

  /** The body up to the closing line; undefined when there is none. */
  private readHeredoc({ name, chomp }: HeredocMark): string | undefined {
    const start = this.at;
    for (;;) {
      const end = this.at;
      const raw = this.nextLine();
      if (raw === undefined) return undefined;
      const line = trimNewline(raw);
      if ((chomp ? line.replace(/^\t+/, '') : line) === name) return this.text.slice(start, end);
    }
  }
}
