import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { findWorkflows } from './workflows.fixture.ts';

/** What GitHub's own parser finds wrong with a workflow. */
function errorsIn(name: string, content: string): string[] {
  const { context } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

describe("GitHub's own parser", () => {
  it.each(findWorkflows())('takes %s', (file) => {
    expect(errorsIn(file, readFileSync(join(root, file), 'utf8'))).toEqual([]);
  });

  it('would find something: a key that no job has', () => {
    expect(errorsIn('bad.yml', 'on: push\njobs:\n  a:\n    runs-on: x\n    stepps: []\n')).toEqual([expect.stringContaining('stepps')]);
  });
});
