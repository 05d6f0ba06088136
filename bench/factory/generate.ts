import { randomOf, type Random } from '../random.ts';
import { writeDockerfile, type Dockerfile, type Pull } from './dockerfile.ts';

/** A factory that nobody has. */
export interface GeneratedFactory {
  /** Texts by path, from the root of its repository. */
  readonly files: ReadonlyMap<string, string>;
  /** What each managed image pulls, by name. */
  readonly pulls: ReadonlyMap<string, readonly Pull[]>;
  /** Whose Dockerfile may be changed to measure that. */
  readonly change: { readonly image: string; readonly path: string; readonly text: string; readonly pulls: readonly Pull[] };
}

/** How many images stand on each other's shoulders, and how often that happens. */
const chain = { depth: 5, every: 20 };
const externals = { every: 50, at: 7 };

/** @returns the same factory for the same size and seed */
export function generateFactory(size: number, seed: number): GeneratedFactory {
  const files = new Map<string, string>([['image-factory/factory.yaml', 'repository: acme/factory\n']]);
  const pulls = new Map<string, readonly Pull[]>();
  const entries: string[] = [];
  for (let index = 0; index < size; index += 1) {
    const random = randomOf(seed * 1_000_003 + index);
    if (index % externals.every === externals.at) {
      entries.push(externalEntry(index));
      continue;
    }
    const dockerfile = writeDockerfile(random, size, parentOf(index));
    files.set(pathOf(index), dockerfile.text);
    pulls.set(nameOf(index), dockerfile.pulls);
    entries.push(managedEntry(index, dockerfile, random));
  }
  files.set('image-factory/images.yaml', entries.join(''));
  return { files, pulls, change: changeOf(size, pulls) };
}

function nameOf(index: number): string {
  return `service-${String(index).padStart(5, '0')}`;
}

function pathOf(index: number): string {
  return `apps/${nameOf(index)}/Dockerfile`;
}

function imageOf(index: number): string {
  return `ghcr.io/acme/${nameOf(index)}`;
}

/** The first of a chain is built from somebody else's image. */
function parentOf(index: number): string | undefined {
  const place = index % chain.every;
  return place > 0 && place < chain.depth ? `${imageOf(index - 1)}:latest` : undefined;
}

function managedEntry(index: number, { target, buildArgs }: Dockerfile, random: Random): string {
  return [
    `- name: ${nameOf(index)}`,
    '  registry: ghcr.io',
    `  repository: acme/${nameOf(index)}`,
    '  source:',
    '    provider: github',
    ...(random.chance(0.5) ? ['    repo: acme/factory'] : []),
    '    branch: main',
    `    dockerfile: ${pathOf(index)}`,
    '    workflow: build.yml',
    ...(target === undefined ? [] : [`    target: ${target}`]),
    ...(buildArgs === undefined
      ? []
      : ['    buildArgs:', ...Object.entries(buildArgs).map(([name, value]) => `      ${name}: ${JSON.stringify(value)}`)]),
    `  rebuildDelay: ${random.pick(['7d', '24h', '0m'])}`,
    '  autoRebuild: true',
    '',
  ].join('\n');
}

function externalEntry(index: number): string {
  return [
    `- name: ${nameOf(index)}`,
    '  registry: docker.io',
    `  repository: vendor/product-${index}`,
    `  allowTags: ^1\\.${index}$`,
    '  imageSelectionStrategy: Lexical',
    '  rebuildDelay: 30d',
    '  autoRebuild: false',
    '',
  ].join('\n');
}

/** One Dockerfile goes from a base that others use as well to another such base: its own state and those of both bases differ then. */
function changeOf(size: number, pulls: GeneratedFactory['pulls']): GeneratedFactory['change'] {
  const index = Math.floor(size / 2) + chain.depth + 1;
  const image = nameOf(index);
  const now = pulls.get(image) ?? [];
  const shared = sharedBases(pulls);
  const from = now.find((pull) => shared.has(pull.image)) ?? now[0];
  const to = [...shared].find((base) => !now.some((pull) => pull.image === base));
  if (to === undefined) throw new RangeError('The factory is too small for two images to share a base.');
  const kept = now.filter((pull) => pull !== from);
  const stages = kept.map((pull, place) => `FROM ${pull.image} AS kept-${place}\nRUN touch /kept\n`);
  const copies = kept.map((_, place) => `COPY --from=kept-${place} /kept /kept-${place}\n`);
  return {
    image,
    path: pathOf(index),
    text: [...stages, `FROM ${to}\n`, ...copies].join(''),
    pulls: [...kept.map((pull) => ({ ...pull, kind: 'build-stage' as const })), { image: to, kind: 'final-base' }],
  };
}

/** Images of others that two and more builds pull. */
function sharedBases(pulls: GeneratedFactory['pulls']): Set<string> {
  const [once, twice] = [new Set<string>(), new Set<string>()];
  for (const { image } of [...pulls.values()].flat()) {
    if (once.has(image) && !image.startsWith('ghcr.io/acme/')) twice.add(image);
    once.add(image);
  }
  return twice;
}
