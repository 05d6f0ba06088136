import { DockerfileParser, ModifiableInstruction, type Instruction } from 'dockerfile-ast';
import type { Range } from '../problem/index.ts';
import { Places } from './places.ts';

/** How dockerfile-ast counts: lines and characters from 0. */
type Span = NonNullable<ReturnType<Instruction['getArgumentsRange']>>;

/**
 * Refines the place of a problem from a line to the words that are meant, also where the instruction goes on over
 * several lines. Slow, and therefore a module of its own that is loaded when somebody wants to see such a place.
 *
 * @param line - of the instruction, from 1
 * @param written - words as they stand in the file: the base of a FROM, the value of `--from` …
 * @returns a range whose text is `written`, or the whole line where there is none
 */
export function preciseRange(text: string, line: number, written: string): Range {
  const places = new Places(text);
  for (const span of spansOf(text, line)) {
    const range = toRange(span);
    if (places.textAt(range) === written) return range;
  }
  return places.rangeOf(line, written);
}

/** The parser promises nothing about texts that are no Dockerfiles. */
function spansOf(text: string, line: number): readonly Span[] {
  try {
    return wordSpans(text, line);
  } catch {
    return [];
  }
}

/** The words of the instruction that starts on a line: first those that can be meant by an image. */
function wordSpans(text: string, line: number): readonly Span[] {
  const instructions = DockerfileParser.parse(text).getInstructions();
  const found = instructions.find((instruction) => instruction.getRange().start.line === line - 1);
  if (found === undefined) return [];
  const words = found.getArguments().map((argument) => argument.getRange());
  return found.getKeyword() === 'FROM' ? [...words, ...flagSpans(found)] : [...flagSpans(found), ...words];
}

function flagSpans(instruction: Instruction): readonly Span[] {
  if (!(instruction instanceof ModifiableInstruction)) return [];
  const flags = instruction.getFlags();
  const options = flags.flatMap((flag) => flag.getOptions().map((option) => option.getValueRange()));
  return [...flags.map((flag) => flag.getValueRange()), ...options].filter((span) => span !== null);
}

function toRange({ start, end }: Span): Range {
  return {
    start: { line: start.line + 1, column: start.character + 1 },
    end: { line: end.line + 1, column: end.character + 1 },
  };
}
