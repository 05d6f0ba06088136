import { complain, describe, isMark, isName, peek, take, type Reader } from './reader.ts';
import type { Expression } from './syntax.ts';

/** Reads `for k, v in source`, as far as both forms and templates have it in common. */
export function readForIntro(reader: Reader): { keyName?: string; valueName: string; source: Expression } {
  const first = readVariable(reader);
  let second: string | undefined;
  if (isMark(reader, ',')) {
    take(reader);
    second = readVariable(reader);
  }
  if (isName(reader, 'in')) take(reader);
  else complain(reader, peek(reader), `\`for\` goes on with \`in\`, not ${describe(peek(reader))}.`);
  const source = reader.expression(reader);
  return second === undefined ? { valueName: first, source } : { keyName: first, valueName: second, source };
}

function readVariable(reader: Reader): string {
  const token = peek(reader);
  if (token.kind !== 'name') complain(reader, token, `\`for\` needs a name for what it goes through, not ${describe(token)}.`);
  return take(reader).text;
}
