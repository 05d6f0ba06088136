import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { maskerOf } from './masker.ts';
import { runCommand, type Command, type Ended } from './run-command.ts';

interface Run extends Ended {
  readonly told: readonly string[];
}

/** Runs a program of ours, as text for node. */
async function run(program: string, more: Partial<Command> = {}): Promise<Run> {
  await using folder = await temporaryFolder({ 'program.mjs': program });
  const told: string[] = [];
  const ended = await runCommand({
    ...{ file: process.execPath, args: [join(folder.path, 'program.mjs')], cwd: folder.path, env: {}, mask: maskerOf([]), timeoutMs: 60_000 },
    tell: (line) => told.push(line),
    ...more,
  });
  return { ...ended, told };
}

describe('a program', () => {
  it('is told what it needs, and tells what it does', async () => {
    const program = `
      process.stdin.on('data', (data) => process.stderr.write('got ' + data + '\\nlast line without an end'));
      console.log('version 1');
      process.exitCode = 3;`;
    expect(await run(program, { input: 'the definition' })).toEqual({
      ...{ how: 'by-itself', exitCode: 3, stdout: ['version 1'] },
      stderr: ['got the definition', 'last line without an end'],
      told: ['got the definition', 'last line without an end'],
    });
  });

  it('sees no variable that it was not given', async () => {
    const { stdout } = await run('console.log(Object.keys(process.env).join())', { env: { ONLY: 'this' } });
    expect(stdout).toEqual(['ONLY']);
  });

  it('gets its arguments as they are', async () => {
    await using folder = await temporaryFolder({ 'a program.mjs': 'console.log(JSON.stringify(process.argv.slice(2)))' });
    const odd = ['$(id)', 'a b', '"', "'", '; ls', '\\', '*', ''];
    const { stdout } = await run('', { args: [join(folder.path, 'a program.mjs'), ...odd] });
    expect(JSON.parse(stdout[0] ?? '')).toEqual(odd);
  });

  it('may end without reading what it is sent', async () => {
    expect(await run('process.exit(0)', { input: 'x'.repeat(4 * 1024 * 1024) })).toMatchObject({ exitCode: 0 });
  });

  it('shows neither secrets nor what a terminal acts on', async () => {
    const program = `process.stderr.write('\\u001b[31mpass \\u0007' + 'hun' ); setTimeout(() => process.stderr.write('ter2 and ' + Buffer.from('hunter2').toString('base64') + '\\n'), 50);`;
    const { told, stderr } = await run(program, { mask: maskerOf(['hunter2']) });
    expect(told).toEqual(['pass *** and ***==']);
    expect(stderr).toEqual(told);
  });

  it('is told of until it says too much, and its end is kept', async () => {
    const program = `const line = 'x'.repeat(999) + '\\n'; for (let i = 0; i < 12000; i++) process.stderr.write(line); process.stderr.write('ERROR: why\\n');`;
    const { told, stderr } = await run(program);
    expect(told.length).toBeLessThan(10_600);
    expect(told.at(-1)).toBe('… There is more output; it is left out.');
    expect(stderr.at(-1)).toBe('ERROR: why');
    expect(stderr.length).toBeLessThan(600);
  });
});

describe('a program that is ended', () => {
  const patient = `
    import { writeFileSync } from 'node:fs';
    process.on('SIGTERM', () => { writeFileSync('ended', 'politely'); process.exit(130); });
    setInterval(() => {}, 1000);
    process.stderr.write('running\\n');`;

  it('is asked to end when the run is cancelled', async () => {
    await using folder = await temporaryFolder();
    const controller = new AbortController();
    const ended = await run(patient, { cwd: folder.path, signal: controller.signal, tell: () => controller.abort() });
    expect(ended).toMatchObject({ how: 'cancelled', exitCode: 130 });
    expect(await readFile(join(folder.path, 'ended'), 'utf8')).toBe('politely');
  });

  it('is asked to end when it takes too long', async () => {
    expect(await run(patient, { timeoutMs: 1000 })).toMatchObject({ how: 'timeout' });
  });

  it('is not even started when the run was cancelled before', async () => {
    expect(await run(`console.error('started')`, { signal: AbortSignal.abort() })).toMatchObject({ how: 'cancelled', told: [] });
  });

  it('leaves others alone that run at the same time', async () => {
    const controller = new AbortController();
    const first = run(patient, { signal: controller.signal, tell: () => controller.abort() });
    const second = run(`setTimeout(() => console.log('done'), 700)`);
    expect(await first).toMatchObject({ how: 'cancelled' });
    expect(await second).toMatchObject({ how: 'by-itself', exitCode: 0, stdout: ['done'] });
  });
});

it('says that a program can not be started', async () => {
  await expect(run('', { file: '/nonexistent/program' })).rejects.toThrow('/nonexistent/program');
});
