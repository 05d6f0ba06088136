import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Problem } from '@image-factory/core/problem';
import { captured } from '../run/captured.fixture.ts';
import { commandsIn } from '../run/runner.fixture.ts';
import { UserError } from '../run/user-error.ts';
import { Flag, Secret } from './blocks.ts';
import { readInputs } from './read.ts';

const Inputs = z.strictObject({ githubToken: Secret, dryRun: Flag.default(false) });
const runner = { GITHUB_ACTIONS: 'true', 'INPUT_GITHUB-TOKEN': 'hunter2hunter2' };

describe('readInputs', () => {
  it('masks every form of a secret, also when another input is wrong', async () => {
    const output = await captured(() => {
      expect(() => readInputs(Inputs, { ...runner, 'INPUT_DRY-RUN': 'maybe' })).toThrow(UserError);
    });
    const masked = commandsIn(output)
      .filter(({ name }) => name === 'add-mask')
      .map(({ data }) => data);
    expect(masked).toContain('hunter2hunter2');
    expect(masked).toContain(Buffer.from('x-access-token:hunter2hunter2').toString('base64'));
  });

  it('prints nothing where no runner swallows the mask', async () => {
    const output = await captured(() => readInputs(Inputs, { ...runner, GITHUB_ACTIONS: undefined }));
    expect(output).toBe('');
  });

  it('hands warnings to whoever collects them', () => {
    const problems: Problem[] = [];
    readInputs(Inputs, { 'INPUT_GITHUB-TOKEN': 'x', INPUT_DRYRUN: 'true' }, { report: (problem) => problems.push(problem) });
    expect(problems).toMatchObject([{ severity: 'warning', code: 'inputs/unknown' }]);
  });

  it('annotates warnings when nobody does', async () => {
    const output = await captured(() => readInputs(Inputs, { 'INPUT_GITHUB-TOKEN': 'x', INPUT_DRYRUN: 'true' }));
    expect(commandsIn(output)).toMatchObject([{ name: 'warning' }]);
  });

  it('throws all problems at once', () => {
    const read = (): unknown => readInputs(Inputs, { 'INPUT_DRY-RUN': 'maybe' });
    expect(read).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ code: 'inputs/missing' }), expect.objectContaining({ code: 'inputs/invalid' })] }));
  });
});
