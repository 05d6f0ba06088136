import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { appendEntry, setKey } from './edit.ts';

const entry = 'name: new\nregistry: ghcr.io\ntags:\n  - "3.20"';

function appended(text: string): string {
  const edited = appendEntry(text, 'images.yaml', entry);
  return edited.ok ? edited.value : `refused: ${edited.error.message}`;
}

describe('appending an entry', () => {
  it.each([
    {
      story: 'behind the last one, comments and blank lines kept',
      text: '# Images\n\n- name: a  # first\n  registry: ghcr.io\n\n- name: b\n  registry: docker.io\n    # about b\n\n# the end\n',
      result: '# Images\n\n- name: a  # first\n  registry: ghcr.io\n\n- name: b\n  registry: docker.io\n    # about b\n\n- name: new\n  registry: ghcr.io\n  tags:\n    - "3.20"\n\n# the end\n',
    },
    { story: 'close together when the others are', text: '- name: a\n- name: b\n', result: '- name: a\n- name: b\n- name: new\n  registry: ghcr.io\n  tags:\n    - "3.20"\n' },
    { story: 'without a line end at the end', text: '- name: a', result: '- name: a\n- name: new\n  registry: ghcr.io\n  tags:\n    - "3.20"\n' },
    { story: 'with the line ends of the file', text: '- name: a\r\n', result: '- name: a\r\n- name: new\r\n  registry: ghcr.io\r\n  tags:\r\n    - "3.20"\r\n' },
    {
      story: 'in the mapping form, as deep as the others',
      text: 'version: 1\nimages:\n    - name: a\n      x: |\n        - not an item\nx-more: 1\n',
      result: 'version: 1\nimages:\n    - name: a\n      x: |\n        - not an item\n    - name: new\n      registry: ghcr.io\n      tags:\n        - "3.20"\nx-more: 1\n',
    },
    { story: 'in the mapping form, aligned with the key', text: 'images:\n- name: a\nx-more: 1\n', result: 'images:\n- name: a\n- name: new\n  registry: ghcr.io\n  tags:\n    - "3.20"\nx-more: 1\n' },
    { story: 'into an empty file', text: '', result: '- name: new\n  registry: ghcr.io\n  tags:\n    - "3.20"\n' },
    { story: 'below a heading alone', text: '# Images\n', result: '# Images\n- name: new\n  registry: ghcr.io\n  tags:\n    - "3.20"\n' },
    { story: 'instead of an empty list', text: '# Images\n[]\n', result: '# Images\n- name: new\n  registry: ghcr.io\n  tags:\n    - "3.20"\n' },
    { story: 'instead of an empty list of the mapping form', text: 'images: []\nx-more: 1\n', result: 'images:\n  - name: new\n    registry: ghcr.io\n    tags:\n      - "3.20"\nx-more: 1\n' },
    { story: 'below a key without a value', text: 'version: 1\nimages:\n', result: 'version: 1\nimages:\n  - name: new\n    registry: ghcr.io\n    tags:\n      - "3.20"\n' },
  ])('$story', ({ text, result }) => {
    expect(appended(text)).toBe(result);
  });

  it.each([
    { story: 'a list in brackets', text: '[{name: a}]\n', message: 'can not be changed' },
    { story: 'a file that is no list', text: 'just text\n', message: 'neither a list' },
    { story: 'a mapping in brackets', text: '{images: []}\n', message: 'can not be changed' },
    { story: 'a file that is not YAML', text: '- name: "a\n', message: 'not closed' },
    { story: 'a file with a repeated key', text: '- name: a\n  name: b\n', message: 'a second time' },
  ])('leaves $story alone', ({ text, message }) => {
    expect(appended(text)).toContain(message);
  });

  it('says to another parser what was meant, whatever the entries are', () => {
    const word = fc.constantFrom('a', 'b # c', '"q: r"', '[x, y]', '{k: v}', '|\n    - text\n', '', '3.20 # n');
    const item = fc.tuple(word, fc.constantFrom('', '\n', '\n# comment\n', '\n  # inner\n')).map(([value, gap]) => `- key: ${value}\n${gap}`);
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 4 }), (items) => {
        const text = items.join('');
        const result = appendEntry(text, 'images.yaml', entry);
        if (!result.ok) throw new Error(result.error.message);
        expect(parse(result.value)).toEqual([...(parse(text) as unknown[]), parse(entry)]);
        const before = text.split('\n').filter((line) => line.includes('#'));
        expect(result.value.split('\n').filter((line) => line.includes('#'))).toEqual(before);
      }),
    );
  });
});

describe('setting a key', () => {
  const text = '- name: a  # the first\n  rebuildDelay: 7d   # a week\n  source:\n    branch: main\n    # nothing below\n\n- name: b\n  tags: [x]\n';

  it.each([
    { story: 'a value, its comment kept', path: [0, 'rebuildDelay'], value: '3.20', changed: '  rebuildDelay: "3.20"   # a week' },
    { story: 'a value beside the dash', path: [0, 'name'], value: 'z', changed: '- name: z  # the first' },
    { story: 'a value in a mapping within', path: [0, 'source', 'branch'], value: 'next', changed: '    branch: next' },
    { story: 'a new key', path: [1, 'autoRebuild'], value: false, changed: '  autoRebuild: false' },
    { story: 'a new key of a mapping within', path: [0, 'source', 'context'], value: 'apps', changed: '    context: apps' },
    { story: 'a new mapping', path: [1, 'hold'], value: { reason: 'yes' }, changed: '    reason: "yes"' },
  ])('$story', ({ path, value, changed }) => {
    const edited = setKey(text, 'images.yaml', path, value);
    const lines = edited.ok ? edited.value.split('\n') : [edited.error.message];
    expect(lines).toContain(changed);
    const gone = text.split('\n').filter((line) => !lines.includes(line));
    expect(gone.length).toBeLessThanOrEqual(1);
  });

  it.each([
    { story: 'a list', path: [1, 'tags'], value: 'x' },
    { story: 'a key of something that is not there', path: [7, 'name'], value: 'x' },
    { story: 'an item', path: [1, 'tags', 0], value: 'x' },
  ])('does not touch $story', ({ path, value }) => {
    expect(setKey(text, 'images.yaml', path, value)).toMatchObject({ ok: false, error: { code: 'yaml/not-editable' } });
  });
});
