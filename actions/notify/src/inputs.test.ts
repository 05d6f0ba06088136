import { describeInputs, describeOutputs, readAction, UserError } from '@image-factory/action-kit';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { NotifyInputs, readHosts } from './inputs.ts';
import { nothing } from './report.ts';

const file = fileURLToPath(new URL('../action.yml', import.meta.url));

describe('action.yml', () => {
  it('declares exactly the inputs that the schema reads, with the same defaults and words', async () => {
    expect(describeInputs(NotifyInputs)).toEqual((await readAction(file)).inputs);
  });

  it('declares exactly the outputs that are set', async () => {
    expect(describeOutputs(nothing).toSorted()).toEqual(Object.keys((await readAction(file)).outputs).toSorted());
  });
});

describe('slack-hosts', () => {
  it('are hosts, with a port where they have one', () => {
    expect(readHosts(['Chat.example.com', 'chat.example.com:8443'])).toEqual(['chat.example.com', 'chat.example.com:8443']);
  });

  it('every line that is none is a problem', () => {
    try {
      readHosts(['https://chat.example.com/hooks', 'a.b', '*.example.com']);
      expect.unreachable();
    } catch (error) {
      expect(error instanceof UserError && error.problems).toMatchObject([{ code: 'inputs/invalid', hint: 'Write `chat.example.com`.' }, { code: 'inputs/invalid' }]);
    }
  });
});
