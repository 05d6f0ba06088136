/** A workflow command that marks a line, with its text as the runner would show it. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly col?: number;
  readonly endColumn?: number;
}

/** Finds the annotations in a step's output; between `::stop-commands::token` and `::token::` there are none. */
export function parseAnnotations(output: string): Annotation[] {
  const annotations: Annotation[] = [];
  let resume: string | undefined;
  for (const line of output.split(/\r?\n/)) {
    const command = parseCommand(line);
    if (command === undefined) continue;
    if (resume !== undefined) {
      if (command.name === resume) resume = undefined;
    } else if (command.name === 'stop-commands') {
      resume = command.data;
    } else if (isLevel(command.name)) {
      annotations.push({ level: command.name, message: unescapeData(command.data), ...readProperties(command.properties) });
    }
  }
  return annotations;
}

interface Command {
  readonly name: string;
  readonly properties: string;
  readonly data: string;
}

/** The runner looks behind leading blanks, and does not mind upper case. */
function parseCommand(line: string): Command | undefined {
  const match = /^\s*::([^\s:]+)(?:\s+(.*?))?::(.*)$/.exec(line);
  if (match === null) return undefined;
  const [, name = '', properties = '', data = ''] = match;
  return { name: isLevel(name.toLowerCase()) ? name.toLowerCase() : name, properties, data };
}

function isLevel(name: string): name is Annotation['level'] {
  return name === 'error' || name === 'warning' || name === 'notice';
}

function readProperties(text: string): Omit<Annotation, 'level' | 'message'> {
  const written = new Map<string, string>();
  for (const part of text.split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) written.set(part.slice(0, equals).trim(), unescapeProperty(part.slice(equals + 1)));
  }
  const properties: { -readonly [Key in keyof Omit<Annotation, 'level' | 'message'>]: Annotation[Key] } = {};
  for (const key of ['title', 'file'] as const) {
    const value = written.get(key);
    if (value !== undefined) properties[key] = value;
  }
  for (const key of ['line', 'endLine', 'col', 'endColumn'] as const) {
    const value = written.get(key);
    if (value !== undefined) properties[key] = Number(value);
  }
  return properties;
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
}

/** `%25` last: `%250A` is the text `%0A`. */
function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}
