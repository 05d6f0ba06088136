import { dockerfileCases, type DockerfileCase } from '@image-factory/testkit';
import { describe, expect, it } from 'vitest';
import { analyzeDockerfile, parsePlatform, type BuildOptions, type Platform } from '../../src/dockerfile/index.ts';
import { formatReference } from '../../src/reference/index.ts';

/** Where we do on purpose what BuildKit does not: told with the reason in docs/dockerfile.md. */
const stricter: Readonly<Record<string, string>> = {
  'references/separators': 'a registry whose name holds `_` has no valid host name',
  'references/odd-host': 'the same',
};

function optionsOf({ target, platforms, buildArgs, contexts, onbuild }: DockerfileCase): BuildOptions {
  return {
    file: 'Dockerfile',
    ...(target === undefined ? {} : { target }),
    ...(platforms === undefined ? {} : { platforms: platforms.map(platformOf) }),
    ...(buildArgs === undefined ? {} : { buildArgs }),
    ...(contexts === undefined ? {} : { contexts }),
    ...(onbuild === undefined ? {} : { onbuild: (base) => onbuild[formatReference(base)] }),
  };
}

function platformOf(text: string): Platform {
  const platform = parsePlatform(text);
  if (platform === undefined) throw new TypeError(`${text} is no platform`);
  return platform;
}

function answer(row: DockerfileCase, more: Partial<BuildOptions> = {}) {
  const { value, problems } = analyzeDockerfile(row.text, { ...optionsOf(row), ...more });
  const images = value.images.filter(({ use }) => use !== 'frontend').map(({ reference }) => formatReference(reference));
  const [first] = problems.filter(({ severity }) => severity === 'error');
  return {
    pulls: [...new Set(images)].toSorted(),
    unknown: value.unknown.map(({ written }) => written),
    refusedAt: value.refused ? (first?.source?.range?.start.line ?? 0) : undefined,
  };
}

describe('our own Dockerfiles, as BuildKit sees them', () => {
  it('has more than 300 cases, each with a name of its own', () => {
    const ids = dockerfileCases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(300);
    expect(Object.keys(stricter).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it.each(dockerfileCases.filter(({ id }) => !Object.hasOwn(stricter, id)))('$id: $story', (row) => {
    const wanted = 'pulls' in row ? { pulls: row.pulls.toSorted(), refusedAt: undefined } : { pulls: [], refusedAt: row.refusedAt };
    expect(answer(row, { complete: true })).toEqual({ ...wanted, unknown: [] });
  });

  it.each(dockerfileCases.filter((row) => 'unknown' in row))('$id: a value could mend it', (row) => {
    expect(answer(row)).toEqual({ pulls: [], unknown: 'unknown' in row ? row.unknown : [], refusedAt: undefined });
  });

  it.each(dockerfileCases.filter(({ id }) => Object.hasOwn(stricter, id)))('$id: refused by us', (row) => {
    expect(answer(row).refusedAt).toBe(1);
  });
});
