import { describe, expect, it } from 'vitest';
import { entry } from '../memory.fixture.ts';
import { checked, edited, enrolled, family } from './check.fixture.ts';
import { commentMarker, longestComment, renderComment } from './comment.ts';
import { fullReport, plain, quiet } from './report.fixture.ts';

it('begins with the mark, and tells all that matters', async () => {
  const report = await checked(family, edited(family, { 'os/Dockerfile': 'FROM debian:trixie-slim\n', 'tools/Dockerfile': 'RNU x\n' }));
  const comment = renderComment(report, plain);
  expect(comment.startsWith(`${commentMarker(report)}\n## `)).toBe(true);
  expect(comment).toContain('**1 new error · 4 images would be rebuilt in 3 waves (blast radius: medium)**');
  expect(comment).toContain('| 3 | `app` | follows `platform` |');
  expect(comment).toContain('`tools/Dockerfile:1:');
});

it('says so when there is nothing', () => {
  expect(renderComment(quiet, plain)).toBe(
    `${commentMarker(quiet)}\n## Image Factory: what this change does\n\n**Nothing would be rebuilt**\n\nNothing that an enrolled image is built from changed.\n\nCompared the work tree with \`bbbbbbbbbbbb\`.\n`,
  );
});

it('each factory of a repository has a comment of its own', () => {
  const marks = [undefined, 'teams/a', 'teams/b', 'x --> <b>'].map((dir) => commentMarker({ ...quiet, subject: { ...quiet.subject, ...(dir === undefined ? {} : { dir }) } }));
  expect(new Set(marks).size).toBe(4);
  expect(marks.filter((mark) => !/^<!-- image-factory:check(?::[0-9a-f]{8})? -->$/.test(mark))).toEqual([]);
  expect(renderComment({ ...quiet, subject: { ...quiet.subject, dir: 'teams/a' } }, plain)).toContain('## Image Factory: what this change does in `teams/a`\n');
});

it('tells of an object under another name, first, and of what the next update does anyway', async () => {
  const head = enrolled('- name: tools\n', '- name: toolbox\n');
  const report = { ...(await checked(family, edited(head, { 'image-factory/images.yaml': `${head['image-factory/images.yaml']}${entry('extra')}` }))), pending: [pendingStage] };
  const comment = renderComment(report, plain);
  const rows = comment.split('\n').filter((line) => / Warehouse \| /.test(line));
  expect(rows[0]).toMatch(/^\| renamed \| Warehouse \| `image-factory-kargo\/toolbox` \| watches what `image-factory-kargo\/tools` watched: its Freight counts as new/);
  expect(rows.at(-1)).toMatch(/^\| added \| Warehouse \| `image-factory-kargo\/extra` \|/);
  expect(comment).toContain('### What the next update does to the manifests anyway (1)\n\n| Change | What | Name | What differs |\n| removed | Stage | `n/old` | its Promotions are deleted with it |');
});

const pendingStage = { layer: 'manifest', kind: 'Stage', name: 'n/old', change: 'removed', note: 'its Promotions are deleted with it', fields: [], fieldCount: 0 } as const;

describe('never longer than GitHub takes', () => {
  it.each([
    { story: 'many short things', count: 5000, text: 'x' },
    { story: 'few long things', count: 3, text: 'y'.repeat(6000) },
    { story: 'many long things', count: 5000, text: 'z'.repeat(290) },
    { story: 'characters of two units, and code', count: 400, text: '🦀`'.repeat(140) },
  ])('$story', ({ count, text }) => {
    const comment = renderComment(fullReport(count, text), plain);
    expect(comment.length).toBeLessThanOrEqual(longestComment);
    expect(comment).toContain(`${count} images would be rebuilt`);
    expect(comment.isWellFormed()).toBe(true);
    expect(comment.split('<details>').length).toBe(comment.split('</details>').length);
  });

  it('counts what it leaves out', () => {
    const comment = renderComment(fullReport(5000, 'x'), plain);
    expect(comment).toMatch(/### What a merge would rebuild \(5000\)/);
    expect(comment).toMatch(/… and 4\d\d\d more\./);
  });
});
