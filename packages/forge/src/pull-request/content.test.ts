import { describe, expect, it } from 'vitest';
import { remove, write } from '../state-store/store.fixture.ts';
import { contentOf, contentOfBody, isAbout, isOurs, markBody, settleBody } from './content.ts';

const content = 'a'.repeat(64);
const message = `Update\n\nCo-authored-by: Bot <bot@example.com>\nImage-Factory-Content: ${content}`;
const api = { message, parents: 1, authorEmail: 'image-factory[bot]@users.noreply.github.com', committerEmail: 'noreply@github.com' };
const git = { message, parents: 1, authorEmail: 'bot@example.com', committerEmail: 'bot@example.com' };

it.each([
  { story: 'by the API', commit: api, ours: true },
  { story: 'by the API of another server', commit: { ...api, committerEmail: 'noreply@git.example.com' }, ours: true },
  { story: 'by git', commit: git, ours: true },
  { story: 'changed by somebody', commit: { ...git, committerEmail: 'eve@example.com' }, ours: false },
  { story: 'taken over by somebody', commit: { ...git, authorEmail: 'eve@example.com' }, ours: false },
  { story: 'made on the page', commit: { ...api, message: 'Update app.yaml' }, ours: false },
  { story: 'a merge of the base', commit: { ...api, parents: 2 }, ours: false },
  { story: 'with a trailer that is cut', commit: { ...api, message: message.slice(0, -1) }, ours: false },
])('a commit $story: $ours', ({ commit, ours }) => {
  expect(isOurs(commit, 'bot@example.com')).toBe(ours);
});

describe('what is proposed', () => {
  it('does not depend on the order, and tells everything else apart', () => {
    const all = [[write('a', '1'), write('b', '2')], [write('a', '2'), write('b', '1')], [write('a', '1'), remove('b')], [write('a', '1')], [write('a', '1'), write('b', '')]];
    expect(new Set(all.map(contentOf)).size).toBe(all.length);
    for (const changes of all) expect(contentOf(changes.toReversed())).toBe(contentOf(changes));
  });

  it('stands in the text once, and not after it was settled', () => {
    const twice = markBody(markBody('Text\n', 'b'.repeat(64)), content);
    expect(contentOfBody(twice)).toBe(content);
    expect(twice.match(/image-factory\/update/g)).toHaveLength(1);
    expect(twice.startsWith('Text\n\n<!--')).toBe(true);
    expect(contentOfBody(settleBody(twice))).toBeUndefined();
    expect(markBody('x'.repeat(100_000), content).length).toBeLessThan(65_536);
  });

  it('says which matter it is about, and no other', () => {
    const text = markBody('Text', content, 'to b -->');
    expect([contentOfBody(text), isAbout(text, 'to b -->'), isAbout(text, 'to c'), isAbout(markBody('Text', content), 'to b -->')]).toEqual([content, true, false, false]);
    expect([isAbout(settleBody(text), 'to b -->'), contentOfBody(markBody(text, content))]).toEqual([false, content]);
  });
});
