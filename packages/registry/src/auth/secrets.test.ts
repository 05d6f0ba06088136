import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecrets } from './secrets.ts';

const anySecret = fc.string({ minLength: 12, maxLength: 40, unit: 'grapheme-ascii' }).filter((secret) => !/^[\s*]|[\s*]$/.test(secret));

describe('secrets', () => {
  it('do not show in a text, in whichever spelling and case', () => {
    fc.assert(
      fc.property(anySecret, fc.lorem(), fc.constantFrom('utf8', 'base64', 'base64url', 'hex', 'uri'), fc.boolean(), (secret, around, spelling, isLoud) => {
        const secrets = createSecrets();
        secrets.add(secret);
        const spelled = spelling === 'uri' ? encodeURIComponent(secret) : Buffer.from(secret).toString(spelling);
        const said = `${around} ${isLoud ? spelled.toUpperCase() : spelled} ${around}`;
        const hidden = secrets.hide(said);
        expect(hidden.toLowerCase()).not.toContain(spelled.toLowerCase());
        expect(hidden).toContain('***');
      }),
    );
  });

  it('leave other texts as they are', () => {
    const secrets = createSecrets();
    secrets.add('', undefined, 'correct horse battery');
    expect(secrets.hide('İ am `r.example` and answered 503')).toBe('İ am `r.example` and answered 503');
  });

  it('that hold each other are hidden whole', () => {
    const secrets = createSecrets();
    secrets.add('battery', 'correct-horse-battery-staple');
    expect(secrets.hide('a correct-horse-battery-staple, a battery')).toBe('a ***, a ***');
  });

  it.each([
    { story: 'in a query', url: 'https://evil.example/?x=correct%20horse%3Abattery', is: true },
    { story: 'in a path, as base64', url: `https://evil.example/${Buffer.from('correct horse:battery').toString('base64')}`, is: true },
    { story: 'in a name, as hex', url: `https://${Buffer.from('correct horse:battery').toString('hex')}.evil.example/`, is: true },
    { story: 'behind a broken escape', url: 'https://evil.example/%zz?x=correct%20horse%3Abattery', is: true },
    { story: 'nowhere', url: 'https://evil.example/correct/horse', is: false },
    { story: 'a secret too short to tell from chance', url: 'https://evil.example/pw1', is: false },
  ])('are seen in an address: $story', ({ url, is }) => {
    const secrets = createSecrets();
    secrets.add('correct horse:battery', 'pw1');
    expect(secrets.isIn(new URL(url))).toBe(is);
  });
});
