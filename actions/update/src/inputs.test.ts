import { describeInputs, describeOutputs, parseInputs, readAction } from '@image-factory/action-kit';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { proposesOf, UpdateInputs } from './inputs.ts';
import { nothing } from './report.ts';

const file = fileURLToPath(new URL('../action.yml', import.meta.url));

describe('action.yml', () => {
  it('declares exactly the inputs that the schema reads, with the same defaults and words', async () => {
    expect(describeInputs(UpdateInputs)).toEqual((await readAction(file)).inputs);
  });

  it('declares exactly the outputs that are set', async () => {
    expect(describeOutputs(nothing).toSorted()).toEqual(Object.keys((await readAction(file)).outputs).toSorted());
  });
});

describe('the pull request holds all images', () => {
  it.each([
    { inputs: {}, proposes: 'when-asked' },
    { inputs: { 'PULL-REQUEST': 'true' }, proposes: 'always' },
    { inputs: { SHARD: '1/2' }, proposes: 'never' },
    { inputs: { IMAGE: 'web' }, proposes: 'never' },
    { inputs: { SHARD: '1/2', 'PULL-REQUEST': 'true' }, proposes: '`shard` names some of them' },
    { inputs: { IMAGE: 'web', 'PULL-REQUEST': 'true' }, proposes: '`image` names some of them' },
  ])('$inputs: $proposes', ({ inputs, proposes }) => {
    const { value } = parseInputs(UpdateInputs, Object.fromEntries(Object.entries(inputs).map(([name, text]) => [`INPUT_${name}`, text])));
    if (value === undefined) throw new Error('not read');
    if (proposes.startsWith('`')) expect(() => proposesOf(value)).toThrow(proposes);
    else expect(proposesOf(value)).toBe(proposes);
  });
});
