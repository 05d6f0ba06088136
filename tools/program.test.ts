import { describe, expect, it } from 'vitest';
import { programs, runQuietly, showNode } from './program.ts';

describe('programs', () => {
  it.each(Object.entries(programs))('%s is there', async (_, program) => {
    await expect(runQuietly(program, [program.from === '@vercel/ncc' ? 'version' : '--version'])).resolves.toBeUndefined();
  });

  it('says what a program said when it ended badly', async () => {
    await expect(runQuietly(programs.tsc, ['--project', 'none.json'])).rejects.toThrow(/tsc --project none.json ended with 1\.\n.*none\.json/s);
  });

  it('refuses a program that its package does not bring', async () => {
    await expect(runQuietly({ from: 'oxlint', name: 'none' }, [])).rejects.toThrow('oxlint brings no program named none.');
  });

  it.each([
    { code: 'process.exitCode = 0', well: true },
    { code: 'process.exitCode = 3', well: false },
    { code: "process.kill(process.pid, 'SIGKILL')", well: false },
  ])('$code: ended well is $well', async ({ code, well }) => {
    expect(await showNode(['--eval', code])).toBe(well);
  });
});
