import { parseEditable, isEditableList, isEditableMap, type EditableMap, type EditableValue } from '../yaml/index.ts';
import type { EnrollmentText } from '../enrollment/index.ts';
import type { Problem } from '../problem/index.ts';
import { toDelay } from './delay.ts';
import type { MigrationStep } from './types.ts';

/** What CascadeGuard's `.cascadeguard.yaml` says that images.yaml has a place for. */
export interface Settings {
  /** Whether there is such a file at all. */
  readonly present: boolean;
  readonly registry?: string;
  /** What the repositories of images begin with. */
  readonly repository?: string;
  readonly localDir?: string;
  /** `quarantine`, as a delay of ours. */
  readonly delay?: string;
  readonly provider?: 'github' | 'gitlab';
}

export interface SettingsReading {
  readonly settings: Settings;
  readonly steps: readonly MigrationStep[];
  readonly problems: readonly Problem[];
}

export function readSettings(file: EnrollmentText | undefined): SettingsReading {
  if (file === undefined) return { settings: { present: false }, steps: [], problems: [] };
  const { value, problems } = parseEditable(file.text, file.path);
  const map = isEditableMap(value?.value) ? value.value : {};
  const defaults = mapAt(map, 'defaults');
  const quarantine = map['quarantine'];
  const settings = {
    present: true,
    ...named('registry', textAt(defaults, 'registry')),
    ...named('repository', textAt(defaults, 'repository')),
    ...named('localDir', textAt(mapAt(defaults, 'local'), 'dir')),
    ...named('delay', toDelay(isEditableMap(quarantine) ? quarantine['period'] : quarantine)),
    provider: textAt(mapAt(map, 'ci'), 'platform') === 'gitlab' ? 'gitlab' : 'github',
  } as const;
  return { settings, steps: leavesOf(map, []).map(([path, text]) => stepFor(file.path, path, text)), problems };
}

const used: ReadonlySet<string> = new Set([
  'defaults.registry',
  'defaults.repository',
  'defaults.local.dir',
  'quarantine',
  'quarantine.period',
  'ci.platform',
]);

function stepFor(file: string, path: string, from: string): MigrationStep {
  if (used.has(path)) return { file, field: path, did: 'kept', from, why: 'written into the entries that rely on it' };
  return { file, field: path, did: 'ignored', from, why: 'has no counterpart here; the file stays where it is' };
}

function leavesOf(value: EditableValue, path: readonly string[]): [string, string][] {
  if (isEditableMap(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
  if (isEditableList(value)) return value.flatMap((item, index) => leavesOf(item, [...path, String(index)]));
  return [[path.join('.'), String(value ?? '')]];
}

function mapAt(map: EditableMap, key: string): EditableMap {
  const value = map[key];
  return isEditableMap(value) ? value : {};
}

function textAt(map: EditableMap, key: string): string | undefined {
  const value = map[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function named<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: string });
}
