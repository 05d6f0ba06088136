import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { matrix, others, single } from './factories.fixture.ts';
import { known } from './outcome.ts';
import { readWorkflowBuild } from './read-workflow.ts';

const wanted = { name: 'api', registry: 'ghcr.io', repository: 'acme/api', dockerfile: 'docker/Dockerfile', sourceRepository: 'acme/api' };
const bits = ['', ' ', '\n', '\n  ', '- ', ': ', '&a ', '*a', '${{', '}}', "'", '"', '[', '{}', '||', '(', 'env.', 'inputs.x', 'matrix: ', '\t', 'with:\n'];
const wounded = fc
  .tuple(fc.constantFrom(single, matrix, others), fc.array(fc.tuple(fc.nat(), fc.nat(5), fc.constantFrom(...bits)), { minLength: 1, maxLength: 3 }))
  .map(([text, wounds]) => wounds.reduce<string>((before, [at, cut, put]) => before.slice(0, at % before.length) + put + before.slice((at % before.length) + cut), text));

describe('whatever the text is', () => {
  it('gives an answer, and every line in it is one of the file', () => {
    const kinds = new Map<string, number>();
    fc.assert(
      fc.property(wounded, (text) => {
        const { value } = readWorkflowBuild('w.yml', text, wanted);
        kinds.set(value.kind, (kinds.get(value.kind) ?? 0) + 1);
        const lines =
          value.kind === 'build'
            ? [value.line, ...value.definition.unknown.map(({ line }) => line), ...Object.values(value.found)]
            : value.kind === 'bake'
              ? [value.line, ...value.unknown.map(({ line }) => line)]
              : [];
        for (const line of lines) expect(line > 0 && line <= text.split('\n').length).toBe(true);
      }),
      { numRuns: 1500 },
    );
    expect(kinds.get('build') ?? 0).toBeGreaterThan(100);
    expect(kinds.get('bake') ?? 0).toBeGreaterThan(50);
  });

  it('ends for every expression', () => {
    const expression = fc
      .array(fc.constantFrom('a', '.b', "['c']", '[0]', '(', ')', '!', '&&', '||', '==', '!=', '<', "'x'", "'", '1', 'format(', ',', '*', 'true', 'null', ' '), { maxLength: 30 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(expression, (text) => {
        expect(['known', 'partly', 'node', 'unknown']).toContain(evaluate(text, { lookup: () => known('v') }).kind);
      }),
      { numRuns: 5000 },
    );
    for (const deep of ['('.repeat(4000), '!'.repeat(4000), 'a['.repeat(1300), 'format('.repeat(500), `${'a||'.repeat(1300)}a`]) evaluate(deep, { lookup: () => known('v') });
  });

  it('does not put together texts without end', () => {
    const many = '${{ env.A }}'.repeat(10_000);
    const text = `on: push\nenv: {A: ${'x'.repeat(50_000)}}\njobs:\n  j:\n    env: {B: "${many}"}\n    steps:\n    - uses: docker/build-push-action@v6\n      with: {file: docker/Dockerfile, build-args: "C=\${{ env.B }}"}\n`;
    const { value } = readWorkflowBuild('w.yml', text, wanted);
    expect(value).toMatchObject({ definition: { unknown: [{ key: 'C', why: 'the text is longer than 64 KiB' }] } });
  });

  it('does not take lists without end', () => {
    const text = `on: push\nenv: {A: "${'a\\n'.repeat(10_000)}"}\njobs:\n  j:\n    steps:\n    - uses: docker/build-push-action@v6\n      with: {file: docker/Dockerfile, platforms: "${'${{ env.A }}\\n'.repeat(5000)}"}\n`;
    expect(readWorkflowBuild('w.yml', text, wanted).value).toMatchObject({ definition: { platforms: ['a'], unknown: [{ field: 'platforms', why: 'there are more than 5000 values' }] } });
  });

  it('stops where jobs and steps multiply', () => {
    const axis = (size: number) => `[${Array.from({ length: size }, (_, at) => at).join(', ')}]`;
    const steps = '    - {uses: docker/build-push-action@v6, with: {file: "${{ matrix.a }}"}}\n'.repeat(3000);
    const text = `on: push\njobs:\n  j:\n    strategy: {matrix: {a: ${axis(16)}, b: ${axis(16)}}}\n    steps:\n${steps}`;
    expect(readWorkflowBuild('w.yml', text, wanted).problems.map(({ code }) => code)).toEqual(['definition/too-large']);
    const wide = text.replace(/\{a: .*\]\}/, `{a: ${axis(3000)}, b: ${axis(3000)}}`);
    expect(readWorkflowBuild('w.yml', wide, wanted).value.kind).toBe('none');
  });
});
