import { readFileSync } from 'node:fs';
import { describeShared } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { detectCheck, detectSyntax } from './frontend.ts';

describeShared("syntax detection of BuildKit's parser", 'cases/buildkit-parser.json', (path) => {
  const { syntaxDetection } = JSON.parse(readFileSync(path, 'utf8')) as { syntaxDetection: { dockerfile: string; syntaxImage: string | null }[] };

  it.each(syntaxDetection)('$dockerfile', ({ dockerfile, syntaxImage }) => {
    expect(detectSyntax(dockerfile)?.value ?? null).toBe(syntaxImage);
  });
});

describe('detectSyntax', () => {
  it.each([
    { story: 'the line of the directive', text: '# escape=`\n# syntax=x\n', found: { value: 'x', line: 2 } },
    { story: 'a directive in other letters', text: '#SYNTAX = x', found: { value: 'x', line: 1 } },
    { story: 'Windows lines', text: '# syntax=x\r\nFROM a\r\n', found: { value: 'x', line: 1 } },
    { story: 'the first of two', text: '# syntax=x\n# syntax=y', found: { value: 'x', line: 1 } },
    { story: 'JSON behind a shebang', text: '#!/x\n{"syntax": "x"}', found: { value: 'x', line: 2 } },
    { story: 'blanks in front of the comment', text: ' # syntax=x', found: undefined },
    { story: 'an instruction in front', text: 'FROM a\n# syntax=x', found: undefined },
    { story: 'a value that is no text in JSON', text: '{"syntax": 1}', found: undefined },
    { story: 'nothing behind the sign', text: '# syntax=\nFROM a', found: undefined },
  ])('$story', ({ text, found }) => {
    expect(detectSyntax(text)).toEqual(found);
  });
});

describe('detectCheck', () => {
  it('takes the value up to the first blank', () => {
    expect(detectCheck('# syntax=x\n# check=skip=all rest')).toEqual({ value: 'skip=all', line: 2 });
  });
});
