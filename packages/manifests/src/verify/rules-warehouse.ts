import { show } from '@image-factory/core/text';
import type { YamlPath } from '@image-factory/core/yaml';
import { defaultsAdded } from './rules-defaults.ts';
import { checkDuration } from './rules-duration.ts';
import { doubtful, wrong, type Finding } from './found.ts';
import { mapsIn, textOf, type Part } from './parts.ts';
import { checkImage } from './rules-image.ts';
import { checkShape } from './shape.ts';
import { subscriptionShapes } from './shapes-subscription.ts';
import type { Subject } from './subject.ts';
import type { EditableMap } from '@image-factory/core/yaml';

/** What becomes of what a Warehouse watches. */
export function checkWarehouse(subject: Subject): Finding[] {
  const { spec } = subject;
  const subscriptions = mapsIn(spec['subscriptions'], ['spec', 'subscriptions']);
  return [
    ...checkInterval(subject),
    ...defaultsAdded(defaults, spec, ['spec']),
    ...subscriptions.flatMap((subscription) => checkSubscription(subject, subscription)),
    ...checkTwice(subscriptions),
    ...checkMixture(subscriptions),
  ];
}

const defaults = { freightCreationPolicy: 'Automatic', interval: '5m0s' } as const;

const leastInterval = 5 * 60 * 1000;

function checkInterval({ spec }: Subject): Finding[] {
  const path = ['spec', 'interval'];
  const { duration, findings } = checkDuration(spec['interval'], path, 'rewritten');
  if (duration === undefined || duration.milliseconds >= leastInterval) return findings;
  return [
    ...findings,
    doubtful('interval', path, `it asks to look every ${duration.canonical}, and Kargo looks every five minutes at the most`, {
      hint: 'Write `5m0s` or more. A webhook receiver makes it look at once.',
    }),
  ];
}

function checkSubscription({ document }: Subject, { path, value }: Part<EditableMap>): Finding[] {
  const [type = '', ...more] = Object.keys(value);
  const shape = subscriptionShapes.get(type);
  if (shape === undefined || more.length > 0) {
    const hint = 'A subscription has one key, `image`, `git` or `chart`; everything else stands below it.';
    return [
      wrong('subscription-type', path, 'a subscription is not of exactly one image, Git repository or chart: Kargo refuses it', { hint }),
    ];
  }
  const inner = value[type] ?? null;
  const at = [...path, type];
  const so = 'Kargo takes it, and does not do it';
  const form = checkShape(shape, inner, at, {
    document,
    so,
    emptyIsAbsent: true,
    rules: { unknown: 'subscription-key', missing: 'subscription-key', invalid: 'invalid-value' },
  }).filter(({ path: place }) => !oldFields.has(String(place.at(-1))));
  return type === 'image' && form.length === 0 ? checkImage(value, path) : form.concat(type === 'image' ? checkImage(value, path) : []);
}

/** Those that have a rule of their own. */
const oldFields: ReadonlySet<string> = new Set(['allowTags', 'ignoreTags', 'semverConstraint']);

/** Admission takes it, and then no Freight is ever made. */
function checkTwice(subscriptions: readonly Part<EditableMap>[]): Finding[] {
  const seen = new Map<string, YamlPath>();
  return subscriptions.flatMap(({ path, value }) =>
    repositoriesIn(value).flatMap(({ type, url }) => {
      const key = type === 'image' ? `image ${normalized(url)}` : `${type} ${url}`;
      const at = [...path, type, 'repoURL'];
      if (!seen.has(key)) {
        seen.set(key, at);
        return [];
      }
      return [
        wrong('repository-twice', at, `it watches ${show(url)} twice, and never makes Freight`, {
          hint: 'Give each tag of a repository a Warehouse of its own; one Stage may ask for the Freight of both.',
        }),
      ];
    }),
  );
}

function repositoriesIn(value: EditableMap): { readonly type: string; readonly url: string }[] {
  return Object.entries(value).flatMap(([type, inner]) => {
    const url = typeof inner === 'object' && inner !== null && !Array.isArray(inner) && 'repoURL' in inner ? textOf(inner['repoURL']) : '';
    return url === '' || type === 'chart' ? [] : [{ type, url }];
  });
}

/** Kargo compares repositories as Docker reads them: `node` and `docker.io/library/node` are one. */
export function normalized(repository: string): string {
  const [first = '', ...rest] = repository.split('/');
  const hasDomain = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  const domain = hasDomain && first !== 'index.docker.io' ? first : 'docker.io';
  const path = (hasDomain ? rest : [first, ...rest]).join('/');
  return `${domain}/${domain === 'docker.io' && !path.includes('/') ? 'library/' : ''}${path}`.toLowerCase();
}

function checkMixture(subscriptions: readonly Part<EditableMap>[]): Finding[] {
  const types = new Set(subscriptions.flatMap(({ value }) => Object.keys(value)));
  const git = subscriptions.find(({ value }) => 'git' in value);
  if (git === undefined || !types.has('image')) return [];
  return [
    doubtful('mixed-subscriptions', git.path, 'a new commit makes Freight with the image that is there, which was not built from it', {
      hint: 'Give commits and images Warehouses of their own.',
    }),
  ];
}
