import { YAMLException } from 'js-yaml';
import { error, type Checked, type Problem } from '../../problem/index.ts';
import { isLongerThan, show } from '../../text/index.ts';
import { countLines, parseEditable } from '../../yaml/index.ts';
import { buildNodes, type Refusal } from './build-nodes.ts';
import type { Node } from './node.ts';

/** Most bytes of a definition, the limit of every file that is not ours. */
const maxBytes = 256 * 1024;

export interface DocumentOptions {
  /** Whether `<<` takes over the keys of other mappings: Compose does, GitHub does not. */
  readonly mergeKeys: boolean;
}

/**
 * Reads a YAML file that other programs define. Our own files forbid anchors, aliases, merge keys and tags, and keep
 * no difference between `1.20` and `"1.20"`; Compose files and workflows use the former and depend on the latter. So
 * this is a reading of its own, from the same events of the parser.
 *
 * It is bounded without forbidding anything: an alias is a second reference to a node that is built once, and the
 * size that the file would have with all aliases written out is added up on the way. Past a megabyte the file is
 * refused, so that whatever walks over the nodes afterwards is bounded too; an alias within its own anchor is refused.
 *
 * @returns no node when the text is not YAML or not bounded
 */
export function readDocument(text: string, file: string, options: DocumentOptions): Checked<Node | undefined> {
  if (isLongerThan(text, maxBytes))
    return refused(error('yaml/too-large', 'The file is larger than 256 KiB, the most that is read.', { source: { file } }));
  const lines = countLines(text);
  try {
    const { node, refusals } = buildNodes(text, lines, options);
    const problems = refusals.map((refusal) => explain(refusal, file));
    return { value: refusals.some(({ fatal }) => fatal) ? undefined : node, problems };
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    return refused(explainSyntax(text, file, cause, lines.position(cause.mark?.position ?? 0)));
  }
}

function refused(problem: Problem): Checked<undefined> {
  return { value: undefined, problems: [problem] };
}

function explain({ line, column, message, code, hint }: Refusal, file: string): Problem {
  const start = { line, column };
  return error(code, message, { hint, source: { file, range: { start, end: start } } });
}

/** The reader of our own files explains syntax well; it stops earlier where there are anchors. */
function explainSyntax(text: string, file: string, cause: YAMLException, start: { line: number; column: number }): Problem {
  const explained = parseEditable(text, file).problems.find(({ code }) => code === 'yaml/syntax' || code === 'yaml/too-deep');
  return (
    explained ?? error('yaml/syntax', `This is not valid YAML: ${show(cause.reason)}.`, { source: { file, range: { start, end: start } } })
  );
}
