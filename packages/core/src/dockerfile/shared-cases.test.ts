import { readFileSync } from 'node:fs';
import { describeShared } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { familiarName, formatReference, type ImageReference } from '../reference/index.ts';
import { analyzeDockerfile } from './analyze.ts';
import { parsePlatform } from './platform.ts';
import type { BuildOptions } from './types.ts';

function readCases<T>(path: string): T[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: T[] }).cases;
}

const arm64 = parsePlatform('linux/arm64');

function analyze(text: string, options: Omit<BuildOptions, 'file'> = {}) {
  return analyzeDockerfile(text, { file: 'Dockerfile', ...(arm64 === undefined ? {} : { platforms: [arm64] }), ...options });
}

/** What a build of one target pulls, without the frontend. */
function pulls(text: string, target?: string): ImageReference[] {
  const { images } = analyze(text, target === undefined ? {} : { target }).value;
  return images.filter(({ use }) => use !== 'frontend').map(({ reference }) => reference);
}

/** What builds of all stages pull together. */
function pullsOfAllStages(text: string): ImageReference[] {
  const { stages } = analyze(text).value;
  return stages.flatMap(({ index }) => pulls(text, String(index)));
}

function sorted(references: readonly ImageReference[]): string[] {
  return [...new Set(references.map(formatReference))].toSorted();
}

interface RenovateRow {
  readonly id: string;
  readonly title: string;
  readonly dockerfile: string;
  /** The same with digests of full length. */
  readonly dockerfileStrict?: string;
  readonly buildkit: {
    readonly externalImages: readonly string[];
    readonly defaultTarget: readonly string[];
    readonly syntaxImage?: string;
    readonly error?: string;
  };
}

describeShared("Renovate's cases, as BuildKit sees them", 'cases/dockerfiles.json', (path) => {
  const rows = readCases<RenovateRow>(path).map((row) => ({ ...row, text: row.dockerfileStrict ?? row.dockerfile }));

  it.each(rows.filter(({ buildkit }) => buildkit.error === undefined))('$id: $title', ({ text, buildkit }) => {
    expect(analyze(text).value.refused).toBe(false);
    expect(sorted(pulls(text))).toEqual(buildkit.defaultTarget.toSorted());
    expect(sorted(pullsOfAllStages(text))).toEqual(buildkit.externalImages.toSorted());
  });

  // BuildKit refuses renovate-040 because nobody gives `img_base` a value: that is unknown here, not refused.
  it.each(rows.filter(({ buildkit }) => buildkit.error !== undefined))('$id: $title (BuildKit: $buildkit.error)', ({ id, text }) => {
    const { value, problems } = analyze(text);
    expect(problems).not.toEqual([]);
    expect(value.refused).toBe(id !== 'renovate-040');
    expect(value.unknown.map(({ written }) => written)).toEqual(id === 'renovate-040' ? ['$img_base'] : []);
  });

  it.each(rows)('$id: frontend', ({ text, buildkit }) => {
    const written = analyze(text)
      .value.images.filter(({ use }) => use === 'frontend')
      .map((image) => image.written);
    expect(written).toEqual(buildkit.syntaxImage === undefined ? [] : [buildkit.syntaxImage]);
  });

  it('tells of an argument that Renovate fills and BuildKit leaves empty (renovate-047)', () => {
    const row = rows.find(({ id }) => id === 'renovate-047');
    expect(analyze(row?.text ?? '').problems).toMatchObject([{ code: 'dockerfile/empty-argument' }]);
  });
});

interface DependabotRow {
  readonly id: string;
  readonly title: string;
  readonly dockerfile: string;
  readonly expect: readonly { readonly name: string; readonly tag?: string; readonly digest?: string; readonly registry?: string }[];
}

/** Dependabot drops an image that has neither tag nor digest; a build pulls `latest`. */
const dependabotDrops: Readonly<Record<string, readonly DependabotRow['expect'][number][]>> = {
  'dependabot-02': [{ name: 'ubuntu', tag: 'latest' }],
};

function asDependabotSaysIt(reference: ImageReference) {
  const { domain, path, tag, digest } = reference;
  return {
    name: domain === 'docker.io' ? familiarName(reference) : path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
    ...(domain === 'docker.io' ? {} : { registry: domain }),
  };
}

describeShared("Dependabot's cases", 'cases/dependabot-dockerfiles.json', (path) => {
  it.each(readCases<DependabotRow>(path))('$id: $title', ({ id, dockerfile, expect: images }) => {
    const wanted = dependabotDrops[id] ?? images;
    const found = new Map(pullsOfAllStages(dockerfile).map((reference) => [formatReference(reference), asDependabotSaysIt(reference)]));
    expect([...found.values()]).toEqual(
      wanted.map(({ name, tag, digest, registry }) => expect.objectContaining({ name, ...(tag && { tag }), ...(digest && { digest }), ...(registry && { registry }) })),
    );
  });
});

interface BashbrewRow {
  readonly id: string;
  readonly title: string;
  readonly dockerfile: string;
  readonly expectedExternal: readonly string[];
}

/** Where BuildKit differs from bashbrew: what a build of all stages pulls, or undefined where it refuses the file. */
const bashbrewDiffers: Readonly<Record<string, readonly string[] | undefined>> = {
  // Only continued blanks: bashbrew has no images, BuildKit an empty instruction.
  'bashbrew-06': undefined,
  // `from=2` of a mount is an image for BuildKit, a stage for bashbrew.
  'bashbrew-08': ['2:latest', 'bash:latest'],
};

describeShared("bashbrew's cases", 'cases/bashbrew-dockerfiles.json', (path) => {
  it.each(readCases<BashbrewRow>(path))('$id: $title', ({ id, dockerfile, expectedExternal }) => {
    const wanted = id in bashbrewDiffers ? bashbrewDiffers[id] : expectedExternal;
    expect(analyze(dockerfile).value.refused).toBe(wanted === undefined);
    expect(sorted(pullsOfAllStages(dockerfile))).toEqual((wanted ?? []).map((image) => `docker.io/library/${image}`).toSorted());
  });
});
