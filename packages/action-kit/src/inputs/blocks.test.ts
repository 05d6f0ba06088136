import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Flag, FolderInput, Lines, PathInput, Secret } from './blocks.ts';
import { secretForms } from './secret.ts';

describe('Flag', () => {
  it.each([
    { text: 'true', value: true },
    { text: 'True', value: true },
    { text: 'TRUE', value: true },
    { text: 'false', value: false },
    { text: 'False', value: false },
    { text: 'FALSE', value: false },
  ])('reads $text as $value', ({ text, value }) => {
    expect(Flag.parse(text)).toBe(value);
  });

  it.each(['yes', 'no', 'on', '1', '0', 'tRUE', 'truee', '', 'constructor', '__proto__'])('refuses `%s`', (text) => {
    expect(Flag.safeParse(text).success).toBe(false);
  });
});

describe('Lines', () => {
  it.each([
    { story: 'one value', text: 'a', values: ['a'] },
    { story: 'blanks, empty lines and line ends of Windows', text: ' a \r\n\r\n  b\n', values: ['a', 'b'] },
    { story: 'values with blanks and commas', text: 'a b, c\nd', values: ['a b, c', 'd'] },
    { story: 'nothing', text: ' \n ', values: [] },
  ])('reads $story', ({ text, values }) => {
    expect(Lines.parse(text)).toEqual(values);
  });
});

describe('PathInput and FolderInput', () => {
  it.each([
    { text: 'image-factory/images.yaml', file: true, folder: true },
    { text: '.', file: false, folder: true },
    { text: '../elsewhere', file: false, folder: false },
    { text: '/etc/passwd', file: false, folder: false },
    { text: 'a/.git/config', file: false, folder: false },
    { text: 'a\\b', file: false, folder: false },
    { text: '$(id)', file: false, folder: false },
  ])('$text: file $file, folder $folder', ({ text, file, folder }) => {
    expect(PathInput.safeParse(text).success).toBe(file);
    expect(FolderInput.safeParse(text).success).toBe(folder);
  });
});

describe('Secret', () => {
  const secret = Secret.parse('hunter2');

  it.each([
    { way: 'joined to text', shown: String(secret) },
    { way: 'inspected', shown: inspect({ secret }, { showHidden: true }) },
    { way: 'serialized', shown: JSON.stringify({ secret }) },
    { way: 'taken apart', shown: JSON.stringify(Object.entries(secret)) },
    { way: 'in an error', shown: String(new Error(`refused: ${String(secret)}`).stack) },
  ])('does not show when $way', ({ shown }) => {
    expect(shown).not.toContain('hunter2');
  });

  it('gives its value when asked', () => {
    expect(secret.reveal()).toBe('hunter2');
  });
});

describe('secretForms', () => {
  it('holds the forms of URLs and of sign-in headers', () => {
    expect(secretForms('a/b+c')).toEqual([
      'a/b+c',
      'a%2Fb%2Bc',
      Buffer.from('a/b+c').toString('base64'),
      Buffer.from('x-access-token:a/b+c').toString('base64'),
      Buffer.from('oauth2:a/b+c').toString('base64'),
    ]);
  });

  it('holds the long lines of a key, not the short ones', () => {
    const forms = secretForms('{\n  "private_key": "abcdefgh"\n}');
    expect(forms).toContain('"private_key": "abcdefgh"');
    expect(forms).not.toContain('}');
  });
});
