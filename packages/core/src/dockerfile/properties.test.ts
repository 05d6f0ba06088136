import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReference } from '../reference/index.ts';
import { analyzeDockerfile } from './analyze.ts';
import { parsePlatform } from './platform.ts';
import type { BuildOptions, Platform } from './types.ts';

const stageNames = ['one', 'two', 'three'] as const;
const images = ['node:22', 'ghcr.io/acme/app', 'scratch', '$V', 'alpine:${V:-3}', ...stageNames];

const name = fc.constantFrom(...stageNames);
const image = fc.constantFrom(...images);

const from = fc.tuple(image, name).map(([base, stage]) => `FROM ${base} AS ${stage}`);
const instruction = fc.oneof(
  image.map((source) => `COPY --from=${source} /a /b`),
  image.map((source) => `RUN --mount=type=bind,from=${source},target=/x y`),
  image.map((source) => `ONBUILD COPY --from=${source} /a /b`),
  fc.constantFrom('RUN a && b', 'ENV A="1"', 'COPY . .', 'RUN <<EOF\nFROM evil\nEOF', 'COPY <<-A <<"B" /x\nFROM evil\n\tA\n$\nB', 'RUN a \\\n  b'),
);
const stage = fc.tuple(from, fc.array(instruction, { maxLength: 4 })).map(([first, rest]) => [first, ...rest]);
const head = fc.array(fc.constantFrom('ARG V=22', 'ARG V', 'ARG W=$V'), { maxLength: 2 });

/** Instructions of a Dockerfile that is mostly right; an instruction may hold several lines. */
const instructions = fc.tuple(head, fc.array(stage, { minLength: 1, maxLength: 4 })).map(([args, stages]) => [...args, ...stages.flat()]);
const dockerfile = instructions.map((lines) => `${lines.join('\n')}\n`);
const options: fc.Arbitrary<BuildOptions> = fc.record(
  {
    file: fc.constant('Dockerfile'),
    target: fc.oneof(name, fc.string()),
    buildArgs: fc.dictionary(fc.constantFrom('V', 'W', 'TARGETARCH'), fc.string()),
    contexts: fc.dictionary(fc.oneof(name, fc.string()), fc.oneof(fc.string(), fc.constant('docker-image://ctx'))),
  },
  { requiredKeys: ['file'] },
);

/** A text with some of its characters taken out, doubled or replaced. */
const mutated = fc
  .tuple(dockerfile, fc.array(fc.tuple(fc.nat(), fc.constantFrom('', '\\', '"', "'", '$', '{', '}', '<', '=', ',', '-', '#', '\n', ' ', '\u00a0', '\0', '😀')), { maxLength: 6 }))
  .map(([text, changes]) =>
    changes.reduce((changed, [place, piece]) => {
      const at = place % (changed.length + 1);
      return changed.slice(0, at) + piece + changed.slice(piece === '' ? at + 1 : at);
    }, text),
  );

/** What must not depend on how a file is laid out: everything but the lines. */
function meaning(text: string) {
  const { images: found, unknown, stages, refused } = analyzeDockerfile(text, { file: 'Dockerfile' }).value;
  return {
    refused,
    images: found.map(({ use, reference, written }) => `${use} ${formatReference(reference)} ${written}`),
    unknown: unknown.map(({ use, written }) => `${use} ${written}`),
    stages: stages.map(({ base, reachable }) => `${base} ${reachable}`),
  };
}

describe('analyzeDockerfile', () => {
  it('gives a result for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 100 }), mutated), options, (text, given) => {
        const { value, problems } = analyzeDockerfile(text, given);
        expect(problems.some(({ severity }) => severity === 'error')).toBe(value.refused);
        if (value.refused) expect(value.images.filter(({ use }) => use !== 'frontend')).toEqual([]);
      }),
      { numRuns: 1500 },
    );
  });

  it('points at places that are there', () => {
    fc.assert(
      fc.property(mutated, options, (text, given) => {
        const lines = text.split('\n');
        for (const { source } of analyzeDockerfile(text, given).problems) {
          const { start, end } = source?.range ?? { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
          expect(start.line).toBe(end.line);
          expect(start.column).toBeLessThanOrEqual(end.column);
          expect(end.column - 1).toBeLessThanOrEqual(lines[start.line - 1]?.length ?? -1);
        }
      }),
    );
  });

  it('never takes a stage for an image', () => {
    fc.assert(
      fc.property(dockerfile, (text) => {
        const { images: found, stages } = analyzeDockerfile(text, { file: 'Dockerfile' }).value;
        for (const { line, written, use } of found) {
          // Only FROM may mean an image by the name of a stage: of one that comes later.
          const isBase = use === 'final-base' || use === 'build-stage';
          const inTheWay = stages.filter((candidate) => !isBase || candidate.line < line);
          expect(inTheWay.map((candidate) => candidate.name)).not.toContain(written);
        }
      }),
    );
  });

  it('never takes the text of a heredoc or scratch for an image', () => {
    fc.assert(
      fc.property(dockerfile, (text) => {
        const { images: found } = analyzeDockerfile(text, { file: 'Dockerfile' }).value;
        const paths = found.map(({ reference }) => reference.path);
        expect(paths).not.toContain('library/evil');
        expect(paths).not.toContain('library/scratch');
      }),
    );
  });

  it('does not mind comments and empty lines between instructions', () => {
    const padding = fc.constantFrom('', '# FROM evil', '   ', '  # a \\', '\t');
    fc.assert(
      fc.property(instructions, fc.array(fc.tuple(fc.nat(), padding), { maxLength: 5 }), (lines, paddings) => {
        const padded = paddings.reduce((all, [place, line]) => all.toSpliced(place % (all.length + 1), 0, line), lines);
        expect(meaning(padded.join('\n'))).toEqual(meaning(lines.join('\n')));
      }),
    );
  });

  it('reads Windows lines like others', () => {
    fc.assert(
      fc.property(dockerfile, (text) => {
        expect(meaning(text.replaceAll('\n', '\r\n'))).toEqual(meaning(text));
      }),
    );
  });

  it('pulls for several platforms what it pulls for each of them', () => {
    const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm'].map((text) => parsePlatform(text)).filter((platform) => platform !== undefined);
    fc.assert(
      fc.property(
        dockerfile.map((text) => text.replaceAll('node:22', 'node:$TARGETARCH')),
        fc.subarray(platforms, { minLength: 1 }),
        (text, chosen) => {
          const pulled = (wanted: readonly Platform[]) =>
            analyzeDockerfile(text, { file: 'Dockerfile', platforms: wanted }).value.images.map(({ use, reference }) => `${use} ${formatReference(reference)}`);
          expect(new Set(pulled(chosen))).toEqual(new Set(chosen.flatMap((platform) => pulled([platform]))));
        },
      ),
    );
  });
});
