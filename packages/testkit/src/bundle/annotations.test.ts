import { expect, it } from 'vitest';
import { parseAnnotations } from './annotations.ts';

it.each([
  { story: 'a bare message', line: '::notice::hello', found: [{ level: 'notice', message: 'hello' }] },
  {
    story: 'every property',
    line: '::error title=A title,file=a.yaml,line=3,endLine=4,col=5,endColumn=9::wrong',
    found: [{ level: 'error', title: 'A title', file: 'a.yaml', line: 3, endLine: 4, col: 5, endColumn: 9, message: 'wrong' }],
  },
  { story: 'escapes in data', line: '::warning::100%25%0Anext, a:b', found: [{ level: 'warning', message: '100%\nnext, a:b' }] },
  { story: 'an escaped escape', line: '::warning::%250A', found: [{ level: 'warning', message: '%0A' }] },
  { story: 'escapes in properties', line: '::error title=a%3A%2Cb%25::x', found: [{ level: 'error', title: 'a:,b%', message: 'x' }] },
  { story: 'a message with ::', line: '::error::a::b', found: [{ level: 'error', message: 'a::b' }] },
  { story: 'leading blanks do not hide it', line: '  ::error::x', found: [{ level: 'error', message: 'x' }] },
  { story: 'upper case does not hide it', line: '::ERROR::x', found: [{ level: 'error', message: 'x' }] },
  { story: 'other commands', line: '::group::x', found: [] },
  { story: 'a log line about one', line: 'saw ::error::x', found: [] },
  { story: 'a prefixed line', line: '| ::error::x', found: [] },
])('$story', ({ line, found }) => {
  expect(parseAnnotations(line)).toEqual(found);
});

it('stopped commands are text until the token comes', () => {
  const output = '::stop-commands::abc\n::error::no\n::other::\n::error::no\n::abc::\n::error::yes\r\n';
  expect(parseAnnotations(output)).toEqual([{ level: 'error', message: 'yes' }]);
});
