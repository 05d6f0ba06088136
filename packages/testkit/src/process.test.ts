import { expect, it } from 'vitest';
import { runProcess } from './process.ts';

const node = process.execPath;

it('gives exit code, both outputs, and reads its input', async () => {
  const script = 'process.stdin.pipe(process.stdout); console.error("problem"); process.exitCode = 3';
  const run = await runProcess(node, ['-e', script], { cwd: '.', stdin: 'said' });
  expect(run).toEqual({ exitCode: 3, stdout: 'said', stderr: 'problem\n' });
});

it('passes on only what programs need, and what was asked for', async () => {
  process.env['IMAGE_FACTORY_CANARY'] = 'leaked';
  const run = await runProcess(node, ['-p', 'JSON.stringify(process.env)'], { cwd: '.', env: { WANTED: 'yes' } });
  delete process.env['IMAGE_FACTORY_CANARY'];
  expect(JSON.parse(run.stdout)).toMatchObject({ WANTED: 'yes', PATH: process.env['PATH'] });
  expect(run.stdout).not.toContain('leaked');
});

it('ends a program that does not end', async () => {
  const endless = runProcess(node, ['-e', 'console.log("busy"); setInterval(() => {}, 1000)'], { cwd: '.', timeoutMs: 1500 });
  await expect(endless).rejects.toThrow(/was ended by SIGKILL \(limit: 1500 ms\)\.\nbusy/);
});

it('a program that does not exist is an error', async () => {
  await expect(runProcess('no-such-program', [], { cwd: '.' })).rejects.toThrow(/ENOENT|EACCES/);
});
