import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { checkWorkflow } from './check-workflow.ts';
import { describeTool } from '@image-factory/testkit';
import { findWorkflows } from './workflows.fixture.ts';

const workflows = findWorkflows();

describe('our workflows', () => {
  it.each(workflows)('%s keeps the rules', (file) => {
    expect(checkWorkflow(readFileSync(join(root, file), 'utf8'))).toEqual([]);
  });

  it.each(workflows.filter((file) => file.startsWith('examples/')))('%s is short enough to be read at a glance', (file) => {
    expect(readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(20);
  });
});

describeTool('zizmor', (zizmor) => {
  it('finds nothing in our workflows, pedantic as it is', async () => {
    const { exitCode, stdout, stderr } = await runProcess(zizmor, ['--pedantic', '--offline', '--no-progress', '--color=never', ...workflows], { cwd: root });
    expect(exitCode, stdout + stderr).toBe(0);
  });

  it('would find something: a title pasted into a script', async () => {
    const bad = 'on: pull_request_target\njobs: {a: {runs-on: x, steps: [{run: "echo ${{ github.event.pull_request.title }}"}]}}\n';
    const { exitCode, stdout } = await runProcess(zizmor, ['--offline', '--no-progress', '--color=never', '-'], { cwd: root, stdin: bad });
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain('template-injection');
  });
});

describeTool('actionlint', (actionlint) => {
  it('finds nothing in our workflows', async () => {
    const { exitCode, stdout } = await runProcess(actionlint, ['-no-color', ...workflows], { cwd: root });
    expect(exitCode, stdout).toBe(0);
  });

  it('would find something: a job that needs one that is not there', async () => {
    const bad = 'on: push\njobs:\n  a:\n    needs: b\n    runs-on: ubuntu-latest\n    steps: [{ run: "true" }]\n';
    const { exitCode, stdout } = await runProcess(actionlint, ['-no-color', '-'], { cwd: root, stdin: bad });
    expect(exitCode).not.toBe(0);
    expect(stdout).toContain('needs');
  });
});
