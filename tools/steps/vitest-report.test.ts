import { describe, expect, it } from 'vitest';
import { countTests } from './vitest-report.ts';

interface File {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

const file = (status: string, ...statuses: readonly string[]): File => ({
  name: '/repository/packages/core/src/a.test.ts',
  status,
  assertionResults: statuses.map((each, index) => ({ fullName: `group test ${index}`, status: each })),
});

const count = (files: readonly File[], endedWell: boolean) => countTests(JSON.stringify({ testResults: files, success: endedWell }), endedWell, '/repository');

describe('countTests', () => {
  it.each([
    { story: 'passed', files: [file('passed', 'passed', 'passed'), file('passed', 'passed')], endedWell: true, passed: 3, failed: 0 },
    { story: 'failed', files: [file('failed', 'passed', 'failed')], endedWell: false, passed: 1, failed: 1 },
    { story: 'a file that could not be loaded', files: [file('failed'), file('passed', 'passed')], endedWell: false, passed: 1, failed: 1 },
    { story: 'a group whose preparation failed', files: [file('failed', 'skipped')], endedWell: false, passed: 0, failed: 1 },
    { story: 'something that went wrong between tests', files: [file('passed', 'passed')], endedWell: false, passed: 1, failed: 1 },
    { story: 'a status that we do not know', files: [file('passed', 'flabbergasted')], endedWell: true, passed: 0, failed: 1 },
    { story: 'no tests at all', files: [], endedWell: false, passed: 0, failed: 1 },
  ])('$story', ({ files, endedWell, passed, failed }) => {
    expect(count(files, endedWell)).toMatchObject({ passed, failed });
  });

  it('names what was skipped by file and test', () => {
    expect(count([file('passed', 'passed', 'skipped', 'todo')], true)).toEqual({
      passed: 1,
      failed: 0,
      skipped: ['packages/core/src/a.test.ts: group test 1', 'packages/core/src/a.test.ts: group test 2'],
    });
  });

  it('refuses what is no report', () => {
    expect(() => countTests('{}', true, '/repository')).toThrow();
  });
});
