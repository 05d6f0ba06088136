import { expect, it } from 'vitest';
import { parseOutputs } from './outputs.ts';

it.each([
  { story: 'nothing', text: '', outputs: {} },
  { story: 'lines', text: 'a=1\nb=\n', outputs: { a: '1', b: '' } },
  { story: 'a value with = and <<', text: 'a=b=c<<d\n', outputs: { a: 'b=c<<d' } },
  { story: 'a block', text: 'a<<END\none\n\ntwo\nEND\nb=2\n', outputs: { a: 'one\n\ntwo', b: '2' } },
  { story: 'a block that looks like lines', text: 'a<<END\nb=2\nEND\n', outputs: { a: 'b=2' } },
  { story: 'an empty block', text: 'a<<END\nEND\n', outputs: { a: '' } },
  { story: 'a delimiter with =', text: 'a<<E=D\nx\nE=D\n', outputs: { a: 'x' } },
  { story: 'the last one wins', text: 'a=1\na=2\n', outputs: { a: '2' } },
  { story: 'Windows line ends', text: 'a=1\r\nb<<END\r\nx\r\nEND\r\n', outputs: { a: '1', b: 'x' } },
  {
    story: 'a name of Object',
    text: '__proto__=1\nconstructor=2\n',
    outputs: Object.fromEntries([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]),
  },
])('$story', ({ text, outputs }) => {
  expect(parseOutputs(text)).toEqual(outputs);
});

it.each(['a', '=1', '<<END\nx\nEND', 'a<<END\nx', 'a<<\nx\n'])('refuses what the runner refuses: %j', (text) => {
  expect(() => parseOutputs(text)).toThrow();
});
