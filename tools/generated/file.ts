/** A file of which at least a part follows from code. */
export interface GeneratedFile {
  /** From the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Makes some files; reads whatever it needs itself. */
export type Generator = () => Promise<GeneratedFile[]>;

/**
 * Replaces what stands between `<!-- generated: name -->` and `<!-- end: name -->`.
 *
 * @throws Error when a marker is not there
 */
export function replacePart(text: string, name: string, part: string): string {
  const [begin, end] = markers(name);
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`no part is marked \`${begin}\` … \`${end}\``);
  return `${text.slice(0, from)}${markedPart(name, part)}${text.slice(to + end.length)}`;
}

export function markedPart(name: string, part: string): string {
  const [begin, end] = markers(name);
  return `${begin}\n\n${part}\n\n${end}`;
}

function markers(name: string): [begin: string, end: string] {
  return [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
}
