import { describe, expect, it } from 'vitest';
import { decide, type Seen } from './decide.ts';

const ours = { head: 'h', isOurs: true, isCurrent: false };
const theirs = { ...ours, isOurs: false };

describe('the standing pull request', () => {
  it.each<{ story: string; seen: Seen; step: object }>([
    { story: 'nothing to change, nothing there', seen: {}, step: { kind: 'nothing' } },
    { story: 'nothing to change, a branch is left over', seen: { branch: ours }, step: { kind: 'nothing' } },
    { story: 'nothing to change any more', seen: { branch: ours, open: { pull: 1, content: 'x' } }, step: { kind: 'close', pull: 1, remove: 'h' } },
    { story: 'nothing to change any more, but somebody worked on it', seen: { branch: theirs, open: { pull: 1 } }, step: { kind: 'close', pull: 1 } },
    { story: 'the first one', seen: { wanted: 'w' }, step: { kind: 'create' } },
    { story: 'something else than last time', seen: { wanted: 'w', branch: ours, open: { pull: 1, content: 'x' } }, step: { kind: 'rebuild', head: 'h' } },
    { story: 'just this is proposed', seen: { wanted: 'w', branch: { ...ours, isCurrent: true }, open: { pull: 1, content: 'w' } }, step: { kind: 'unchanged', pull: 1 } },
    { story: 'the run before ended before it had asked', seen: { wanted: 'w', branch: { ...ours, isCurrent: true } }, step: { kind: 'tell', head: 'h', besides: false } },
    {
      story: 'the run before ended before it had told',
      seen: { wanted: 'w', branch: { ...ours, isCurrent: true }, open: { pull: 1, content: 'x' } },
      step: { kind: 'tell', head: 'h', besides: false },
    },
    { story: 'somebody worked on it', seen: { wanted: 'w', branch: theirs, open: { pull: 1, content: 'x' } }, step: { kind: 'add', head: 'h' } },
    { story: 'somebody did it all', seen: { wanted: 'w', branch: { ...theirs, isCurrent: true } }, step: { kind: 'tell', head: 'h', besides: true } },
    { story: 'somebody said no to this', seen: { wanted: 'w', branch: ours, declined: { pull: 1, content: 'w' } }, step: { kind: 'declined', pull: 1 } },
    { story: 'somebody said no to something else', seen: { wanted: 'w', branch: ours, declined: { pull: 1, content: 'x' } }, step: { kind: 'rebuild', head: 'h' } },
    {
      story: 'somebody said no, and opened it again',
      seen: { wanted: 'w', branch: { ...ours, isCurrent: true }, open: { pull: 2, content: 'w' }, declined: { pull: 1, content: 'w' } },
      step: { kind: 'unchanged', pull: 2 },
    },
  ])('$story: $step.kind', ({ seen, step }) => {
    expect(decide(seen)).toEqual(step);
  });

  it("never rewrites or removes somebody else's commits, whatever else there is", () => {
    const contents = [undefined, 'v', 'w'];
    const pulls = [undefined, { pull: 1 }, ...['v', 'w'].map((content) => ({ pull: 1, content }))];
    for (const wanted of contents)
      for (const open of pulls)
        for (const content of contents)
          for (const isCurrent of [true, false]) {
            const declined = content === undefined ? {} : { declined: { pull: 2, content } };
            const step = decide({ branch: { ...theirs, isCurrent }, ...(wanted === undefined ? {} : { wanted }), ...(open === undefined ? {} : { open }), ...declined });
            expect(step.kind).not.toBe('rebuild');
            expect(step).not.toHaveProperty('remove');
          }
  });
});
