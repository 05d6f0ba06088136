import type { Random } from '../random.ts';

/** An image of somebody else's, in its parts. */
export interface BaseImage {
  /** `docker.io` or another registry. */
  readonly registry: string;
  readonly path: string;
  readonly tag: string;
}

const popular = [
  'node',
  'python',
  'golang',
  'alpine',
  'debian',
  'ubuntu',
  'nginx',
  'redis',
  'rust',
  'ruby',
  'maven',
  'gradle',
  'eclipse-temurin',
  'php',
  'busybox',
];
const registries = ['docker.io', 'docker.io', 'ghcr.io', 'quay.io', 'gcr.io', 'registry.example.com:5000'];
// Some of them are numbers, dates or words to a YAML reader that guesses types.
const tags = [
  '3.20',
  '22-bookworm-slim',
  '1e3',
  '0x10',
  'latest',
  '1.10',
  '2026-11-21',
  'stable',
  '007',
  '8.4.1-alpine3.20',
  '17-jdk',
  'null',
];

/** A base image: one of the few that everybody uses, or one of the many that few do. There are about half as many as images. */
export function anyBase(random: Random, size: number): BaseImage {
  if (random.chance(0.4)) return { registry: 'docker.io', path: `library/${random.pick(popular)}`, tag: random.pick(tags) };
  const number = random.below(Math.max(8, Math.ceil(size * 0.45)));
  const registry = registries[number % registries.length] ?? 'docker.io';
  return { registry, path: `team-${number % 37}/runtime-${number}`, tag: tags[number % tags.length] ?? 'latest' };
}

/** How people write it: without what a reader fills in, or in full. */
export function writeBase({ registry, path, tag }: BaseImage, random: Random): string {
  const repository = registry === 'docker.io' && random.chance(0.8) ? path.replace(/^library\//, '') : `${registry}/${path}`;
  return tag === 'latest' && random.chance(0.5) ? repository : `${repository}:${tag}`;
}

/** The one way of writing it in which nothing is left out. */
export function fullName({ registry, path, tag }: BaseImage): string {
  return `${registry}/${path}:${tag}`;
}

/** Any way of writing an image brought to the full one: the rule that every registry client follows. */
export function toFullName(written: string): string {
  const [name = '', digest] = written.split('@');
  const first = name.split('/')[0] ?? '';
  const hasRegistry = name.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  const path = hasRegistry ? name : name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
  const tagged = /:[^/]+$/.test(path) || digest !== undefined ? path : `${path}:latest`;
  return digest === undefined ? tagged : `${tagged}@${digest}`;
}
