/** A fenced block of a Markdown file. */
export interface Fence {
  /** `docs/state.md:12`: where its first line stands. */
  readonly place: string;
  /** What stands behind the opening fence; empty when nothing does. */
  readonly language: string;
  readonly text: string;
}

/**
 * Every block between two fences of three backticks (CommonMark 4.5; longer fences and tildes are not used here).
 *
 * @throws Error when a block is not closed
 */
export function readFences(markdown: string, path: string): Fence[] {
  const fences: Fence[] = [];
  let open: { readonly line: number; readonly language: string; readonly lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^ {0,3}```(\S*)\s*$/.exec(line);
    if (open === undefined) {
      if (fence !== null) open = { line: index + 2, language: fence[1] ?? '', lines: [] };
    } else if (fence !== null && fence[1] === '') {
      fences.push({ place: `${path}:${open.line}`, language: open.language, text: open.lines.join('\n') });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: this block is never closed`);
  return fences;
}

export interface Command {
  readonly line: string;
  readonly exitCode: number;
}

/** The commands of an `sh` block, one a line. A comment `# exit code 1` behind one says that it must end so. */
export function readCommands(text: string): Command[] {
  return text.split('\n').flatMap((whole) => {
    const [line = '', ...comments] = whole.split(/(?:^|\s)#\s/);
    const expected = /^exit code (\d+)/.exec(comments.join(' '))?.[1];
    return line.trim() === '' ? [] : [{ line: line.trim(), exitCode: Number(expected ?? 0) }];
  });
}

/** Relative links, without their anchors. */
export function readLinks(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`\](?!\()|`[^`\n]*`(?!\])/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^(?:[a-z]+:|#)/i.test(target)).map((target) => target.replace(/#.*/, ''));
}
