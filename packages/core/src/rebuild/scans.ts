import { parseTime } from '../enrollment/index.ts';
import { parseDigest } from '../reference/index.ts';
import { listField, textField, textOf } from '../state/index.ts';
import { formatTime } from '../text/index.ts';
import { isMap, type YamlMap } from '../yaml/index.ts';
import type { Rebuild, RebuildScan } from './rebuild.ts';

const mostScans = 10;
const mostIds = 50;

/**
 * Keeps what a report says of the image that a rebuild for vulnerabilities has brought: which of them went, and which remained.
 * Of one published image the last word counts; the same again changes nothing.
 */
export function recordScan(rebuild: Rebuild, { fixed, remaining, ...rest }: RebuildScan): Rebuild {
  const scan = { ...rest, fixed: sortedFirst(fixed), remaining: sortedFirst(remaining) };
  const before = rebuild.scans ?? [];
  const last = before.at(-1);
  if (last?.digest !== scan.digest) return { ...rebuild, scans: [...before, scan].slice(-mostScans) };
  if (isSame(last.fixed, scan.fixed) && isSame(last.remaining, scan.remaining)) return rebuild;
  return { ...rebuild, scans: [...before.slice(0, -1), scan] };
}

/** `scans` of `rebuildState`, oldest first; what makes no sense is passed over. */
export function readScans(rebuildState: YamlMap): readonly RebuildScan[] {
  return listField(rebuildState, 'scans').flatMap((item) => (isMap(item) ? readScan(item) : []));
}

function readScan(fields: YamlMap): RebuildScan[] {
  const [at, digest] = [parseTime(textField(fields, 'at') ?? ''), parseDigest(textField(fields, 'digest') ?? '')];
  if (!at.ok || digest === undefined) return [];
  const ids = (field: string) => listField(fields, field).flatMap((item) => textOf(item) ?? []);
  return [{ at: at.value, digest, fixed: ids('fixed'), remaining: ids('remaining') }];
}

export function scanFields(scans: readonly RebuildScan[]): readonly unknown[] {
  return scans.map(({ at, digest, fixed, remaining }) => ({ at: formatTime(at), digest, fixed, remaining }));
}

function sortedFirst(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].toSorted((a, b) => (a < b ? -1 : 1)).slice(0, mostIds);
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => b[index] === id);
}
