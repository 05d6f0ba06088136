import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChallenges } from './auth/challenge.ts';
import { nextLink } from './net/link.ts';
import { longestPauseMs, retryAfterMs } from './net/retry-after.ts';

const word = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,12}$/);
const text = fc.string({ unit: fc.constantFrom(...'abc ,;="\\<>/:?&%é\t'), maxLength: 20 });
const anyHeader = fc.oneof(text, fc.string({ maxLength: 60 }), fc.string({ unit: fc.constantFrom('"', '\\', ',', '=', ' ', 'a', '<', '>', ';', 'Bearer ', 'realm="'), maxLength: 60 }));

function quote(value: string): string {
  return `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

describe('WWW-Authenticate', () => {
  const anyChallenge = fc.record({
    scheme: word,
    parameters: fc.uniqueArray(fc.tuple(word, text), { selector: ([name]) => name.toLowerCase(), minLength: 1, maxLength: 4 }),
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.array(anyChallenge, { minLength: 1, maxLength: 3 }), fc.constantFrom(', ', ',', ' ,, '), (challenges, comma) => {
        const header = challenges.map(({ scheme, parameters }) => `${scheme} ${parameters.map(([name, value]) => `${name}=${quote(value)}`).join(comma)}`).join(comma);
        const expected = challenges.map(({ scheme, parameters }) => ({ scheme: scheme.toLowerCase(), parameters: new Map(parameters.map(([name, value]) => [name.toLowerCase(), value])) }));
        expect(parseChallenges(header)).toEqual(expected);
      }),
    );
  });

  it('of any text is a list of challenges, never an error', () => {
    fc.assert(
      fc.property(anyHeader, (header) => parseChallenges(header).every(({ scheme }) => scheme === scheme.toLowerCase() && scheme !== '')),
      { numRuns: 2000 },
    );
  });

  it.each([
    { story: 'none', header: undefined, is: [] },
    { story: 'a scheme alone', header: 'Basic', is: ['basic'] },
    { story: 'one with a value and no name', header: 'Negotiate dG9rZW4=, Basic realm="x"', is: ['negotiate', 'basic'] },
    { story: 'values without quotes', header: 'Bearer realm=https, service=b', is: ['bearer'] },
    { story: 'a parameter twice', header: 'Bearer realm="a", Realm="b"', is: [] },
    { story: 'the same parameter in two challenges', header: 'Basic realm="a", Bearer realm="b"', is: ['basic', 'bearer'] },
    { story: 'a parameter of nothing', header: 'realm="a"', is: [] },
    { story: 'quotes without end', header: 'Basic realm="a', is: [] },
    { story: 'something behind a value', header: 'Basic realm="a"b', is: [] },
    { story: 'longer than any', header: `Basic realm="${'a'.repeat(9000)}"`, is: [] },
  ])('$story', ({ header, is }) => {
    expect(parseChallenges(header).map(({ scheme }) => scheme)).toEqual(is);
  });
});

describe('Link', () => {
  const target = fc.stringMatching(/^[a-z/?&=.%,;"0-9]{1,30}$/);
  const other = fc.constantFrom('rel="prev"', 'rel=last', 'title="a, rel=next; <b>"', 'rel="nextish"', 'xrel="next"');

  it('has the target of `next`, wherever it stands', () => {
    fc.assert(
      fc.property(
        target,
        fc.array(fc.tuple(target, other)),
        fc.array(fc.tuple(target, other)),
        fc.constantFrom('rel="next"', 'rel=next', 'REL="NEXT"', 'title="x,y"; rel="next"'),
        (next, before, after, rel) => {
          const links = [...before, [next, rel] as const, ...after].map(([address, parameters]) => `<${address}>; ${parameters}`);
          expect(nextLink(links.join(', '))).toBe(next);
        },
      ),
    );
  });

  it('without `next` has none', () => {
    fc.assert(fc.property(fc.array(fc.tuple(target, other)), (links) => nextLink(links.map(([address, parameters]) => `<${address}>; ${parameters}`).join(',')) === undefined));
  });

  it('of any text is a part of it, or nothing', () => {
    fc.assert(
      fc.property(anyHeader, (header) => header.includes(nextLink(header) ?? '')),
      { numRuns: 2000 },
    );
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 10, 21, 10);

  it('of any text is a pause that is bounded, or nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyHeader,
          fc.double().map(String),
          fc.bigInt().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        fc.integer(),
        (header, serverNow) => {
          const pause = retryAfterMs(header, serverNow);
          expect(pause === undefined || (pause >= 0 && pause <= longestPauseMs)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('in seconds, and as a date so many seconds from now, is the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400 }), fc.integer({ min: 0, max: 4_000_000_000 }), (seconds, since) => {
        const serverNow = since * 1000;
        expect(retryAfterMs(String(seconds), serverNow)).toBe(seconds * 1000);
        expect(retryAfterMs(new Date(serverNow + seconds * 1000).toUTCString(), serverNow)).toBe(seconds * 1000);
      }),
    );
  });

  it.each([
    { header: undefined, is: undefined },
    { header: '', is: undefined },
    { header: 'soon', is: undefined },
    { header: '-1', is: undefined },
    { header: '1e3', is: undefined },
    { header: '0x10', is: undefined },
    { header: ' 7 ', is: 7000 },
    { header: '0.5', is: 500 },
    { header: '99999999999', is: longestPauseMs },
    { header: 'Sat, 21 Nov 2026 10:00:09 GMT', is: 9000 },
    { header: 'Saturday, 21-Nov-26 10:00:09 GMT', is: 9000 },
    { header: 'Sat Nov 21 10:00:09 2026 GMT', is: 9000 },
    { header: 'Sat, 21 Nov 2020 10:00:00 GMT', is: 0 },
  ])('$header: $is', ({ header, is }) => {
    expect(retryAfterMs(header, now)).toBe(is);
  });
});
