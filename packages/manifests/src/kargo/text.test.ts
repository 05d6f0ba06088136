import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bracedExpression, code, expression, expressionsIn, isPlainWord, literal, parseKargoLiteral, quoted, sentence, templateProblem } from './text.ts';

describe('what Kargo takes as it stands', () => {
  it.each(['main', 'null', '22', 'a $b {c}', 'releases/2026', '%}', '}}', '$'])('%o is a literal', (text) => {
    expect(parseKargoLiteral(text)).toBe(text);
  });

  it.each(["${{ secret('github-workflow-token').token }}", "${% secret('t').token %}", 'a${', '${}', 'main${{x}}', '', '${{'])('P3: %o never gets into a step', (text) => {
    expect(parseKargoLiteral(text)).toBeUndefined();
    expect(() => literal(text)).toThrow(TypeError);
  });

  it('P3: no text with an expression is a literal, whatever stands around it', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('${{', '${%', '${'), fc.string(), (before, opening, after) => {
        expect(parseKargoLiteral(`${before}${opening}${after}`)).toBeUndefined();
      }),
    );
  });
});

describe('data inside an expression', () => {
  it.each(['ghcr.io/acme/app', 'localhost:5000/a__b', 'main', 'release/1.2', 'sha256:0a', 'a+b@c'])('%o becomes a string literal', (value) => {
    expect(quoted(value)).toBe(JSON.stringify(value));
  });

  it.each(['a") + secret("x").token + ("', "a') + secret('x').token + ('", 'a\\', 'a}}b', 'a%}b', '${{', 'a b', 'a\nb', '', '../user', 'a/../b', './a'])('P4: %o breaks out of nothing', (value) => {
    expect(isPlainWord(value)).toBe(false);
    expect(() => quoted(value)).toThrow(TypeError);
  });

  it('P4: what is taken holds no character that means something to Kargo, YAML or a URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (value) => {
        if (isPlainWord(value)) expect(value).not.toMatch(/["'\\${}%()#?&\s]/);
      }),
    );
  });
});

describe('templates', () => {
  it('are made of our own words and quoted values', () => {
    const image = code`imageFrom(${quoted('ghcr.io/acme/app')})`;
    expect(expression`quote(${image}.Tag)`).toBe('${{ quote(imageFrom("ghcr.io/acme/app").Tag) }}');
    expect(bracedExpression`{${quoted('a')}: ${quoted('b')}}[ctx.stage]`).toBe('${% {"a": "b"}[ctx.stage] %}');
    expect(sentence`Update ${literal('app')} to ${expression`vars.tag`}`).toBe('Update app to ${{ vars.tag }}');
  });

  it.each([
    { story: 'plain text', text: 'main', problem: undefined },
    { story: 'two expressions', text: '${{ a }}-${% b %}', problem: undefined },
    { story: 'braces in the braced form', text: "${% {'a': {'b': 1}} %}", problem: undefined },
    { story: 'braces within quotes', text: "${{ '{' }}", problem: undefined },
    { story: 'no end', text: '${{ a', problem: 'an expression is not closed' },
    { story: 'the end of the other form', text: '${{ a %}', problem: 'an expression is not closed' },
    { story: 'nested braces end it too early', text: "${{ {'a': {'b': 1}} }}", problem: 'an expression ends within its own braces' },
  ])('$story', ({ text, problem }) => {
    expect(templateProblem(text)).toBe(problem);
  });

  it('throw when our own words are wrong', () => {
    expect(() => expression`{'a': {'b': 1}}`).toThrow(TypeError);
  });

  it('can be taken apart', () => {
    expect(expressionsIn('x ${{ a }} y ${% b }} %}')).toEqual([' a ', ' b }} ']);
  });
});
