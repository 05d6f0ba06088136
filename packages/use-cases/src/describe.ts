import type { Enrollment } from '@image-factory/core/enrollment';
import type { Dependency, FactoryModel, TagWatch } from '@image-factory/core/graph';
import { familiarReference } from '@image-factory/core/reference';
import { readDetails, textField, type StateSnapshot } from '@image-factory/core/state';
import type { ImageReport, WatchReport } from './report.ts';

export function imageReports(enrollment: Enrollment, state: StateSnapshot): ImageReport[] {
  return [...enrollment.images.values()]
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, kind, enabled }) => {
      const own = state.images.get(name);
      const details = own === undefined || kind === 'external' ? [] : readDetails(own);
      return {
        name,
        kind,
        status: enabled ? ((own && textField(own, 'discoveryStatus')) ?? 'pending') : 'disabled',
        builtFrom: details.map(({ reference, use }) => ({ image: familiarReference(reference), use })),
      };
    });
}

/** Everything that would be watched, by name; upstream images first. */
export function watchReports({ managed, external, bases }: FactoryModel): WatchReport[] {
  const dependents = new Map<string, string[]>();
  for (const { image, dependencies } of managed) {
    for (const { name } of dependencies.filter(isManaged)) dependents.set(name, [...(dependents.get(name) ?? []), image.name]);
  }
  return [
    ...bases.flatMap(({ name, repository, watch, dependents: list }): WatchReport[] =>
      watch === undefined ? [] : [{ name, kind: 'base', image: repository, tags: describeWatch(watch), dependents: list }],
    ),
    ...external.map(({ name, repository, watch, dependents: list }): WatchReport => ({
      name,
      kind: 'external',
      image: repository,
      tags: describeWatch(watch),
      dependents: list,
    })),
    ...managed.map(({ image }): WatchReport => ({
      name: image.name,
      kind: 'managed',
      image: `${image.registry}/${image.repository}`,
      tags: image.publishedTag,
      dependents: dependents.get(image.name) ?? [],
    })),
  ];
}

function isManaged({ kind }: Dependency): boolean {
  return kind === 'managed';
}

export function describeWatch(watch: TagWatch): string {
  switch (watch.strategy) {
    case 'Digest':
      return watch.tag;
    case 'SemVer':
      return [watch.constraint ?? 'newest version', ...(watch.allow === undefined ? [] : [`matching ${watch.allow}`])].join(', ');
    case 'Lexical':
      return `last of ${watch.allow}`;
    case 'NewestBuild':
      return `newest of ${watch.allow}`;
  }
}
