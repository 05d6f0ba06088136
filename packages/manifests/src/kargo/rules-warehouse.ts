import { parseTagPattern } from '@image-factory/core/enrollment';
import { parseGoDuration } from './duration.ts';
import type { ObjectOf } from './object-index.ts';
import { ownPatterns } from './subscription.ts';
import type { ImageSubscription } from './types.ts';
import { isKargoRepository } from './watched-image.ts';

/** Kargo keeps whatever stands in a subscription, and then looks for nothing or for everything. */
export function checkWarehouse({ spec }: ObjectOf<'Warehouse'>): string[] {
  const images = spec.subscriptions.map(({ image }) => image);
  return [
    ...checkInterval(spec.interval),
    ...(spec.freightCreationPolicy === 'Automatic' ? [] : ['freightCreationPolicy is not written out']),
    ...(spec.subscriptions.length === 0 ? ['it watches nothing'] : []),
    ...spec.subscriptions
      .filter((subscription) => Object.keys(subscription).join() !== 'image')
      .map(() => 'a subscription is not of one image'),
    ...images.filter((image) => image !== undefined).flatMap(checkSubscription),
    // Admission takes it, and then no Freight is ever made.
    ...(new Set(images.map((image) => normalized(image?.repoURL ?? ''))).size === images.length ? [] : ['it watches one repository twice']),
  ];
}

function checkInterval(interval: string): string[] {
  const milliseconds = parseGoDuration(interval);
  if (milliseconds === undefined) return [`the interval ${interval} is not in Go's form`];
  return milliseconds < 5 * 60 * 1000 ? [`the interval ${interval} is below Kargo's floor of 5m0s`] : [];
}

const known: Record<keyof ImageSubscription, true> = {
  repoURL: true,
  imageSelectionStrategy: true,
  constraint: true,
  allowTagsRegexes: true,
  ignoreTagsRegexes: true,
  strictSemvers: true,
  discoveryLimit: true,
};
const written = ['imageSelectionStrategy', 'strictSemvers', 'discoveryLimit'] as const;

function checkSubscription(image: ImageSubscription): string[] {
  const { repoURL, imageSelectionStrategy: strategy, constraint, allowTagsRegexes = [], ignoreTagsRegexes = [], discoveryLimit } = image;
  const patterns = [...allowTagsRegexes, ...ignoreTagsRegexes];
  return [
    ...Object.keys(image)
      .filter((key) => !(key in known))
      .map((key) => `the subscription has a key ${key}, which Kargo ignores or refuses`),
    ...written.filter((key) => image[key] === undefined).map((key) => `${key} is not written out: Kargo would add it`),
    ...(isKargoRepository(repoURL) ? [] : [`Kargo can't watch ${repoURL}`]),
    ...(discoveryLimit >= 1 && discoveryLimit <= 100 ? [] : ['discoveryLimit is not from 1 to 100']),
    ...(strategy === 'Digest' && !/^\w[\w.-]{0,127}$/.test(constraint ?? '') ? ['Digest needs a tag as its constraint'] : []),
    ...(strategy === 'Digest' && patterns.length > 0 ? ['Digest ignores patterns'] : []),
    ...((strategy === 'Lexical' || strategy === 'NewestBuild') && constraint !== undefined ? [`${strategy} ignores the constraint`] : []),
    ...((strategy === 'Lexical' || strategy === 'NewestBuild') && allowTagsRegexes.length === 0
      ? [`${strategy} without patterns takes every tag`]
      : []),
    ...patterns.filter((pattern) => !compiles(pattern)).map((pattern) => `the pattern ${pattern} is none that RE2 knows`),
    ...allowTagsRegexes
      .filter((pattern) => !/^\^[\s\S]*\$$/.test(pattern))
      .map((pattern) => `the pattern ${pattern} also matches parts of tags`),
  ];
}

// Those longer than people may write are ours with theirs inside, which was compiled before.
function compiles(pattern: string): boolean {
  return ownPatterns.has(pattern) || pattern.length > 256 || parseTagPattern(pattern).ok;
}

/** Kargo compares repositories as Docker reads them: `node` and `docker.io/library/node` are one. */
function normalized(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  const hasDomain = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  const domain = hasDomain && first !== 'index.docker.io' ? first : 'docker.io';
  const path = (hasDomain ? rest : [first, ...rest]).join('/');
  return `${domain}/${domain === 'docker.io' && !path.includes('/') ? 'library/' : ''}${path}`.toLowerCase();
}
