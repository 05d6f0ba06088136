// How long decisions take, about as many images as there may be: `node bench/decisions/main.ts [IMAGES [BASES_EACH]]`.
import { decideAll } from '@image-factory/core/decide';
import { readEnrollment, readFactory } from '@image-factory/core/enrollment';
import { buildModel } from '@image-factory/core/graph';
import { baseKey, identityOf, parseReference } from '@image-factory/core/reference';
import { emptySnapshot } from '@image-factory/core/state';
import { toYaml, type YamlMap } from '@image-factory/core/yaml';

const [images = 10_000, edges = 5] = process.argv.slice(2).map(Number);
const bases = Math.ceil(images / 2);
const digest = (number: number): string => `sha256:${number.toString(16).padStart(64, '0')}`;
const baseOf = (image: number, index: number): string => `lib-${(image * 7 + index * 131) % bases}`;
const keyOf = (base: string): string => {
  const parsed = parseReference(`${base}:1`);
  return parsed.ok ? baseKey(identityOf(parsed.value)) : base;
};

const enrollment = readEnrollment([
  {
    path: 'image-factory/images.yaml',
    text: Array.from({ length: images }, (_, image) =>
      [
        `- name: app-${image}`,
        '  registry: ghcr.io',
        `  repository: acme/app-${image}`,
        '  source:',
        '    provider: github',
        '    branch: main',
        `    dockerfile: app-${image}/Dockerfile`,
        '',
      ].join('\n'),
    ).join(''),
  },
]).value;
const config = readFactory({ path: 'image-factory/factory.yaml', text: 'repository: acme/factory\n' }).value;
const state = {
  ...emptySnapshot(),
  images: new Map(Array.from({ length: images }, (_, image) => [`app-${image}`, stateOf(image)])),
  bases: new Map(Array.from({ length: bases }, (_, base) => [keyOf(`lib-${base}`), baseState(base)])),
};
const { value: model } = buildModel(enrollment, state, config);
const dependencies = model.managed.reduce((sum, node) => sum + node.dependencies.length, 0);
const now = new Date('2026-02-01T00:00:00Z');
const times: number[] = [];
for (let run = 0; run < 7; run += 1) {
  const start = performance.now();
  const decided = decideAll({ model, state, now });
  times.push(performance.now() - start);
  if (run === 0)
    console.log(
      `${decided.length} images, ${dependencies} edges, ${decided.filter(({ decision }) => decision.kind === 'rebuild').length} due`,
    );
}
console.log(`first ${times[0]?.toFixed(0)} ms, median ${times.toSorted((a, b) => a - b)[3]?.toFixed(0)} ms`);

/** A tenth of the images is built from the one before, four tenths from something that has moved. */
function stateOf(image: number): YamlMap {
  const from = Array.from({ length: edges }, (_, index) =>
    index === 0 && image % 10 === 9 ? `ghcr.io/acme/app-${image - 1}:latest` : `${baseOf(image, index)}:1`,
  );
  return fields({
    name: `app-${image}`,
    analysisKey: `2-${image}`,
    baseImageDetails: from.map((ref, line) => ({ ref, kind: 'final-base', line, pinned: false })),
    builtFrom: Object.fromEntries(
      from.map((ref, index) => [
        ref.startsWith('ghcr') ? `app-${image - 1}` : keyOf(baseOf(image, index)),
        { evidence: 'report', platforms: { 'linux/amd64': digest(1) } },
      ]),
    ),
    seen: { 'linux/amd64': [{ digest: digest(1), at: '2026-01-01T00:00:00Z' }] },
  });
}

function baseState(base: number): YamlMap {
  const moved = base % 10 === 0 ? [{ digest: digest(2), at: '2026-01-10T00:00:00Z' }] : [];
  return fields({
    fullImage: `lib-${base}:1`,
    repoURL: 'x',
    allowTags: '^1$',
    seen: { 'linux/amd64': [{ digest: digest(1), at: '2026-01-01T00:00:00Z' }, ...moved] },
  });
}

function fields(of: Readonly<Record<string, unknown>>): YamlMap {
  const value = toYaml(of);
  if (!(value instanceof Map)) throw new TypeError('no mapping');
  return value;
}
