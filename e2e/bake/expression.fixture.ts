import fc from 'fast-check';

/** Expressions of HCL, right and wrong ones, over values of all types. */
export const anyExpression: fc.Arbitrary<string> = fc.letrec<Record<'any' | 'text' | 'number' | 'truth' | 'list' | 'object', string>>((tie) => {
  const [any, text, number, truth, list, object] = [tie('any'), tie('text'), tie('number'), tie('truth'), tie('list'), tie('object')];
  const of = (...options: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
    fc.oneof({ depthSize: 'small', withCrossShrink: true }, ...options.map((option) => (typeof option === 'string' ? fc.constant(option) : option)));
  const call = (name: string, ...args: fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.tuple(...args).map((values) => `${name}(${values.join(', ')})`);
  const join = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
    fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((values) => values.join(''));
  const one = (names: string, ...args: fc.Arbitrary<string>[]): fc.Arbitrary<string> => fc.constantFrom(...names.split(' ')).chain((name) => call(name, ...args));
  return {
    any: of('null', text, number, truth, list, object, join('(', truth, ' ? ', any, ' : ', any, ')'), join(list, '[', number, ']'), join(object, '.a'), call('try', any, any)),
    text: of(
      '""',
      '"a"',
      '"b-c"',
      '"1.50"',
      '"ünï"',
      '"true"',
      join('"x${', any, '}y"'),
      join('"%{ if ', truth, ' }', 'y', '%{ else }n%{ endif }"'),
      join('"%{ for i, v in ', list, ' }${i}${v} %{ endfor }"'),
      one('upper lower title reverse trimspace chomp sha1 base64encode urlencode sanitize basename dirname', text),
      one('trim trimprefix trimsuffix', text, text),
      call('replace', text, text, text),
      call('join', text, list),
      call('substr', text, number, number),
      call('format', fc.constantFrom('"%s"', '"%v"', '"%5s|"', '"%-4v|"', '"%d"', '"%05d"', '"%q"', '"%.1f"', '"%t"'), any),
      call('jsonencode', any),
    ),
    number: of(
      '0',
      '1',
      '2',
      '3',
      '0.5',
      '1e3',
      '0.1',
      '12345678901234567890',
      fc.integer({ min: 1, max: 99 }).map(String),
      fc.tuple(number, fc.constantFrom('+', '-', '*'), number).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      fc.tuple(number, fc.constantFrom('/', '%'), fc.constantFrom('2', '3', '0.7')).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      one('ceil floor absolute signum int', number),
      one('min max', number, number),
      call('length', list),
      call('strlen', text),
      call('parseint', text, fc.constantFrom('10', '16')),
    ),
    truth: of(
      'true',
      'false',
      fc.tuple(number, fc.constantFrom('<', '>', '<=', '>='), number).map(([a, sign, b]) => `${a} ${sign} ${b}`),
      fc.tuple(any, fc.constantFrom('==', '!='), any).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      fc.tuple(truth, fc.constantFrom('&&', '||'), truth).map(([a, sign, b]) => `(${a} ${sign} ${b})`),
      join('!', truth),
      call('contains', list, any),
      call('can', any),
    ),
    list: of(
      '[]',
      join('[', any, ']'),
      join('[', text, ', ', text, ']'),
      join('[', number, ', ', any, ', ', text, ']'),
      join('[for x in ', list, ' : ', '"${x}!"', ']'),
      join('[for i, x in ', any, ' : i if ', truth, ']'),
      join(list, '[*]'),
      call('split', text, text),
      one('distinct reverselist flatten sort compact', list),
      one('concat setunion setintersection setsubtract setproduct coalescelist', list, list),
      one('keys values', object),
      call('slice', list, number, number),
      call('range', fc.constantFrom('0', '2', '5')),
      call('regexall', fc.constantFrom('"[a-z]"', '"(.)(.)"', '"\\\\d+"'), text),
    ),
    object: of(
      '{}',
      join('{ a = ', any, ' }'),
      join('{ a = ', any, ', b = ', text, ' }'),
      join('{ ', '(', text, ')', ' = ', any, ' }'),
      join('{ for k, v in ', any, ' : k => v }'),
      join('{ for x in ', list, ' : "${x}" => x... }'),
      call('merge', object, object),
      call('zipmap', list, list),
    ),
  };
}).any;
