import { parsePlatform, type Platform } from '../dockerfile/index.ts';
import { parseDigest, type Digest } from '../reference/index.ts';
import { mapField, textField, textOf } from '../state/index.ts';
import { isMap, toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';
import type { BuiltBase, Evidence } from './types.ts';

const evidences: readonly Evidence[] = ['report', 'provenance', 'labels', 'layers', 'assumed'];

/** `builtFrom` of an image's state, by name of the base. What makes no sense is passed over; unknown evidence counts as none. */
export function readBuiltFrom(state: YamlMap): ReadonlyMap<string, BuiltBase> {
  const bases = new Map<string, BuiltBase>();
  for (const [name, value] of mapField(state, 'builtFrom')) {
    if (!isMap(value)) continue;
    const platforms = new Map<Platform, Digest>();
    for (const [written, digest] of mapField(value, 'platforms')) {
      const [platform, parsed] = [parsePlatform(written), parseDigest(textOf(digest) ?? '')];
      if (platform !== undefined && parsed !== undefined) platforms.set(platform, parsed);
    }
    const written = textField(value, 'evidence');
    bases.set(name, { evidence: evidences.find((one) => one === written) ?? 'assumed', platforms });
  }
  return bases;
}

/** `builtFrom` as it stands in a state file, bases and platforms in order. */
export function writeBuiltFrom(bases: ReadonlyMap<string, BuiltBase>): YamlValue {
  const sorted = [...bases].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return toYaml(
    Object.fromEntries(
      sorted.map(([name, { evidence, platforms }]) => [
        name,
        { evidence, platforms: Object.fromEntries([...platforms].toSorted(([a], [b]) => (a < b ? -1 : 1))) },
      ]),
    ),
  );
}
