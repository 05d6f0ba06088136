import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpolate, type Variables } from './interpolate.ts';

function outcome(text: string, variables: Variables = {}): string {
  const result = interpolate(text, variables);
  return result.ok ? result.value : `unknown, because ${result.error}`;
}

describe('variables of a Compose file', () => {
  it.each([
    { story: 'no variable at all', text: 'apps/api', gives: 'apps/api' },
    { story: 'a dollar sign that is meant', text: 'cost: $$5 and $$NAME', gives: 'cost: $5 and $NAME' },
    { story: 'a name that is set', text: 'node:$NODE-slim', variables: { NODE: '22' }, gives: 'node:22-slim' },
    { story: 'a name in braces that is set', text: 'node:${NODE}slim', variables: { NODE: '22' }, gives: 'node:22slim' },
    { story: 'a name that is set to nothing', text: '[${NODE}]', variables: { NODE: '' }, gives: '[]' },
    { story: 'a default where nothing is set', text: '${NODE:-22}', gives: '22' },
    { story: 'a default where an empty text is set', text: '${NODE:-22}', variables: { NODE: '' }, gives: '22' },
    { story: 'the weaker default keeps an empty text', text: '[${NODE-22}]', variables: { NODE: '' }, gives: '[]' },
    { story: 'the weaker default where nothing is set', text: '${NODE-22}', gives: '22' },
    { story: 'a default with a default', text: '${A:-${B:-${C:-deep}}}!', gives: 'deep!' },
    { story: 'a default with text and variables', text: '${IMAGE:-node:${NODE}-slim}', variables: { NODE: '22' }, gives: 'node:22-slim' },
    { story: 'a default that is not used need not be known', text: '${NODE:-${OTHER}}', variables: { NODE: '22' }, gives: '22' },
    { story: 'a needed variable that is set', text: '${NODE:?say which}', variables: { NODE: '22' }, gives: '22' },
    { story: 'instead of what is set', text: 'app${DEBUG:+-debug}', variables: { DEBUG: '1' }, gives: 'app-debug' },
    { story: 'nothing instead of what is not set', text: 'app${DEBUG:+-debug}', gives: 'app' },
    { story: 'nothing instead of an empty text', text: 'app${DEBUG:+-debug}', variables: { DEBUG: '' }, gives: 'app' },
    { story: 'the weaker instead takes an empty text', text: 'app${DEBUG+-debug}', variables: { DEBUG: '' }, gives: 'app-debug' },
    { story: 'a dollar sign before anything else', text: '$5 and $(id) for a$', gives: '$5 and $(id) for a$' },
    { story: 'a default that is a dollar sign', text: '${X:-$}b', gives: '$b' },
    { story: 'a default with braces', text: '${X:-{"a": {}}}!', gives: '{"a": {}}!' },
    { story: 'a name that objects have', text: '$constructor', gives: 'unknown, because `constructor` is taken from the environment of the build and has no default' },
    { story: 'nothing is set', text: 'node:$NODE', gives: 'unknown, because `NODE` is taken from the environment of the build and has no default' },
    { story: 'a default that is not known either', text: '${A:-$B}', gives: 'unknown, because `B` is taken from the environment of the build and has no default' },
    { story: 'a needed variable', text: '${NODE:?say which}', gives: 'unknown, because `NODE` must be set for each build, and has no value here' },
  ])('$story: $text', ({ text, variables, gives }) => {
    expect(outcome(text, variables)).toBe(gives);
  });

  it.each(['${', '${}', '${A', '${A:-b', '${5}', '${A b}', '${ A}', '${A:}', '${A:=b}', '${A!b}', 'a${A:-$b', '${A:-${B}'])('%s is refused, as Compose refuses it', (text) => {
    expect(outcome(text, { A: 'set' })).toContain('no interpolation that Compose takes');
  });

  it('puts back any text whose dollar signs are doubled', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', 'A', ':', '-', '?', 'é') }), (text) => {
        expect(interpolate(text.replaceAll('$', '$$$$'), {})).toEqual({ ok: true, value: text });
      }),
    );
  });

  it('ends for any text, however deep', () => {
    const text = fc.string({ unit: fc.constantFrom('$', '{', '}', 'A', 'B', ':-', '-', '?', '+', 'x'), maxLength: 200 });
    fc.assert(
      fc.property(text, (written) => {
        expect(typeof interpolate(written, { A: 'a' }).ok).toBe('boolean');
      }),
      { numRuns: 3000 },
    );
    expect(outcome('${A:-'.repeat(100_000))).toContain('no interpolation');
    expect(outcome('$A'.repeat(50_000), { A: 'many characters' })).toContain('longer than 64 KiB');
  });
});
