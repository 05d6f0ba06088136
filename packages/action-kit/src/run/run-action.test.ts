import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { parseOutputs, runBundle, runProcess, temporaryFolder, type BundleRun } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { commandsIn } from './runner.fixture.ts';

const main = pathToFileURL(join(import.meta.dirname, 'run-action.fixture.ts')).href;
const sources = { NODE_OPTIONS: '--conditions=@image-factory/source' };
const empty = { changed: 'false', images: '[]', note: '' };
const full = { changed: 'true', images: '["app"]', note: 'a\nimages=["evil"]' };
const done = '## Done\n';

async function run(story: string, inputs: Record<string, string> = { 'github-token': 'hunter2hunter2' }, env: Record<string, string> = {}): Promise<BundleRun> {
  await using folder = await temporaryFolder({ 'demo/index.js': `import ${JSON.stringify(main)};\n`, 'demo/package.json': '{"type": "module"}' });
  return await runBundle('demo', { cwd: folder.path, dist: folder.path, inputs, env: { ...sources, STORY: story, ...env } });
}

describe('an action as a process', () => {
  it('works: sets its outputs, writes its summary, and ends well', async () => {
    const { exitCode, outputs, summary, annotations, stdout, stderr } = await run('works');
    expect({ exitCode, outputs, summary, annotations, stderr }).toEqual({ exitCode: 0, outputs: full, summary: done, annotations: [], stderr: '' });
    expect(stdout).toContain('::group::Work\nwith ***\n::endgroup::\n');
    expect(stdout.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('hunter2');
  });

  it('warns: a warning does not fail the step', async () => {
    const { exitCode, annotations } = await run('warns');
    expect(exitCode).toBe(0);
    expect(annotations).toEqual([{ level: 'warning', title: 'dockerfile/missing', message: 'There is no Dockerfile.', file: 'image-factory/images.yaml', line: 3, endLine: 3, col: 5, endColumn: 14 }]);
  });

  it('finds errors: fails, with its outputs, the first ten marked, and all in the summary', async () => {
    const { exitCode, outputs, annotations, summary } = await run('finds');
    expect({ exitCode, outputs }).toEqual({ exitCode: 1, outputs: full });
    expect(annotations.filter(({ level }) => level === 'error')).toHaveLength(10);
    expect(annotations.at(-1)?.message).toBe('There are more problems: 2 errors. See the summary of this job.');
    expect(summary.match(/Unknown key/g)).toHaveLength(12);
  });

  it('strict: fails when the action says so', async () => {
    expect(await run('strict')).toMatchObject({ exitCode: 1, outputs: full, annotations: [] });
  });

  it('inputs: every mistake is reported, by name, and the secret is not', async () => {
    const { exitCode, outputs, annotations, summary, stdout } = await run('works', { 'dry-run': 'yes', 'github-tokn': 'hunter2hunter2' });
    expect({ exitCode, outputs }).toEqual({ exitCode: 1, outputs: empty });
    expect(annotations.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'error: Input `dry-run`: `yes` is neither `true` nor `false`.\nWrite `true`.',
      'error: Input `github-token` is required.\nSet `github-token:` under `with:` of this step.',
      'warning: `github-tokn` is not an input of this action; it was ignored.\nDid you mean `github-token`?',
    ]);
    expect(summary).toContain('**demo:** The inputs of this action can not be used.');
    expect(stdout).not.toContain('hunter2');
  });

  it('refuses: a clean message with its hint, and what was noted before', async () => {
    const { exitCode, outputs, annotations, summary, stdout } = await run('refuses');
    expect({ exitCode, outputs }).toEqual({ exitCode: 1, outputs: empty });
    expect(annotations).toEqual([
      { level: 'error', title: 'demo', message: 'Refusing to work on a fork.\n| ::set-env name=A::b\nUse `check` for forks.' },
      { level: 'warning', title: 'yaml/syntax', message: 'Noted before.' },
    ]);
    expect(summary).toContain('Use `check` for forks.');
    expect(commandsIn(stdout).map(({ name }) => name)).toEqual(['debug', 'error', 'warning']);
  });

  it('an edge refuses: its message is for people when it says what to do', async () => {
    const { exitCode, annotations } = await run('edgeRefuses');
    expect(exitCode).toBe(1);
    expect(annotations).toEqual([{ level: 'error', title: 'demo', message: 'state/a.yaml can not be written: the disk is full.\nMake room on the disk.' }]);
  });

  it('breaks: asks for a report, with the causes in the debug log', async () => {
    const { exitCode, outputs, annotations, stdout, stderr } = await run('breaks', {}, { GITHUB_ACTION_REPOSITORY: 'acme/image-factory' });
    expect({ exitCode, outputs, stderr }).toEqual({ exitCode: 1, outputs: empty, stderr: '' });
    expect(annotations[0]?.message).toMatch(
      /^demo failed in a way that it should not: x is not a function\n## \[add-path\]\/evil\nPlease report this at https:\/\/github\.com\/acme\/image-factory\/issues\./,
    );
    expect(commandsIn(stdout).map(({ name }) => name)).toEqual(['debug', 'error']);
    expect(commandsIn(stdout)[0]?.data).toMatch(/TypeError: x is not a function.*Caused by: Error: deep down/);
  });

  it.each([
    { story: 'strays', message: 'nobody waits' },
    { story: 'starves', message: 'Nothing is left to wait for' },
  ])('$story: what nobody waits for is caught as well', async ({ story, message }) => {
    const { exitCode, outputs, annotations, stderr } = await run(story);
    expect({ exitCode, outputs, stderr }).toEqual({ exitCode: 1, outputs: empty, stderr: '' });
    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.message).toContain(message);
  });

  it('cancelled: the signal tells the action, and the run says why it ended', async () => {
    const { exitCode, outputs, annotations } = await run('cancelled');
    expect({ exitCode, outputs }).toEqual({ exitCode: 1, outputs: empty });
    expect(annotations).toEqual([{ level: 'error', title: 'demo', message: 'The job was cancelled.' }]);
  });

  it('no summary file: the log holds what is not marked', async () => {
    const { exitCode, annotations, stdout } = await run('finds', {}, { GITHUB_STEP_SUMMARY: '' });
    expect(exitCode).toBe(1);
    expect(annotations.at(-1)?.message).toContain('See the log of this step.');
    expect(stdout).toContain('::group::Not annotated: 2 errors\n');
  });

  it('a summary that can not be written is a warning', async () => {
    const { exitCode, outputs, annotations } = await run('works', undefined, { GITHUB_STEP_SUMMARY: '/nowhere/summary' });
    expect({ exitCode, outputs }).toEqual({ exitCode: 0, outputs: full });
    expect(annotations).toMatchObject([{ level: 'warning' }]);
  });

  it('outputs that can not be written fail the step', async () => {
    const { exitCode, annotations } = await run('works', undefined, { GITHUB_OUTPUT: '/nowhere/output' });
    expect(exitCode).toBe(1);
    expect(annotations).toMatchObject([{ level: 'error', title: 'demo' }]);
  });

  it('killed: even then every declared output is set', async () => {
    await using folder = await temporaryFolder({ output: '' });
    const env = { ...sources, STORY: 'killed', GITHUB_OUTPUT: join(folder.path, 'output') };
    await expect(runProcess(process.execPath, ['--input-type=module', '--eval', `import ${JSON.stringify(main)}`], { cwd: folder.path, env })).rejects.toThrow('SIGKILL');
    expect(parseOutputs(await folder.read('output'))).toEqual(empty);
  });
});
