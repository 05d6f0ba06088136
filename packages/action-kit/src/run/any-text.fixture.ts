import fc from 'fast-check';

const commands = ['::', '##[', '::error::x', '::set-output name=x::y', '::stop-commands::t', '##[add-path]/x', '##[set-env name=A;]b', '#', '##', '[', ']', ':', ' ', '\t'];
const unseen = ['\n', '\r', '\r\n', '\u2028', '\u0085', '\u200b', '\u00ad', '\ufeff', '\u0000', '\u001b[31m', '\u001b]0;x\u0007', '\u009b1m', '\u202e', '\u0301', '\ufffe', '\ud800'];
const pieces = ['%0A', '%0A::error::x', 'x<<EOF', 'EOF', 'name=value', ',', '=', 'a', '1', '\u3000'];

/** What somebody might write who wants the runner, a terminal or an output file to do something. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...commands, ...unseen, ...pieces) }, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 })
  .map((parts) => parts.join(''));
