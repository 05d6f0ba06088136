import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint } from '../complaint.ts';
import { plainWords } from '../words/whitespace.ts';
import type { Statement } from './document.ts';
import { readFlags, type FlagKinds } from './flags.ts';
import type { FromInstruction } from './instruction.ts';
import { lowerCase } from '../words/lower-case.ts';

const flagKinds: FlagKinds = { platform: 'text' };

/** `FROM [--platform=…] base [AS name]` */
export function parseFrom(statement: Statement): Result<FromInstruction, Complaint> {
  const [base, as, name, ...more] = plainWords(statement.rest);
  const isNamed = as !== undefined && name !== undefined && /^as$/iu.test(as);
  if (base === undefined || more.length > 0 || (as !== undefined && !isNamed)) {
    return fail(complain('FROM takes one image, or an image, AS and a name.', { hint: 'For example `FROM node:22 AS build`.' }));
  }
  if (isNamed && !/^[a-z][a-z0-9-_.]*$/.test(lowerCase(name))) {
    const hint = 'It starts with a letter and goes on with letters, digits, `-`, `_` and `.`.';
    return fail(complain(`${show(name)} is no name for a stage.`, { hint, words: name }));
  }
  const flags = readFlags(statement.flags, flagKinds);
  if (!flags.ok) return flags;
  const platform = flags.value.get('platform')?.[0] ?? '';
  return ok({
    kind: 'from',
    line: statement.line,
    base,
    ...(isNamed ? { name: lowerCase(name) } : {}),
    ...(platform === '' ? {} : { platform }),
  });
}
