import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { place } from '../rights/rights.fixture.ts';
import { countItems, fingerprintOf, sortItems, type NoticeItem } from './notice.ts';
import { broken, notice, stale } from './notices.fixture.ts';

const anyItem: fc.Arbitrary<NoticeItem> = fc
  .record({ severity: fc.constantFrom('error', 'warning', 'notice'), text: fc.string() }, { noNullPrototype: true })
  .chain((item) => fc.option(fc.string()).map((image): NoticeItem => (image === null ? item : { ...item, image })));

describe('what a notice says', () => {
  it('law: is the same in any order, and however often', () => {
    fc.assert(
      fc.property(fc.array(anyItem), fc.nat(), (items, by) => {
        const turned = [...items.slice(by % (items.length + 1)), ...items, ...items.slice(0, by % (items.length + 1))];
        expect(fingerprintOf(notice(turned))).toBe(fingerprintOf(notice(items)));
        expect(sortItems(turned)).toEqual(sortItems(items));
      }),
    );
  });

  it.each([
    { story: 'another text', other: notice([{ ...stale, text: 'behind its bases for 10 days' }]) },
    { story: 'another severity', other: notice([{ ...stale, severity: 'error' }]) },
    { story: 'another image', other: notice([{ ...stale, image: 'web' }]) },
    { story: 'another link', other: notice([{ ...stale, url: 'https://github.com/acme/app/actions/runs/8' }]) },
    { story: 'one more', other: notice([stale, broken]) },
    { story: 'nothing', other: notice([]) },
    { story: 'another title', other: notice([stale], { title: 'x' }) },
    { story: 'another factory', other: notice([stale], { factory: place('acme/other').repo }) },
    { story: 'a text that runs into the next field', other: notice([{ severity: 'warning', image: 'app","behind', text: 'its bases for 9 days' }]) },
  ])('changes with $story', ({ other }) => {
    expect(fingerprintOf(other)).not.toBe(fingerprintOf(notice([stale])));
  });

  it('that all is well is the same under every title', () => {
    expect(fingerprintOf(notice([], { title: 'x' }))).toBe(fingerprintOf(notice([])));
  });
});

it('counts items, worst first', () => {
  expect(countItems([stale, broken, broken])).toBe('2 errors and 1 warning');
  expect(sortItems([stale, broken, stale])).toEqual([broken, stale]);
});
