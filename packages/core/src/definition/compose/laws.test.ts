import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entangled, shop } from './factories.fixture.ts';
import { readCompose } from './read-compose.ts';

/** A real file with pieces taken out, doubled or put in. */
const wounded = fc
  .tuple(
    fc.constantFrom(shop, entangled),
    fc.array(
      fc.tuple(fc.nat(), fc.nat(5), fc.constantFrom('', ' ', '\n', '\n  ', '- ', ': ', '&args ', '*args', '*build', '<<: ', '${', '}', '$$', '!reset ', '"', '[', '{}', '\t', 'extends: api\n')),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([text, wounds]) => wounds.reduce<string>((before, [at, cut, put]) => before.slice(0, at % before.length) + put + before.slice((at % before.length) + cut), text));

describe('whatever the text is', () => {
  it('gives services and problems, and each unknown stands on a line of the file', () => {
    let readable = 0;
    fc.assert(
      fc.property(wounded, (text) => {
        const { value, problems } = readCompose('compose.yaml', text);
        const lines = text.split('\n').length;
        for (const { unknown } of value.values()) for (const { line } of unknown) expect(line > 0 && line <= lines).toBe(true);
        for (const { source } of problems) expect(source?.file).toBe('compose.yaml');
        readable += value.size > 0 ? 1 : 0;
      }),
      { numRuns: 1500 },
    );
    expect(readable).toBeGreaterThan(150);
  });

  it('does not depend on the order of services', () => {
    const names = ['base', 'api', 'worker', 'docs', 'db'];
    const [head = '', body = ''] = shop.split('services:\n');
    const blocks = body.split(/(?=^ {2}\S)/m);
    expect(blocks).toHaveLength(names.length);
    const known = (text: string) => Object.fromEntries([...readCompose('c', text).value].map(([name, { unknown, ...definition }]) => [name, { ...definition, unknown: unknown.length }]));
    fc.assert(
      fc.property(fc.shuffledSubarray(blocks, { minLength: blocks.length }), (order) => {
        expect(known(`${head}services:\n${order.join('')}`)).toEqual(known(shop));
      }),
    );
  });

  it('is bounded where many services share much', () => {
    const many = Array.from({ length: 5000 }, (_, at) => `    A${at}: x\n`).join('');
    const others = Array.from({ length: 3000 }, (_, at) => `  s${at}: {extends: base}\n`).join('');
    const { value } = readCompose('c', `services:\n  base:\n   build:\n    args:\n${many.replaceAll('    A', '     A')}${others}`);
    const copied = [...value.values()].reduce((total, { buildArgs = {} }) => total + Object.keys(buildArgs).length, 0);
    expect(copied).toBeGreaterThan(100_000);
    expect(copied).toBeLessThan(300_000);
  });
});
