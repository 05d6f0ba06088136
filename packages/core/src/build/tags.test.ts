import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTag } from '../reference/index.ts';
import { key, version } from './build.fixture.ts';
import { expandTags, immutableTag, type TagFacts } from './index.ts';

const now = new Date('2026-11-21T10:00:00Z');
const all: TagFacts = { version: version('v1.4.2'), key: key('a'), revision: '0123456789abcdef0123456789abcdef01234567', now, run: 118 };

describe('templates of tags', () => {
  it.each<{ template: string; facts?: Partial<TagFacts>; gives: string }>([
    { template: 'latest', gives: 'latest' },
    { template: '{{version}}', gives: 'v1.4.2' },
    { template: '{{major}}.{{minor}}', gives: '1.4' },
    { template: '{{ major }}', gives: '1' },
    { template: '{{patch}}-alpine', gives: '2-alpine' },
    { template: '{{key}}', gives: 'aaaaaaaaaaaa' },
    { template: 'sha-{{sha}}', gives: 'sha-0123456789ab' },
    { template: '{{date}}-{{run}}', gives: '20261121-118' },
    { template: '{{version}}', facts: { version: undefined }, gives: 'warning build/tag-left-out: The tag `{{version}}` is left out: the build has no version.' },
    { template: '{{major}}', facts: { version: version('2026.11.21.1') }, gives: 'warning build/tag-left-out: The tag `{{major}}` is left out: `2026.11.21.1` is no semantic version.' },
    { template: '{{minor}}', facts: { version: undefined }, gives: 'warning build/tag-left-out: The tag `{{minor}}` is left out: the build has no version.' },
    { template: '{{key}}', facts: { key: undefined }, gives: 'warning build/tag-left-out: The tag `{{key}}` is left out: nobody asked for the build as a rebuild.' },
    { template: '{{sha}}', facts: { revision: undefined }, gives: 'warning build/tag-left-out: The tag `{{sha}}` is left out: the commit of the source is not known.' },
    { template: '{{run}}', facts: { run: undefined }, gives: 'warning build/tag-left-out: The tag `{{run}}` is left out: the run has no number.' },
    { template: '{{verson}}', gives: 'error build/unknown-placeholder: The tag `{{verson}}` has `{{verson}}`, which stands for nothing.' },
    { template: '{{toString}}', gives: 'error build/unknown-placeholder: The tag `{{toString}}` has `{{toString}}`, which stands for nothing.' },
    { template: '{{}}', gives: 'error build/unknown-placeholder: The tag `{{}}` has `{{}}`, which stands for nothing.' },
    { template: '-{{version}}', gives: 'error build/invalid-tag: `-{{version}}` gives `-v1.4.2`, which is no tag.' },
    { template: '{{version', gives: 'error build/invalid-tag: `{{version` gives `{{version`, which is no tag.' },
    { template: 'a/b', gives: 'error build/invalid-tag: `a/b` gives `a/b`, which is no tag.' },
    { template: '', gives: 'error build/invalid-tag: `` gives ``, which is no tag.' },
    { template: 'x'.repeat(2000), gives: 'error build/invalid-tag' },
  ])('$template: $gives', ({ template, facts = {}, gives }) => {
    const { value, problems } = expandTags([template], { ...all, ...facts });
    const said = [...value, ...problems.map(({ severity, code, message }) => `${severity} ${code}: ${message}`)];
    expect(said).toHaveLength(1);
    expect(said[0]?.slice(0, gives.length)).toBe(gives);
  });

  it('suggest the placeholder that was meant', () => {
    expect(expandTags(['{{verson}}'], all).problems[0]?.hint).toBe('Did you mean `{{version}}`?');
    expect(expandTags(['{{nothing}}'], all).problems[0]?.hint).toContain('`{{date}}`');
  });

  it('give each tag once, in their order, and one bad template leaves the others', () => {
    const { value, problems } = expandTags(['{{version}}', 'latest', 'v1.4.2', '{{x}}', '{{run}}'], all);
    expect(value).toEqual(['v1.4.2', 'latest', '118']);
    expect(problems).toHaveLength(1);
  });

  it('give tags and nothing else, whatever they are', () => {
    const anyTemplate = fc.array(fc.oneof(fc.constantFrom('{{', '}}', '{{version}}', '{{key}}', '{{constructor}}', '.', '-', '$&', '$1'), fc.string({ maxLength: 5 }))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(anyTemplate, { maxLength: 5 }), (templates) => {
        const { value, problems } = expandTags(templates, all);
        expect(value.map(parseTag)).toEqual(value);
        expect(value.length + problems.length).toBeLessThanOrEqual(templates.length);
      }),
    );
  });
});

describe('the tag that never moves', () => {
  it.each([
    { story: 'version and key', of: immutableTag(version('1.4.2'), key('a')), is: '1.4.2-aaaaaaaaaaaa' },
    { story: 'the key alone', of: immutableTag(undefined, key('a')), is: 'aaaaaaaaaaaa' },
    { story: 'no key', of: immutableTag(version('1.4.2'), undefined), is: undefined },
    { story: 'a long version loses its end', of: immutableTag(version('x'.repeat(128)), key('a')), is: `${'x'.repeat(115)}-aaaaaaaaaaaa` },
  ])('$story', ({ of, is }) => {
    expect(of).toBe(is);
  });
});
