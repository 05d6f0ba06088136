import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checked, edited, enrolled, family } from './check.fixture.ts';
import { readCheckReport } from './read-report.ts';
import { fullReport, quiet } from './report.fixture.ts';

it('reads back what a check wrote', async () => {
  const head = edited(family, { 'os/Dockerfile': 'FROM debian:trixie-slim\n', 'tools/Dockerfile': 'RNU x\n', 'image-factory/factory.yaml': 'repository: acme/factory\nallow:\n  owners: [x]\n' });
  for (const report of [await checked(family, enrolled('- name: tools\n', '- name: toolbox\n')), await checked(family, head), await checked({}, family), quiet, fullReport(9, 'x')]) {
    expect(readCheckReport(JSON.stringify(report))).toEqual({ ok: true, value: report });
  }
});

describe('refuses', () => {
  it.each([
    { story: 'no JSON', json: '{', why: 'it is not JSON' },
    { story: 'no mapping', json: '[]', why: 'the document is not a mapping' },
    { story: 'another version', json: JSON.stringify({ ...quiet, version: 2 }), why: 'version is not one of 1' },
    { story: 'a missing member', json: JSON.stringify({ ...quiet, grants: undefined }), why: 'grants is not a list of at most 100000' },
    { story: 'a commit that is none', json: JSON.stringify({ ...quiet, subject: { base: '../x' } }), why: 'subject.base is not the id of a commit' },
    { story: 'a pull request that is text', json: JSON.stringify({ ...quiet, subject: { ...quiet.subject, pullRequest: '1; x' } }), why: 'subject.pullRequest is not a whole number' },
    { story: 'a code that is none', json: JSON.stringify({ ...quiet, problems: [{ severity: 'error', code: 'x', message: 'x', old: false }] }), why: 'problems[0].code is not one of' },
    { story: 'a code from the prototype', json: JSON.stringify({ ...quiet, problems: [{ severity: 'error', code: 'constructor', message: 'x', old: false }] }), why: 'problems[0].code is not one of' },
    { story: 'a text without end', json: JSON.stringify(fullReport(1, 'x'.repeat(100_000))), why: 'is not a text of at most' },
    {
      story: 'a change that was never one',
      json: JSON.stringify({ ...quiet, changes: [{ ...fullReport(1, 'x').changes[0], change: 'renamed' }] }),
      why: 'changes[0].change is not one of added, removed, changed',
    },
    { story: 'a note that is no text', json: JSON.stringify({ ...quiet, pending: [{ ...fullReport(1, 'x').changes[0], note: {} }] }), why: 'pending[0].note is not a text of at most 6000' },
    {
      story: 'a name from before without end',
      json: JSON.stringify({ ...quiet, changes: [{ ...fullReport(1, 'x').changes[0], was: 'x'.repeat(1001) }] }),
      why: 'changes[0].was is not a text of at most 1000',
    },
    { story: 'a wave with too many jobs', json: JSON.stringify({ ...quiet, matrix: [Array.from({ length: 257 }, () => ({}))] }), why: 'matrix[0] is not a list of at most 256' },
  ])('$story', ({ json, why }) => {
    const read = readCheckReport(json);
    expect(read.ok ? '' : read.error).toContain(why);
  });

  it('nothing of a report that knows neither new names nor what follows: an older check wrote it', () => {
    const { pending: _pending, ...older } = { ...fullReport(2, 'x'), changes: fullReport(2, 'x').changes.map(({ was: _was, note: _note, ...change }) => change) };
    expect(readCheckReport(JSON.stringify(older))).toEqual({ ok: true, value: older });
  });

  it('drops what it does not know, also what could change objects', () => {
    const read = readCheckReport(JSON.stringify(quiet).replace('{', '{"__proto__":{"polluted":1},"extra":1,'));
    expect(read).toEqual({ ok: true, value: quiet });
    expect(Object.keys({}).length + Object.keys(Object.prototype).length).toBe(0);
  });

  it('any JSON without throwing', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(readCheckReport(json).ok).toBe(false);
      }),
    );
  });
});
