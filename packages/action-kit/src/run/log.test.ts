import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './any-text.fixture.ts';
import { captured } from './captured.fixture.ts';
import { createLog } from './log.ts';
import { commandsIn } from './runner.fixture.ts';

describe('the log of a step', () => {
  it('groups what belongs to a phase', async () => {
    const log = createLog();
    const output = await captured(() => log.phase('Resolve', async () => log.info('two')));
    expect(output).toBe('::group::Resolve\ntwo\n::endgroup::\n');
  });

  it('makes a phase within a phase a line of its group', async () => {
    const log = createLog();
    const output = await captured(() => log.phase('Outer', () => log.phase('Inner', async () => log.info('x'))));
    expect(output).toBe('::group::Outer\nInner\nx\n::endgroup::\n');
  });

  it('closes the group of a phase that fails, and gives the error on', async () => {
    const log = createLog();
    const output = await captured(async () => {
      await expect(log.phase('Fails', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
      log.info('after');
    });
    expect(output).toBe('::group::Fails\n::endgroup::\nafter\n');
  });

  it('gives back what a phase comes to', async () => {
    await captured(async () => expect(await createLog().phase('Count', async () => 3)).toBe(3));
  });

  it('issues its own commands and no other, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const log = createLog();
        const output = await captured(() =>
          log.phase(text, async () => {
            log.info(text);
            log.debug(text);
            log.warning(text);
          }),
        );
        expect(commandsIn(output).map(({ name }) => name)).toEqual(['group', 'debug', 'warning', 'endgroup']);
      }),
      { numRuns: 1000 },
    );
  });
});
