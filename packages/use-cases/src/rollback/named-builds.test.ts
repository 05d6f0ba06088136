import { immutableTag, parseVersion } from '@image-factory/core/build';
import { parseRebuildKey } from '@image-factory/core/rebuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildsNamed } from './named-builds.ts';
import { tag } from './world.fixture.ts';

const keys = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
const versions = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,114}$/);

describe('the builds that a name may mean', () => {
  it('has every build by its version, its key, the beginning of that, and its tag', () => {
    fc.assert(
      fc.property(versions, keys, fc.boolean(), (text, digits, hasVersion) => {
        const [version, key] = [hasVersion ? parseVersion(text) : undefined, parseRebuildKey(digits)];
        const made = immutableTag(version, key);
        if (made === undefined) throw new Error(`${text} ${digits}`);
        for (const name of [digits, digits.slice(0, 12), made, ...(version === undefined ? [] : [version])]) {
          expect(buildsNamed(name, [tag('other'), made]).map((build) => build.tag)).toContain(made);
        }
        const [build] = buildsNamed(made, [made]);
        expect(build).toEqual({ tag: made, key: digits.slice(0, 12), ...(version === undefined ? {} : { version }) });
      }),
    );
  });

  it.each([
    { name: '1.4.2', fixed: ['1.4.20', '1.4.2-rc.1', '11.4.2', 'v1.4.2'], found: [] },
    { name: '1.4.2', fixed: ['1.4.2', '1.4.2-aaaaaaaaaaaa', '1.4.2-debug'], found: ['1.4.2', '1.4.2-aaaaaaaaaaaa'] },
    { name: 'aaaaaaaaaaaa', fixed: ['aaaaaaaaaaaa', '1.4.2-aaaaaaaaaaaa', 'aaaaaaaaaaaab'], found: ['aaaaaaaaaaaa', '1.4.2-aaaaaaaaaaaa'] },
    { name: 'aaaaaaaaaaa', fixed: ['aaaaaaaaaaaa'], found: [] },
    { name: '2026.11.21', fixed: ['2026.11.21', '2026.11.21.1', '2026.11.21-0123456789ab'], found: ['2026.11.21', '2026.11.21-0123456789ab'] },
    { name: '', fixed: ['1.4.2'], found: [] },
  ])('$name among $fixed: $found', ({ name, fixed, found }) => {
    expect(buildsNamed(name, fixed.map(tag)).map((build) => String(build.tag))).toEqual(found);
  });
});
