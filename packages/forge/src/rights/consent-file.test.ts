import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuseConsent } from './consent-file.ts';
import { factory, place } from './rights.fixture.ts';

const { host } = factory;

describe('a consent file', () => {
  it.each([
    { story: 'names the factory', text: 'factories: [acme/image-factory]\n' },
    { story: 'names it among others', text: '# ours\nfactories:\n  - other/factory\n  - "acme/image-factory"\n' },
    { story: 'names it in other letters', text: 'factories: [ACME/Image-Factory]\n' },
    { story: 'names it with its host', text: 'factories: [github.com/acme/image-factory]\n' },
  ])('that $story agrees', ({ text }) => {
    expect(refuseConsent(text, host, factory)).toBeUndefined();
  });

  it.each([
    { story: 'is empty', text: '', why: 'must hold `factories`' },
    { story: 'is a list', text: '- acme/image-factory\n', why: 'must hold `factories`' },
    { story: 'names another factory', text: 'factories: [acme/other]\n', why: 'It names `acme/other`, and not acme/image-factory.' },
    { story: 'names one whose name goes on', text: 'factories: [acme/image-factory-2]\n', why: 'and not acme/image-factory' },
    { story: 'names all of an owner', text: 'factories: [acme/*]\n', why: 'is not a repository' },
    { story: 'names an owner', text: 'factories: [acme]\n', why: 'is not a repository' },
    { story: 'names everybody', text: "factories: ['*']\n", why: 'is not a repository' },
    { story: 'names a URL', text: 'factories: [https://github.com/acme/image-factory]\n', why: 'is not a repository' },
    { story: 'names it on another host', text: 'factories: [git.example.com/acme/image-factory]\n', why: 'and not acme/image-factory' },
    { story: 'has one wrong name beside the right one', text: 'factories: [acme/image-factory, 7]\n', why: '`7` is not a repository' },
    { story: 'has a text and no list', text: 'factories: acme/image-factory\n', why: 'must be a list' },
    { story: 'has an empty list', text: 'factories: []\n', why: 'It names no factory.' },
    { story: 'has another key, too', text: 'factories: [acme/image-factory]\nworkflows: [build.yml]\n', why: '`workflows` means nothing there' },
    { story: 'has the key twice', text: 'factories: [acme/image-factory]\nfactories: [x/y]\n', why: 'second time' },
    { story: 'has an alias', text: 'factories: &a [acme/image-factory]\nx: *a\n', why: 'anchor' },
    { story: 'has two documents', text: 'factories: [acme/image-factory]\n---\nfactories: []\n', why: 'second YAML document' },
    { story: 'is no YAML', text: 'factories: [acme/image-factory\n', why: 'not closed' },
    { story: 'names too many', text: `factories: [${Array.from({ length: 101 }, () => 'acme/image-factory').join(', ')}]\n`, why: 'more than 100' },
    { story: 'is very large', text: `#${'x'.repeat(300_000)}\nfactories: [acme/image-factory]\n`, why: 'larger than' },
  ])('that $story does not', ({ text, why }) => {
    expect(refuseConsent(text, host, factory)).toContain(why);
  });

  it('names a factory on another host with that host alone', () => {
    const far = place('team/sub/factory', 'gitlab.com');
    expect(refuseConsent('factories: [gitlab.com/team/sub/factory]\n', host, far)).toBeUndefined();
    expect(refuseConsent('factories: [team/sub/factory]\n', host, far)).toContain('and not gitlab.com/team/sub/factory');
  });

  it('law: whatever is in it, it agrees only where it names the factory, and never throws', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('factories:', '- acme/image-factory', 'factories: [acme/image-factory]', '- a/b', '---', '{', ']'));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join('\n');
        if (!text.includes('acme/image-factory')) expect(refuseConsent(text, host, factory)).toEqual(expect.any(String));
        else refuseConsent(text, host, factory);
      }),
    );
  });
});
