import { expect, it } from 'vitest';
import { memoryLog } from './log.ts';

it('remembers what was said, and within which phase', async () => {
  const log = memoryLog();
  log.info('start');
  const value = await log.phase('outer', async () => {
    log.debug('detail');
    return log.phase('inner', () => {
      log.info('deep');
      return 7;
    });
  });
  log.info('end');
  expect(value).toBe(7);
  expect(log.lines).toEqual(['start', '> outer', 'detail', '> inner', 'deep', 'end']);
  expect(log.entries).toEqual([
    { level: 'info', message: 'start', phases: [] },
    { level: 'debug', message: 'detail', phases: ['outer'] },
    { level: 'info', message: 'deep', phases: ['outer', 'inner'] },
    { level: 'info', message: 'end', phases: [] },
  ]);
});

it('a phase that throws is over', async () => {
  const log = memoryLog();
  await expect(log.phase('bad', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  log.info('after');
  expect(log.entries).toEqual([{ level: 'info', message: 'after', phases: [] }]);
});
