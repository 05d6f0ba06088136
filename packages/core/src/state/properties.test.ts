import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeDockerfile } from '../dockerfile/index.ts';
import { baseKey, formatReference, identityOf, parseReference } from '../reference/index.ts';
import type { ImageName } from '../enrollment/index.ts';
import { sameValue, type YamlValue } from '../yaml/index.ts';
import { fieldsOwnedBy, type StateKind } from './fields.ts';
import { mergeState } from './merge.ts';
import { readState } from './read.ts';
import { external, managed, World } from './world.fixture.ts';

const baseText = fc.constantFrom(
  'node:22',
  'node:22-slim',
  'node',
  'python:3.12-slim',
  'ghcr.io/acme/img0',
  'ghcr.io/acme/img1:2',
  'alpine:1.10',
  'gcr.io/distroless/static:nonroot',
  'docker.io/library/postgres:16-alpine',
  'localhost:5000/a_b/c:V1',
  `debian@sha256:${'0'.repeat(64)}`,
  `redis:7@sha256:${'1'.repeat(64)}`,
);

const dockerfile = fc
  .array(baseText, { minLength: 1, maxLength: 4 })
  .map((bases) => [...bases.map((base, index) => `FROM ${base} AS s${index}\n`), 'FROM scratch\n', ...bases.map((_, index) => `COPY --from=s${index} / /${index}\n`)].join(''));

const world = fc
  .record({ count: fc.integer({ min: 0, max: 4 }), dockerfiles: fc.array(dockerfile, { minLength: 4, maxLength: 4 }), postgres: fc.boolean() })
  .map(({ count, dockerfiles, postgres }) => {
    const made = new World();
    const names = Array.from({ length: count }, (_, index) => `img${index}`);
    made.images = names.map((name) => managed(name)).join('') + (postgres ? external('postgres', 'library/postgres', '^16-alpine$') : '');
    if (made.images === '') made.images = '[]';
    made.dockerfiles = Object.fromEntries(names.map((name, index) => [`${name}/Dockerfile`, dockerfiles[index] ?? 'FROM scratch\n']));
    return made;
  });

const scalar: fc.Arbitrary<YamlValue> = fc.oneof(fc.string(), fc.constantFrom('1.10', 'null', '2026-01-01'));
const kinds = fc.constantFrom<StateKind>('managed', 'external', 'base');

describe('merging state', () => {
  it('P1: run-time fields, fields of other owners and unknown fields survive every merge', () => {
    fc.assert(
      fc.property(
        kinds,
        fc.dictionary(fc.constantFrom('currentDigest', 'lastBuilt', 'updateHistory', 'metadata', 'seen', 'previousDigest', 'rebuildState', 'firstSeen', 'x', 'ofAnotherTool'), scalar),
        scalar,
        (kind, runtime, name) => {
          const existing = new Map<string, YamlValue>(Object.entries(runtime));
          const merged = mergeState(kind, existing, 'analyze', new Map([['name', name]]));
          for (const [key, value] of existing) expect(merged.get(key)).toBe(value);
          expect(merged.get('name')).toBe(name);
        },
      ),
    );
  });

  it('P6: merging a state with its own fields is the identity', () => {
    fc.assert(
      fc.property(kinds, fc.dictionary(fc.string(), scalar), scalar, (kind, extra, name) => {
        const state = mergeState(kind, new Map(Object.entries(extra)), 'analyze', new Map([['name', name]]));
        const own = new Map(fieldsOwnedBy('analyze', kind).map((key) => [key, state.get(key)]));
        expect(sameValue(mergeState(kind, state, 'analyze', own), state)).toBe(true);
      }),
    );
  });

  it.each(['currentDigest', 'lastBuilt', 'rebuildState', 'builtFrom'])('refuses to let analyze write %s of a managed image', (field) => {
    expect(() => mergeState('managed', undefined, 'analyze', new Map([[field, 'x']]))).toThrow(field);
  });
});

describe('planning state', () => {
  it('P6: running twice changes nothing', () => {
    fc.assert(
      fc.property(world, (made) => {
        made.run();
        made.day += 1;
        expect(made.run().plan.files).toEqual([]);
      }),
    );
  });

  it('P3: a managed image has no upstream watching in its state', () => {
    fc.assert(
      fc.property(world, (made) => {
        made.run();
        for (const image of made.enrollment().images.values()) {
          if (image.kind === 'managed') expect(made.text(`images/${image.name}.yaml`)).not.toMatch(/^(repoURL|allowTags|constraint|imageSelectionStrategy):/m);
        }
      }),
    );
  });

  it('P4, P5: every image that a build pulls has a base state that names it, unless it is enrolled', () => {
    fc.assert(
      fc.property(world, (made) => {
        made.run();
        const enrollment = made.enrollment();
        for (const image of enrollment.images.values()) {
          if (image.kind !== 'managed') continue;
          const { value } = analyzeDockerfile(made.dockerfiles[image.source.dockerfile] ?? '', { file: 'Dockerfile' });
          for (const { reference } of value.images) {
            const enrolled = [...enrollment.images.values()].some(({ registry, repository }) => registry === reference.domain && repository === reference.path);
            if (enrolled) continue;
            const text = made.text(`base-images/${baseKey(identityOf(reference))}.yaml`);
            const full = /^fullImage: (.*)$/m.exec(text)?.[1] ?? '';
            const parsed = parseReference(full);
            expect(parsed.ok && formatReference(parsed.value)).toBe(formatReference(identityOf(reference)));
          }
        }
      }),
    );
  });

  it('P7: a base that is enrolled as managed loses its upstream watching, and its dependents follow our build', () => {
    fc.assert(
      fc.property(world, fc.constantFrom('acme/one', 'acme/two/three', 'x'), (made, repository) => {
        const before = made.images;
        made.dockerfiles['img0/Dockerfile'] = `FROM ghcr.io/${repository}:1\n`;
        made.run();
        const dependsOnIt = made.enrollment().images.has('img0' as ImageName);
        made.images = (before === '[]' ? '' : before) + managed('promoted').replace('acme/promoted', repository);
        made.dockerfiles['promoted/Dockerfile'] = 'FROM debian:bookworm-slim\n';
        made.run();
        expect(made.text('images/promoted.yaml')).toContain('baseImages:\n  - debian-bookworm-slim\n');
        expect(made.text('images/promoted.yaml')).not.toMatch(/^(repoURL|allowTags):/m);
        if (!dependsOnIt) return;
        expect(made.text('images/img0.yaml')).toContain('baseImages:\n  - promoted\n');
        const archived = made.paths().filter((path) => path.startsWith('_archive/base-images/ghcr.io-'));
        expect(archived).toHaveLength(1);
        expect(made.text(archived[0] ?? '')).not.toMatch(/^(repoURL|allowTags|imageSelectionStrategy):/m);
      }),
    );
  });

  it('P10: one broken Dockerfile changes nothing about the other images', () => {
    fc.assert(
      fc.property(world, (made) => {
        const broken = new World();
        broken.images = made.images;
        broken.dockerfiles = { ...made.dockerfiles, 'img0/Dockerfile': 'FORM x\n' };
        made.run();
        broken.run();
        for (const name of ['img1', 'img2', 'img3']) expect(broken.files.get(`images/${name}.yaml`)).toBe(made.files.get(`images/${name}.yaml`));
      }),
    );
  });

  it('loses no file: what disappears is in the archive', () => {
    fc.assert(
      fc.property(world, world, (first, second) => {
        first.run();
        const before = first.paths();
        first.images = second.images;
        first.dockerfiles = second.dockerfiles;
        first.run();
        for (const path of before) expect(first.files.has(path) || first.files.has(`_archive/${path}`)).toBe(true);
        const { corrupt } = readState(
          [...first.files].map(([path, text]) => ({ path, text })),
          'state',
        );
        expect(corrupt).toEqual([]);
      }),
    );
  });
});
