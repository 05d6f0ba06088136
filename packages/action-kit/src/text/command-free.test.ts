import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '../run/any-text.fixture.ts';
import { commandsIn } from '../run/runner.fixture.ts';
import { logLine, logText } from './command-free.ts';

describe('logText', () => {
  it.each([
    { story: 'a command', text: '::add-mask::x', logged: '| ::add-mask::x' },
    { story: 'a command behind blanks', text: '  \u3000::error::x', logged: '|   \u3000::error::x' },
    { story: 'a command on its second line', text: 'a\n::error::x', logged: 'a\n| ::error::x' },
    { story: 'a command behind a carriage return', text: 'a\r::error::x', logged: 'a\n| ::error::x' },
    { story: 'a command behind a character without a width', text: '\u200b::error::x', logged: '| ::error::x' },
    { story: 'a command behind a lone accent', text: '\u0301::error::x', logged: '| \u0301::error::x' },
    { story: 'a command in the older form', text: 'a ##[add-path]/evil', logged: 'a ## [add-path]/evil' },
    { story: 'the older form, hidden by a character without a width', text: '#\u00ad#\u200b[group]', logged: '## [group]' },
    { story: 'the older form, hidden by an accent', text: '#\u0301#[group]', logged: '#\u0301# [group]' },
  ])('leaves $story harmless', ({ text, logged }) => {
    expect(logText(text)).toBe(logged);
    expect(commandsIn(text)).toHaveLength(1);
    expect(commandsIn(logged)).toEqual([]);
  });

  it.each(['docker.io/library/node:22', 'a::b::c', '[::1]:5000/x', '#[derive(Debug)]', '## Title', '100% done'])('leaves %s as it is', (text) => {
    expect(logText(text)).toBe(text);
  });

  it('holds no command, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => commandsIn(logText(text)).length === 0),
      { numRuns: 5000 },
    );
  });
});

describe('logLine', () => {
  it('is one line without a command, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const line = logLine(text);
        expect(line).not.toMatch(/[\r\n]/);
        expect(commandsIn(line)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });
});
