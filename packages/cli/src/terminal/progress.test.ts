import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { createProgress } from './progress.ts';

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { written, isTTY, columns: 60, write: (text: string) => void written.push(text) };
}

/** What a terminal shows in its last line after all that was written. */
function lastLine(written: readonly string[]): string {
  return (written.join('').split('\n').at(-1) ?? '').split('\r\u001b[2K').at(-1) ?? '';
}

describe('progress', () => {
  it('draws on a terminal and takes itself away', () => {
    const terminal = stream(true);
    const progress = createProgress(terminal, {}, () => 0);
    progress.show('Analyze Dockerfiles', 5, 10);
    expect(lastLine(terminal.written)).toBe('Analyze Dockerfiles ██████████░░░░░░░░░░ 5/10');
    progress.clear();
    expect(lastLine(terminal.written)).toBe('');
  });

  it('is never wider than the terminal', () => {
    const terminal = { ...stream(true), columns: 20 };
    createProgress(terminal, {}, () => 0).show('Analyze Dockerfiles', 5, 10);
    expect(lastLine(terminal.written).length).toBeLessThan(20);
  });

  it('does not draw more often than an eye can follow, but shows the end', () => {
    const terminal = stream(true);
    const progress = createProgress(terminal, {}, () => 0);
    for (let done = 1; done <= 1000; done += 1) progress.show('Analyze', done, 1000);
    expect(terminal.written).toHaveLength(2);
    expect(lastLine(terminal.written)).toContain('1000/1000');
  });

  it.each([
    { story: 'no terminal', isTTY: false, env: {} },
    { story: 'a terminal without abilities', isTTY: true, env: { TERM: 'dumb' } },
  ])('$story: nothing is written', ({ isTTY, env }) => {
    const terminal = stream(isTTY);
    const progress = createProgress(terminal, env, () => 0);
    progress.show('Analyze', 1, 2);
    progress.clear();
    expect(terminal.written).toEqual([]);
  });
});

describe('log', () => {
  const logOn = (isTTY: boolean, level: 'quiet' | 'normal' | 'verbose') => {
    const stderr = stream(isTTY);
    return { stderr, log: createLog({ stderr, level, progress: createProgress(stderr, {}, () => 0) }) };
  };

  it('a phase passes by on a terminal, also when it fails', async () => {
    const { stderr, log } = logOn(true, 'normal');
    await expect(log.phase('Read', async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(stderr.written.join('')).toContain('Read …');
    expect(lastLine(stderr.written)).toBe('');
  });

  it.each([
    { level: 'quiet', says: [] },
    { level: 'normal', says: ['Found \\u001b[31m it\n'] },
    { level: 'verbose', says: ['Read …\n', 'Found \\u001b[31m it\n', 'debug: in detail\n'] },
  ] as const)('$level, without a terminal', async ({ level, says }) => {
    const { stderr, log } = logOn(false, level);
    await log.phase('Read', async () => {
      log.info('Found \u001b[31m it');
      log.debug('in detail');
      log.progress(1, 2);
    });
    expect(stderr.written).toEqual(says);
  });
});
