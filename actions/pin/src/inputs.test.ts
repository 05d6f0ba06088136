import { describeInputs, describeOutputs, readAction } from '@image-factory/action-kit';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PinInputs } from './inputs.ts';
import { nothing } from './report.ts';

const file = fileURLToPath(new URL('../action.yml', import.meta.url));

describe('action.yml', () => {
  it('declares exactly the inputs that the schema reads, with the same defaults and words', async () => {
    expect(describeInputs(PinInputs)).toEqual((await readAction(file)).inputs);
  });

  it('declares exactly the outputs that are set', async () => {
    expect(describeOutputs(nothing).toSorted()).toEqual(Object.keys((await readAction(file)).outputs).toSorted());
  });
});
