import { describe, expect, it } from 'vitest';
import { inspectCauses } from './causes.ts';

describe('inspectCauses', () => {
  it('tells the whole chain', () => {
    const error = new Error('outer', { cause: new TypeError('middle', { cause: 'plain text' }) });
    expect(inspectCauses(error)).toMatch(/^Error: outer\n {4}at .*Caused by: TypeError: middle\n.*Caused by: plain text$/s);
  });

  it('tells all parts of a bundle of errors', () => {
    expect(inspectCauses(new AggregateError([new Error('one'), new Error('two')], 'both'))).toMatch(/both.*Caused by: Error: one.*Caused by: Error: two/s);
  });

  it('ends where a chain bites its tail', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(inspectCauses(error).match(/loop/g)).toHaveLength(1);
  });
});
