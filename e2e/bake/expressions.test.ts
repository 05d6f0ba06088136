import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBake } from '@image-factory/core/definition';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { describeBake } from './buildx.fixture.ts';
import { anyExpression } from './expression.fixture.ts';

const written = readFileSync(new URL('expressions.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

describeBake('expressions have the value that bake gives them', (bake) => {
  const folder = mkdtempSync(join(tmpdir(), 'expressions-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** One target for each; `try` keeps what is wrong with one from being wrong with the file. */
  function expectSameValues(expressions: readonly string[]): void {
    const text = expressions.map((one, index) => `target "t${index}" {\n  args = { V = try(jsonencode(${one}), "refused") }\n}\n`).join('');
    writeFileSync(join(folder, 'bake.hcl'), text);
    const verdict = bake({ folder, files: ['bake.hcl'] });
    const ours = readBake([{ file: 'bake.hcl', text }]);
    if ('refusal' in verdict) throw new Error(verdict.refusal);
    expect(ours.problems).toEqual([]);
    const values = (read: (index: number) => string | undefined): [string, string | undefined][] => expressions.map((one, index) => [one, read(index)]);
    expect(values((index) => ours.value.targets.get(`t${index}`)?.buildArgs?.['V'])).toEqual(values((index) => verdict.printed.targets[`t${index}`]?.args?.['V']));
  }

  it(`${written.length} written ones`, () => {
    // The words of a type count as names, which bake lets a file use once only: each of these has its own file.
    const [typed, others] = [written.filter((one) => one.includes('convert(')), written.filter((one) => !one.includes('convert('))];
    expectSameValues(others.map((one, index) => one.replaceAll(/\b(nope|undefined_thing)\b/g, (name) => `${name}_${index}`)));
    for (const one of typed) if (new Set(one.match(/string|number|bool/g)).size === one.match(/string|number|bool/g)?.length) expectSameValues([one]);
  });

  it('generated ones', () => {
    fc.assert(
      fc.property(fc.array(anyExpression, { minLength: 200, maxLength: 200 }), (expressions) => expectSameValues(expressions)),
      { numRuns: 40, seed: 8, endOnFailure: true },
    );
  });
});
