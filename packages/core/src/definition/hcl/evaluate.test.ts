import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { encodeJson } from './functions/encodings.ts';
import { parseHcl } from './parse-body.ts';
import { openRun } from './scope.ts';
import { unknownOf } from './value.ts';

/** The value as JSON, or what was wrong first. */
function valueOf(text: string): string {
  const { body, complaint } = parseHcl({ file: 'x.hcl', text: `x = ${text}\n` });
  const [attribute] = body.attributes;
  if (complaint !== undefined || attribute === undefined) return `${complaint?.span.start}: ${complaint?.message}`;
  const run = openRun({ resolve: () => undefined, functionOf: () => undefined, known: () => [] });
  const value = evaluate(attribute.value, { run, source: attribute.file, locals: undefined, calls: 0 });
  const [wrong] = run.complaints;
  if (wrong !== undefined) return `${wrong.span.start}: ${wrong.message}`;
  return unknownOf(value)?.why ?? encodeJson(value);
}

describe('an expression has the value', () => {
  it.each([
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['-2 - -3', '1'],
    ['10 % 4 == 2 && !false', 'true'],
    ['"1" + 1', '2'],
    ['"1" == 1', 'false'],
    ['true ? 1 : "x"', '"1"'],
    ['false ? [1] : ["a", "b"]', '["a","b"]'],
    ['[1, "a", null][1]', '"a"'],
    ['{ a = 1, "b c" = 2, (upper("d")) : 3 }', '{"D":3,"a":1,"b c":2}'],
    ['{ a = [{ b = 1 }, { b = 2 }] }.a[*].b', '[1,2]'],
    ['{ a = [{ b = [1] }, { b = [2] }] }.a.*.b[0]', '[1]'],
    ['[for i, v in ["a", "b"] : "${i}${v}" if v != "a"]', '["1b"]'],
    ['{ for k, v in { a = "x", b = "x" } : v => k... }', '{"x":["a","b"]}'],
    ['max([1, 5, 3]...)', '5'],
    ['"a ${~ "b" ~} c"', '"abc"'],
    ['"%{ for x in [1, 2] }${x};%{ endfor }"', '"1;2;"'],
    ['"$${x} %%{y}"', '"${x} %{y}"'],
    ['"${[1]}"', '[1]'],
    ['<<EOT\na\n  b\nEOT', '"a\\n  b\\n"'],
    ['<<-EOT\n    a\n      b\n\n    c\n  EOT', '"a\\n  b\\n\\nc\\n"'],
    ['try(1 + null, "else")', '"else"'],
    ['can(upper())', 'false'],
    ['false && null.x', 'false'],
    ['"a-${timestamp()}"', 'it is the time of the build'],
    ['concat([1], [timestamp()])[0]', '1'],
  ])('%s: %s', (text, value) => {
    expect(valueOf(text)).toBe(value);
  });
});

describe('an expression is wrong', () => {
  it.each([
    ['1 +', '7: A value was expected, not the end of the line.'],
    ['[1, 2', '10: The list is not closed: `]` was expected, not the end of the text.'],
    ['{ a = 1 b = 2 }', '12: The object is not closed: `}` was expected, not `b`.'],
    ['"abc', '4: The text is not closed before the end of the line.'],
    ['"${1"', '8: `${` is not closed: `}` was expected, not `"`.'],
    ['"%{ if true }"', '5: This `%{if}` is not ended.'],
    ['"%{ endif }"', '5: This `%{endif}` belongs to nothing before it.'],
    ['<<EOT\nabc\n', '4: No line holds just `EOT`, which would end this text.'],
    ['1 / 0', '4: Nothing can be divided by zero.'],
    ['[1][2]', '7: This has no item with that index; it has 1.'],
    ['"a" < 1', '4: The left side of `<`: a number is required.'],
    ['true ? 1 : true', '11: The two results of a condition must be of types that go together.'],
    ['upper(null)', '10: upper: null is not allowed here.'],
    ['uper("x")', '4: There is no function `uper`; did you mean `upper`?'],
    ['"${null}x"', '7: Null can not be part of a text.'],
    ['{ a.b = 1 }', '6: A key that is computed stands in parentheses, one that holds dots in quotes.'],
  ])('%s: %s', (text, message) => {
    expect(valueOf(text)).toBe(message);
  });
});
