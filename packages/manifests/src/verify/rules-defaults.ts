import type { EditableMap, YamlPath } from '@image-factory/core/yaml';
import { doubtful, type Finding } from './found.ts';

/**
 * Fields that are left out and get written all the same, which GitOps tools then show as a difference.
 *
 * @param path - of the mapping that they are part of
 */
export function defaultsAdded(defaults: Readonly<Record<string, string>>, written: EditableMap, path: YamlPath): Finding[] {
  const added = Object.entries(defaults).flatMap(([key, value]) => ((written[key] ?? null) === null ? [`\`${key}: ${value}\``] : []));
  if (added.length === 0) return [];
  const [last, ...others] = added.toReversed();
  const list = others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
  const hint = added.length === 1 ? 'Write it out.' : 'Write them out.';
  return [
    doubtful('default-field', path, `${list} ${added.length === 1 ? 'is' : 'are'} added, which then differs from what is written here`, {
      key: true,
      hint,
    }),
  ];
}
